"""What a member reads whom a note calls."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fixward.domain.conversations.models import Note
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Custody, Event
from fixward.followups.notifications import addresses
from fixward.followups.notifications.letters import letter as parts
from fixward.followups.notifications.letters.letter import Letter


def letter_to_member(event: Event, custody: Custody, person: Person) -> Letter:
    """The note, and the way to the desk; nothing of the reporter."""
    service_request = event.service_request
    note = Note.objects.select_related("member__person").get(pk=event.data["note"])
    return Letter(
        subject=parts.subject(service_request, _("you are mentioned")),
        lead=_("%(member)s mentions you in a note.") % {"member": note.member},
        quote_title=_("%(member)s writes") % {"member": note.member},
        quote=note.text,
        facts=[
            (pgettext("mail", "Request"), service_request.number),
            (pgettext("mail", "What"), str(service_request.service)),
            (pgettext("mail", "Where"), service_request.public_address or str(service_request.place or "")),
            (pgettext("mail", "With"), parts.holder(custody)),
        ],
        link=addresses.desk(service_request),
        link_text=_("Open the request at your desk"),
        closing=[
            _("The note is for the organizations alone: please do not pass this mail on."),
            _("Nobody reads answers to this address."),
        ],
        language=parts.language(),
    )
