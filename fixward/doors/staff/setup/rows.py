"""How the lists of the set-up say one thing each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.domain.catalog.models import Offering, Question, Service
from fixward.domain.governments.models import (
    Department,
    Grant,
    Invitation,
    MailDomain,
    Member,
    Organization,
    Role,
    Standing,
)
from fixward.domain.records.models import Schedule
from fixward.domain.routing import operations as routing
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.service_requests.reasons import CloseReason
from fixward.followups.exchange.connectors.models import Connector, Pairing, Way
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.foundation import clock
from fixward.foundation.text import length


@dataclass
class Row:
    """How a list says one thing: what it is, more about it, and words for its state with their tone."""

    title: str
    about: list[str] = field(default_factory=list)
    states: list[tuple[str, str]] = field(default_factory=list)
    thing: Any = None


def department(thing: Department) -> Row:
    return Row(thing.name, [thing.email], [("active", _("Front desk"))] if thing.is_front_desk else [])


def member(thing: Member) -> Row:
    departments = ", ".join(sorted(department.name for department in thing.departments.all()))
    return Row(str(thing.person), [thing.person.email, departments], [("quiet", thing.get_role_display())])


def invitation(thing: Invitation) -> Row:
    until = _("until %(day)s") % {"day": date_format(thing.expires_at, "DATE_FORMAT")}
    state = ("waiting", _("Waiting")) if thing.is_open else ("overdue", _("Has run out"))
    return Row(thing.email, [str(Role(thing.role).label), until], [state])


def mail_domain(thing: MailDomain) -> Row:
    state = ("active", _("Confirmed")) if thing.pk else ("waiting", _("Waiting"))
    return Row(thing.name, [str(thing.organization)], [state])


def grant(thing: Grant) -> Row:
    today = clock.now().date()
    ended = thing.valid_to is not None and thing.valid_to <= today
    state = ("quiet", _("Ended")) if ended else ("active", _("Holds"))
    if thing.valid_from > today:
        state = ("new", _("Not yet"))
    about = [
        _("as %(role)s, for their %(least)s and above")
        % {"role": thing.get_role_display(), "least": thing.get_least_role_display()},
        ", ".join(thing.service_codes) or _("every service"),
        str(thing.place or _("everywhere")),
        period(thing.valid_from, thing.valid_to),
    ]
    return Row(str(thing.to), about, [state])


def grant_of_any(thing: Grant) -> Row:
    said = grant(thing)
    return Row(f"{thing.organization} → {thing.to}", said.about, said.states)


def period(first: Any, last: Any) -> str:
    """Two days, the last not included, in words; empty where it is at any time."""
    days = {"first": first and date_format(first, "DATE_FORMAT"), "last": last and date_format(last, "DATE_FORMAT")}
    if first and last:
        return _("from %(first)s until %(last)s") % days
    if first:
        return _("from %(first)s on") % days
    return _("until %(last)s") % days if last else ""


def schedule(thing: Schedule) -> Row:
    months = ngettext("%(count)d month after closing", "%(count)d months after closing", thing.months)
    return Row(str(thing), [months % {"count": thing.months}])


def program(thing: Any) -> Row:
    """Of `programs.queries.programs_of`, which counts the keys that are good."""
    keys = ngettext("%(count)d key", "%(count)d keys", thing.good_keys) % {"count": thing.good_keys}
    what = ", ".join(thing.scopes)
    state = ("active", _("Comes in")) if thing.good_keys else ("waiting", _("Has no key"))
    if thing.ended_at:
        state = ("quiet", _("Ended"))
    return Row(thing.name, [what, keys, thing.contact], [state])


def program_of_any(thing: Any) -> Row:
    said = program(thing)
    return Row(f"{thing.name} ({thing.organization})", said.about, said.states)


def offering(thing: Offering) -> Row:
    if thing.pk is None:
        return Row(str(thing.service), [str(thing.service.group)], [("quiet", _("Not adopted"))])
    states = [("active", _("Adopted"))] if not thing.is_hidden else [("hidden", _("Not offered"))]
    states += [("warn", _("Private"))] if thing.is_private or thing.service.is_private else []
    states += [("warn", _("Identity"))] if thing.identity_required or thing.service.identity_required else []
    shared = [str(thing.service)] if thing.name else []
    return Row(str(thing), [*shared, str(thing.department or _("The front desk")), target(thing)], states)


def target(thing: Offering | Service) -> str:
    within = thing.close_within
    return (
        _("closed within %(amount)d %(unit)s") % {"amount": within.amount, "unit": within.unit.label} if within else ""
    )


def close_reason(thing: CloseReason) -> Row:
    states = [] if thing.is_active else [("hidden", _("Not offered"))]
    return Row(str(thing), [str(thing.get_resolution_display())], states)


def question(thing: Question) -> Row:
    states = [("quiet", _("Only shown"))] if thing.is_notice else []
    states += [("warn", _("Has to be answered"))] if thing.is_required else []
    return Row(str(thing.text), [str(thing.service), thing.get_datatype_display()], states)


def rule(thing: AssignmentRule) -> Row:
    who = ", ".join(filter(None, (str(thing.department), str(thing.member or ""))))
    answered = f"{thing.question} = {thing.answer}" if thing.question else ""
    about = [str(thing.zone or _("everywhere")), answered, period(thing.valid_from, thing.valid_to)]
    return Row(f"{thing.service or thing.group or _('All services')} → {who}", about)


def service(thing: Service) -> Row:
    states = [] if thing.is_active else [("hidden", _("Cannot be reported"))]
    states += [("warn", _("Private"))] if thing.is_private else []
    return Row(str(thing), [str(thing.group), thing.code, target(thing)], states)


def webhook(thing: Webhook) -> Row:
    states = [("active", _("Turned on"))] if thing.is_on else [("hidden", _("Turned off"))]
    if thing.turned_off_at:
        states = [("overdue", _("Turned off, since it failed too long"))]
    elif thing.failing_since:
        states.append(("overdue", _("Fails")))
    if thing.shown_at is None:
        states.append(("waiting", _("Its secret was not shown yet")))
    count = ngettext("%(count)d kind of event", "%(count)d kinds of events", len(thing.kinds))
    return Row(thing.name, [thing.host, count % {"count": len(thing.kinds)}], states)


def organization(thing: Organization) -> Row:
    states = [("active", _("Steward"))] if thing.is_steward else []
    if thing.standing == Standing.EXTERNAL:
        states.append(("moved", _("Not on the platform")))
    handled = ""
    if thing.handled_by:
        handled = _("handled by %(organization)s") % {"organization": thing.handled_by}
        alone = _("stand-alone from %(day)s")
        handled += ", " + alone % {"day": date_format(thing.stand_alone_from)} if thing.stand_alone_from else ""
    return Row(thing.name, [thing.code, handled, thing.email], states)


def connector(thing: Connector) -> Row:
    address = thing.endpoint if thing.way == Way.OPEN311 else thing.email or thing.organization.email
    states = [("warn", _("Does not answer"))] if thing.poll_trouble else []
    return Row(str(thing), [thing.get_way_display(), address], states)


def pairing(thing: Pairing) -> Row:
    return Row(str(thing), [str(thing.connector.organization), ", ".join(thing.questions.values())])


def place(thing: Any) -> Row:
    """Of `surveying.queries.places`, which counts its boundaries."""
    until = period(None, thing.ends) if thing.ends and not thing.is_open else ""
    ended = bool(until) and thing.ends <= clock.now().date()
    return Row(thing.name, [thing.get_kind_display(), thing.code, until], [("quiet", _("Ended"))] if ended else [])


def layer(thing: Any) -> Row:
    """Of `surveying.queries.layers`, with the count of its assets."""
    assets = ngettext("%(count)d asset", "%(count)d assets", thing.count) % {"count": thing.count}
    near = _("within %(distance)s") % {"distance": length(thing.distance_m)}
    return Row(thing.name, [thing.code, assets, near])


def responsibility(thing: Responsibility) -> Row:
    today = clock.now().date()
    ended = thing.valid_to is not None and thing.valid_to <= today
    about = [routing.ground_of(thing), period(thing.valid_from, thing.valid_to), thing.reason]
    return Row(routing.described(thing), about, [("quiet", _("Ended"))] if ended else [])
