"""Mail that a door itself asks for: not about an event, but to prove an address."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.service_requests import links
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.notifications.channels import Undeliverable, email
from fixward.followups.notifications.letters import Letter
from fixward.foundation import jobs

CONFIRM_FOLLOW = "residents.confirm_follow"


def ask_to_confirm(service_request: ServiceRequest, address: str) -> None:
    """Leave it to the worker to ask whoever has this address whether they want to follow."""
    language = translation.get_language()
    jobs.defer(CONFIRM_FOLLOW, number=service_request.number, address=address, language=language)


@jobs.task(CONFIRM_FOLLOW)
def send_confirmation(number: str, address: str, language: str) -> None:
    service_request = ServiceRequest.objects.public().select_related("service").filter(number=number).first()
    if service_request is None:
        return
    with translation.override(language):
        letter = _letter(service_request, address, language)
    try:
        with email.opened() as connection:
            email.send(connection, letter, to=address, message_id=email.new_message_id())
    except Undeliverable:
        return  # a slip of the pen in an address is nobody's failure


def _letter(service_request: ServiceRequest, address: str, language: str) -> Letter:
    words = {"number": service_request.number, "service": service_request.service}
    return Letter(
        subject=_("Do you want to follow request %(number)s?") % words,
        lead=_("Somebody, probably you, asked for mail about request %(number)s, %(service)s. Open the link to begin.")
        % words,
        link=f"{settings.BASE_URL}{links.follow_path(service_request.number, address)}",
        link_text=_("Yes, write to me"),
        hints=[_("The link is good for 7 days. If it was not you, do nothing: you will hear no more of it.")],
        language=language,
    )
