"""What no browser of ours sends, and what nobody may take."""

import pytest
from django.test import Client

from fixward.domain.people.models import Person
from tests.town import Town


@pytest.mark.parametrize("charset", ["utf-7", "latin-1", "utf-16", "no-such"])
@pytest.mark.parametrize("path", ["/report", "/account/login/", "/language", "/requests/1/follow"])
def test_a_form_in_letters_that_we_do_not_read_is_answered_and_not_our_error(
    town: Town, path: str, charset: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/report")  # with a cookie, so that the form is read for its token
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    answer = client.generic("POST", path, b"\xff\xfe%zz=%zz", content_type=kind)

    assert answer.status_code in (400, 403)
    assert "<h1>" in answer.content.decode()


def test_nobody_takes_an_address_that_they_have_not_proved(town: Town) -> None:
    client = Client()
    client.force_login(town.fred)
    wanted = {"email": "mayor@example.org"}

    for action in ("action_add", "action_primary"):
        assert client.post("/account/email/", wanted | {action: ""}).status_code == 404

    assert client.get("/account/email/").status_code == 404
    assert not Person.objects.filter(email="mayor@example.org").exists()
    assert "/account/email/" not in client.get("/my").content.decode()
    assert "/account/email/" not in client.get("/account/2fa/").content.decode()
