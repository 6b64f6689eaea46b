"""Members come in by an invitation."""

import json
import re

from django.test import Client

from fixward.domain.governments.invitations import token
from fixward.domain.governments.models import (
    Change,
    Invitation,
    Member,
)
from fixward.followups.notifications.invitations import invite
from tests.town import Town


def test_somebody_is_invited_and_the_invitation_withdrawn(town: Town, chief: Client):
    base = "/staff/setup/for/alder/invitations"
    form = {"email": "New@Example.org", "role": 20, "language": "es"}
    assert chief.post(f"{base}/new", form).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.language) == ("new@example.org", "es")
    assert "new@example.org" in chief.get(base).content.decode()
    assert "new@example.org" not in json.dumps(list(Change.objects.values("before", "after", "title")), default=str)
    chief.post(f"{base}/{invitation.pk}/remove")
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_an_invitation_is_accepted_by_who_logs_in_with_its_address(town: Town, chief: Client, mailoutbox):
    chief.post("/staff/setup/for/alder/invitations/new", {"email": "n@example.org", "role": 20, "language": "en"})
    made = Invitation.objects.get()
    invite(made.pk)
    (mail,) = mailoutbox
    assert mail.to == ["n@example.org"]
    path = re.search(r"/staff/invitations/\S+", mail.body).group(0)
    visitor = Client()
    assert b"Mail me the code" in visitor.get(path).content
    assert visitor.post(path).url.startswith("/account/login/code/confirm/")
    code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[-1].body, re.MULTILINE).group(0)
    assert visitor.post("/account/login/code/confirm/", {"code": code, "next": path}).url == path
    assert b"Accept the invitation" in visitor.get(path).content
    assert visitor.post(path).url == "/staff/"
    assert Member.objects.get(person__email="n@example.org").organization == town.alder
    assert b"accepted already" in visitor.get(path).content
    other = Client()
    other.force_login(town.fred)
    assert b"accepted already" in other.get(path).content
    assert other.get("/staff/invitations/nonsense").status_code == 404


def test_who_is_logged_in_with_another_address_cannot_accept(town: Town, chief: Client):
    chief.post("/staff/setup/for/alder/invitations/new", {"email": "n@example.org", "role": 20, "language": "en"})
    path = f"/staff/invitations/{token(Invitation.objects.get())}"
    other = Client()
    other.force_login(town.fred)
    assert b"Log out" in other.get(path).content
    assert b"another address" in other.post(path).content
    assert not Member.objects.filter(person=town.fred).exists()
