"""What follows after an event, done by the worker: one job an event."""

from __future__ import annotations

from collections.abc import Callable

from fixward.domain.conversations.operations import look_after_questions
from fixward.domain.governments.invitations import SEND
from fixward.domain.records.holding import write_down
from fixward.domain.service_requests.events import FOLLOW_UP
from fixward.domain.service_requests.models import Event
from fixward.followups.exchange.connectors.deliveries import deliver as deliver_outside
from fixward.followups.exchange.connectors.open311.polling import LOOK, ask_to_look, look_at_one
from fixward.followups.exchange.connectors.outgoing import DELIVER as OUTSIDE
from fixward.followups.exchange.connectors.outgoing import hand_out
from fixward.followups.exchange.webhooks.delivering import ASK, DELIVER, ask, ask_for_all, deliver
from fixward.followups.exchange.webhooks.sending import forget_old, tell
from fixward.followups.exchange.webhooks.switching import TELL_OFF, tell_off
from fixward.followups.insights.making.renewing import renew_when_worth_it
from fixward.followups.insights.making.settling import settle
from fixward.followups.notifications.invitations import invite
from fixward.followups.notifications.sending import LATER, deliver_later, notify
from fixward.followups.pictures import FETCH, ask_for_pictures, fetch_pictures
from fixward.followups.reports.sending import SEND as REPORT
from fixward.followups.reports.sending import ask_for_reports, send_report
from fixward.foundation import jobs


def _hold(event: Event) -> None:
    """Whoever comes to fit a legal hold in force stays held."""
    write_down(event.service_request)


# Each bears being done twice. Whoever joins, joins here.
FOLLOWUPS: list[Callable[[Event], None]] = [_hold, notify, tell, hand_out, ask_for_pictures]

jobs.task(LATER)(deliver_later)
jobs.periodic("fixward.look_after_questions", cron="*/10 * * * *")(look_after_questions)
jobs.task(SEND)(invite)
jobs.task(DELIVER)(deliver)
jobs.task(ASK)(ask)
jobs.periodic("fixward.ask_for_webhook_deliveries", cron="*/10 * * * *")(ask_for_all)
jobs.task(TELL_OFF)(tell_off)
jobs.periodic("fixward.forget_old_webhook_deliveries", cron="40 8 * * *")(forget_old)
jobs.periodic("fixward.renew_figures", cron="* * * * *")(renew_when_worth_it)
jobs.periodic("fixward.settle_figures", cron="10 7 * * *")(settle)
jobs.periodic("fixward.ask_for_reports", cron="20 * * * *")(ask_for_reports)
jobs.task(REPORT)(send_report)
jobs.task(FETCH)(fetch_pictures)
jobs.task(OUTSIDE)(deliver_outside)
jobs.periodic("fixward.look_outside", cron="*/5 * * * *")(ask_to_look)
jobs.task(LOOK)(look_at_one)


@jobs.task(FOLLOW_UP)
def follow_up(event_id: int) -> None:
    """Do everything that follows after the event; raises what went wrong, after the others were done."""
    event = Event.objects.select_related("service_request").get(pk=event_id)
    failures = []
    for followup in FOLLOWUPS:
        try:
            followup(event)
        except Exception as failure:  # noqa: BLE001 one followup's trouble, such as a mail server's, is not the others'
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"Event {event_id} was not followed up in full.", failures)
