"""Idempotency-Key: a call that is sent again with the same key does nothing again, and gets the same answer.

What is done and the answer to it are one transaction, so that neither is there without the other. Who comes with the
key that somebody is just being answered for waits for them. What was refused is not kept: it has done nothing, and may
be mended and sent with the same key.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fixward.doors.api.coming_in import visit
from fixward.doors.api.models import Answered
from fixward.doors.api.problems import Problem, answered
from fixward.foundation.database import turns

HEADER = "Idempotency-Key"
LONGEST = 255
REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """`answer` does what is asked; where the call names no key it is simply done."""
    given = request.headers.get(HEADER)
    if given is None:
        return answer()
    if not 0 < len(given) <= LONGEST or not given.isprintable():
        return answered(Problem(400, _("An Idempotency-Key has 1 to %(most)d signs.") % {"most": LONGEST}))
    key, asked = _key(request, given), _digest(request)
    with transaction.atomic():
        turns.alone(f"api {key}")
        known = Answered.objects.filter(pk=key).first()
        return _known(known, asked) if known else _kept(key, asked, answer())


def _known(known: Answered, asked: str) -> HttpResponse:
    if known.asked != asked:
        return answered(Problem(422, _("This Idempotency-Key came with another call before. Take a new one.")))
    response = HttpResponse(known.body, status=known.status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    if known.location:
        response["Location"] = known.location
    return response


def _kept(key: uuid.UUID, asked: str, response: HttpResponse) -> HttpResponse:
    if 200 <= response.status_code < 300:
        Answered.objects.create(
            key=key,
            asked=asked,
            status=response.status_code,
            body=response.content.decode(),
            location=response.headers.get("Location", ""),
        )
    return response


def _key(request: HttpRequest, given: str) -> uuid.UUID:
    """Each program's keys are its own, by whichever access key it comes in; at each address those of all without one.

    Nobody learns from the table which they were.
    """
    caller = visit(request).caller
    text = f"{f'program {caller.program.pk}' if caller else request.path}\n{given}"
    return uuid.UUID(bytes=hmac.digest(settings.SECRET_KEY.encode(), f"once:{text}".encode(), "sha256")[:16])


def _digest(request: HttpRequest) -> str:
    """Of the address and all that was sent; files by what is in them, since their frame differs each time."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
