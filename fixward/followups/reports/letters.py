"""The monthly report as a letter: the headline, the key figures, and the page of that month, which prints well."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.governments.queries import memberships
from fixward.domain.governments.sign_on import demands_sign_on
from fixward.followups.insights.asking import standing
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.cuts import BY_KEYS, Cut
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.telling import choosing, headline, wording
from fixward.followups.insights.telling.headline import Summary
from fixward.followups.insights.telling.measures import BY_KEY
from fixward.followups.insights.telling.seeing import sees_whole, told_apart
from fixward.followups.notifications.letters import Letter
from fixward.followups.reports.models import Subscription
from fixward.followups.reports.subscribing import stop_path

_FIGURES = ("received", "closed", "close", "within_target", "first_touch", "handed_on", "returns")


def letter(subscription: Subscription, month: Period, language: str) -> Letter | None:
    """In the language in use; none where the department may not be told of, to who is no member any more."""
    public = not _sees_whole(subscription)
    if public and not _is_shown_apart(subscription):
        return None
    cut, given = _of_whom(subscription)
    summary = _summary(cut, given, month, public=public)
    name = str(subscription) or settings.UMBRELLA_NAME
    said = {"name": name, "month": choosing.words(month)}
    return Letter(
        subject=" ".join((_("Figures of %(month)s: %(name)s") % said).split())[:150],
        lead=_("The figures of %(month)s: %(name)s") % said,
        quote_title=_("In words"),
        quote="\n".join(
            headline.sentences(summary, _standing(cut, given, public=public), of_holder="organization" in given)
        ),
        facts=[(str(BY_KEY[key].name), _fact(key, summary)) for key in _FIGURES],
        link=settings.BASE_URL + _path(subscription, month),
        link_text=_("Open the page of this month"),
        hints=[_("The page has every figure with the list behind it, and prints well.")],
        closing=[_("You get this once a month because you asked for it.")],
        stop=settings.BASE_URL + stop_path(subscription),
        stop_text=_("No longer send me these figures"),
        language=language,
    )


def _sees_whole(subscription: Subscription) -> bool:
    """As on the pages: but where more than a mailbox is demanded, no mail opens what that would."""
    return sees_whole(member for member in memberships(subscription.person) if not _needs_more_than_mail(member))


def _needs_more_than_mail(member: Member) -> bool:
    """The log-in of its organization, or the second step of an administrator."""
    return demands_sign_on(member) or (settings.REQUIRE_SECOND_FACTOR and member.role >= Role.ADMINISTRATOR)


def _is_shown_apart(subscription: Subscription) -> bool:
    department, organization = subscription.department_id, subscription.organization
    return department is None or (isinstance(organization, Organization) and department in told_apart(organization))


def _of_whom(subscription: Subscription) -> tuple[Cut, dict[str, int]]:
    named = {"organization": subscription.organization_id, "department": subscription.department_id}
    given = {key: pk for key, pk in named.items() if pk is not None}
    return BY_KEYS[frozenset(given)], given


def _summary(cut: Cut, given: dict[str, int], month: Period, *, public: bool) -> Summary:
    earlier = [periods.before(month, months=months) for months in (1, 12)]
    return headline.summarize(cut, month, earlier, public=public, given=given)


def _standing(cut: Cut, given: dict[str, int], *, public: bool) -> standing.Standing:
    return standing.now(public=public, given=given).together


def _fact(key: str, summary: Summary) -> str:
    """The figure, and what it was before, where anything was."""
    now = wording.text(summary.values[key], key)
    if not summary.compared:
        return now
    before, values = summary.compared[0]
    said = {"now": now, "then": wording.text(values[key], key), "period": choosing.words(before)}
    return _("%(now)s (%(period)s: %(then)s)") % said


def _path(subscription: Subscription, month: Period) -> str:
    query = urlencode({"period": choosing.DAYS} | choosing.in_days(month))
    path = "/figures/"
    if subscription.organization:
        path += f"o/{subscription.organization.code}"
    if subscription.department_id:
        path += f"/{subscription.department_id}"
    return f"{path}?{query}"
