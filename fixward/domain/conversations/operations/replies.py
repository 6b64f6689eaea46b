"""An organization's canned replies: written and retired by its managers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations import canned
from fixward.domain.conversations.models import CannedReply
from fixward.domain.conversations.policy import can_write_canned
from fixward.domain.conversations.setup import CANNED
from fixward.domain.governments.changes import save
from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import Status
from fixward.domain.service_requests.operations.common import LONGEST_TEXT, Refused, wanted
from fixward.foundation import clock
from fixward.foundation.text import Translated, clean

LONGEST_NAME = 100


@transaction.atomic
def write_canned(
    known: CannedReply | None,
    *,
    name: str,
    text: Mapping[str, str],
    service: Service | None = None,
    status: Status | str = "",
    by: Member,
) -> CannedReply:
    """Make a canned reply of the member's organization, or change one; every language needs its words."""
    _must_write(by, known)
    reply = known or CannedReply(organization=by.organization)
    name = wanted(name, _("Give it a name, by which everybody finds it."), longest=LONGEST_NAME)
    said = Translated({language: _words(words) for language, words in text.items()})
    _must_be_named_once(reply, name)
    service_id = service.pk if service else None
    return save(CANNED, reply, by=by, name=name, text=said, service=service_id, status=str(status))


@transaction.atomic
def retire_canned(known: CannedReply, *, by: Member) -> CannedReply:
    """Offer it no more; what was sent with it stays as it is."""
    _must_write(by, known)
    return save(CANNED, known, by=by, retired_at=known.retired_at or clock.now())


def _must_write(by: Member, known: CannedReply | None) -> None:
    if not can_write_canned(by) or (known and known.organization_id != by.organization_id):
        raise Refused(_("Only managers of an organization write its canned replies."))


def _words(words: str) -> str:
    words = wanted(words, _("Write it in every language: residents get it in theirs."), longest=LONGEST_TEXT)
    if unknown := canned.unknown_in(words):
        raise Refused(
            _("Nobody can fill in {%(name)s}. These can be: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(f"{{{name}}}" for name in canned.PLACEHOLDERS)}
        )
    return clean(words)


def _must_be_named_once(reply: CannedReply, name: str) -> None:
    same = CannedReply.objects.filter(organization=reply.organization_id, name=name, retired_at=None)
    if same.exclude(pk=reply.pk).exists():
        raise Refused(_("There is one with this name already."))
