"""The mail that invites somebody to work for an organization."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fixward.domain.governments import invitations
from fixward.domain.governments.models import Invitation, Role
from fixward.followups.notifications.channels import Undeliverable, email
from fixward.followups.notifications.letters.letter import Letter

logger = structlog.get_logger(__name__)


def invite(invitation_id: int) -> None:
    """Send it, unless it has been withdrawn meanwhile; raises OSError or NotNow, to be done again."""
    invitation = Invitation.objects.select_related("organization", "invited_by__person").get(pk=invitation_id)
    if not invitation.is_open:
        return
    # The same each time: sent twice after a crash, mail programs know that they have it.
    message_id = f"<invitation-{invitation.pk}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"
    with email.opened() as connection:
        try:
            email.send(connection, letter(invitation), to=invitation.email, message_id=message_id)
        except Undeliverable as refusal:
            logger.warning("invitation_given_up", invitation=invitation.pk, why=str(refusal))


def letter(invitation: Invitation) -> Letter:
    """Who invites to what, until when, and the link that accepts it."""
    organization = invitation.organization
    with translation.override(invitation.language), timezone.override(organization.zone):
        until = date_format(timezone.localtime(invitation.expires_at), "DATETIME_FORMAT")
        names = {"organization": organization, "member": invitation.invited_by, "role": Role(invitation.role).label}
        return Letter(
            subject=" ".join((_("%(organization)s invites you to work with it") % names).split())[:150],
            lead=_("%(member)s invites you to work for %(organization)s as: %(role)s.") % names,
            facts=[(_("Holds until"), until)],
            link=f"{settings.BASE_URL}/staff/invitations/{invitations.token(invitation)}",
            link_text=_("Look at the invitation"),
            hints=[_("It works once, for who can log in with this address. Did you not expect it? Then do nothing.")],
            language=invitation.language,
        )
