"""The leave to link a sign-on: given to who has just asked for it and proved who they are, and good once.

Without it any page could send a logged-in browser through a provider, and that provider would have a way into the
person's account from then on.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

_KEY = "sign_on_link"  # in the session: [id of the organization, when the leave was given (s)]
_GOOD_FOR_S = 10 * 60


def permit(request: HttpRequest, organization_id: int) -> None:
    request.session[_KEY] = [organization_id, int(time.time())]


def permitted(request: HttpRequest) -> int | None:
    """The organization whose sign-on may be linked now."""
    organization_id, given_at = request.session.get(_KEY, [None, 0])
    return organization_id if time.time() - given_at < _GOOD_FOR_S else None


def use_up(request: HttpRequest, organization_id: int) -> bool:
    """Whether there was the leave to link this one; there is none any more."""
    was = permitted(request) == organization_id
    request.session.pop(_KEY, None)
    return was
