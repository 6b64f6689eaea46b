"""Where somebody is logged in, and an end to it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fixward.domain.people.models import Person

ALL_OTHERS = "others"
# The first that is found in what the browser says of itself; each says it is also those before it were written for.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url="account_login")
def sessions(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    if request.method == "POST":
        return _end(request, person)
    # One from before sessions were listed is not known yet.
    UserSession.objects.create_from_request(request)
    rows = [
        {"session": row, "device": device(row.user_agent), "is_here": row.session_key == request.session.session_key}
        for row in live(person)
    ]
    return render(request, "page/sessions.html", {"rows": rows})


def live(person: Person) -> list[UserSession]:
    """Those that still let somebody in: not run out, and not of a password before this one; the newest first."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=person).order_by("-created_at", "-pk")}
    running = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    proof = person.get_session_auth_hash()
    open_ = {one.session_key for one in running if one.get_decoded().get(HASH_SESSION_KEY) == proof}
    return [row for key, row in rows.items() if key in open_]


def device(user_agent: str) -> str:
    """What a person would call it, as "Firefox, Windows"; empty where nothing is known."""
    found = (next((name for mark, name in names if mark in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def _end(request: HttpRequest, person: Person) -> HttpResponse:
    """One by its number, or all but this one; whose it is not, or what is over already, ends nothing."""
    asked = request.POST.get("session", "")
    others = [row for row in live(person) if row.session_key != request.session.session_key]
    chosen = [row for row in others if asked in (ALL_OTHERS, str(row.pk))]
    for row in chosen:
        row.end()
    if chosen:
        said = ngettext("One session is ended.", "%(count)d sessions are ended.", len(chosen)) % {"count": len(chosen)}
        messages.success(request, said)
    else:
        messages.info(request, _("That session is over already."))
    return redirect("sessions")
