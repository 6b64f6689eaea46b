"""Files beside the words of a member."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Attachment, Message, Note
from fixward.domain.service_requests.operations.common import Refused
from fixward.foundation.files.documents import Document

MOST_FILES = 5


def attach(documents: Sequence[Document], *, to: Note | Message) -> None:
    """Store the files, then their rows: if these are rolled back the files are garbage, but no row lacks its file."""
    if len(documents) > MOST_FILES:
        raise Refused(_("Please send at most %(most)d files at a time.") % {"most": MOST_FILES})
    Attachment.objects.bulk_create(_kept(document, to) for document in documents)


def _kept(document: Document, to: Note | Message) -> Attachment:
    row = Attachment(
        note=to if isinstance(to, Note) else None,
        message=to if isinstance(to, Message) else None,
        name=document.name,
        content_type=document.content_type,
        size=len(document.data),
    )
    # A name that nobody can guess, as photos have.
    row.file.save(document.stored_as, ContentFile(document.data), save=False)
    return row
