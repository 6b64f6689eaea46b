"""Through which organization's sign-on a session was opened, if any."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest

_KEY = "sign_on"


@dataclass(frozen=True, slots=True)
class CameBy:
    """`second_step`: the provider vouches for more than one proof (`mfa` among the `amr` of RFC 8176)."""

    organization: int
    second_step: bool = False


def came_by(request: HttpRequest) -> CameBy | None:
    known = request.session.get(_KEY)
    return CameBy(**known) if known else None


def remember(request: HttpRequest, mark: CameBy | None) -> None:
    """Said at each log-in: who comes otherwise has no mark of one before. None is taken from a session that is open."""
    if mark is not None:
        request.session[_KEY] = asdict(mark)
    elif _KEY in request.session and not request.user.is_authenticated:
        del request.session[_KEY]
