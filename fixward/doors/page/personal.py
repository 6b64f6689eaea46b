"""What the log-in holds of somebody: told to them, and forgotten when they leave."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.foundation import jobs

FORGET_SESSIONS = "page.forget_sessions"


@personal.tells("log-in")
def _log_in(person: Person) -> Any:
    return {
        "last": person.last_login,
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified")),
        "second_steps": list(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")),
        "sign_ons": list(SocialAccount.objects.filter(user=person).values("provider", "date_joined", "last_login")),
        "sessions": list(UserSession.objects.filter(user=person).values("created_at", "ip", "user_agent")),
    }


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """The sessions are over at once, by the new password; looking for their rows takes longer, and is a job."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    UserSession.objects.filter(user=person).delete()
    jobs.defer(FORGET_SESSIONS, person_id=person.pk)
    jobs.forget(address=traces.email)


@jobs.task(FORGET_SESSIONS)
def forget_sessions(person_id: int) -> None:
    """A session tells whose it is only when it is opened, so all are looked through."""
    for session in Session.objects.iterator(chunk_size=1000):
        if session.get_decoded().get(SESSION_KEY) == str(person_id):
            session.delete()
