"""The monthly report as a letter: the headline, the key figures, and the page of that month, which prints well."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.governments.queries import memberships
from fixward.domain.governments.sign_on import demands_sign_on
from fixward.followups.insights import choosing, headline, measures, periods, reading, standing, telling
from fixward.followups.insights.cuts import BY_KEYS, Cut
from fixward.followups.insights.headline import Told
from fixward.followups.insights.measures import BY_KEY
from fixward.followups.insights.periods import Period
from fixward.followups.insights.seeing import sees_whole, told_apart
from fixward.followups.notifications.letters import Letter
from fixward.followups.reports.models import Subscription
from fixward.followups.reports.subscribing import stop_path

_FIGURES = ("received", "closed", "close", "within_target", "first_touch", "handed_on", "returns")


def letter(subscription: Subscription, month: Period, language: str) -> Letter | None:
    """In the language in use; none where the department may not be told of, to who is no member any more."""
    public = not _sees_whole(subscription)
    if public and not _is_told(subscription):
        return None
    cut, given = _of_whom(subscription)
    told = _told(cut, given, month, public=public)
    name = str(subscription) or settings.UMBRELLA_NAME
    said = {"name": name, "month": choosing.words(month)}
    return Letter(
        subject=" ".join((_("Figures of %(month)s: %(name)s") % said).split())[:150],
        lead=_("The figures of %(month)s: %(name)s") % said,
        quote_title=_("In words"),
        quote="\n".join(headline.sentences(told, _standing(cut, given, public=public))),
        facts=[(str(BY_KEY[key].name), _fact(key, told)) for key in _FIGURES],
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


def _is_told(subscription: Subscription) -> bool:
    department, organization = subscription.department_id, subscription.organization
    return department is None or (isinstance(organization, Organization) and department in told_apart(organization))


def _of_whom(subscription: Subscription) -> tuple[Cut, dict[str, int]]:
    named = {"organization": subscription.organization_id, "department": subscription.department_id}
    given = {key: pk for key, pk in named.items() if pk is not None}
    return BY_KEYS[frozenset(given)], given


def _told(cut: Cut, given: dict[str, int], month: Period, *, public: bool) -> Told:
    months = (month, periods.before(month, months=1), periods.before(month, months=12))
    this, *others = ((one, measures.values(reading.total(cut, one, public=public, given=given))) for one in months)
    return Told(*this, tuple(others))


def _standing(cut: Cut, given: dict[str, int], *, public: bool) -> standing.Standing:
    return next(iter(standing.now(cut, public=public, **given).values()), standing.NOTHING)


def _fact(key: str, told: Told) -> str:
    """The figure, and what it was before."""
    now = telling.told(told.values[key], key)
    before, values = told.compared[0]
    said = {"now": now, "then": telling.told(values[key], key), "period": choosing.words(before)}
    return _("%(now)s (%(period)s: %(then)s)") % said


def _path(subscription: Subscription, month: Period) -> str:
    query = urlencode({"period": choosing.DAYS} | choosing.in_days(month))
    path = "/figures/"
    if subscription.organization:
        path += f"o/{subscription.organization.code}"
    if subscription.department_id:
        path += f"/{subscription.department_id}"
    return f"{path}?{query}"
