"""What an organization off the platform gets by mail: once, with all it needs, and in order."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.routing import current
from fixward.domain.routing import operations as routing
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests import events, operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.followups.exchange.connectors import queries
from fixward.followups.exchange.connectors.mail.addresses import whose
from fixward.followups.exchange.connectors.models import Connector, Dispatch
from fixward.followups.exchange.connectors.operations import send_again
from fixward.followups.exchange.connectors.troubles import NotNow, Trouble
from fixward.followups.notifications.sending import notify
from fixward.foundation import clock
from fixward.foundation.files.pictures import Picture
from tests.town import ON_ROAD

ROADS = "roads@example.com"


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_one_mail_has_everything_needed_to_act_and_nothing_that_names_the_reporter(town, out):
    picture = Picture(data=b"jpeg", thumbnail=b"small", width=1, height=1, name="any")
    service_request = town.report(address="12 Cedar Street", pictures=[picture])
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    (mail,) = out(service_request)
    for needed in (
        service_request.number,
        "Pothole",
        "12 Cedar Street",
        "0.500000, 0.500000",
        "https://www.openstreetmap.org/?mlat=0.500000&mlon=0.500000",
        "A deep hole",
        "A state road",
        "City of Alder (alder@example.org)",
        f"http://127.0.0.1:8000/requests/{service_request.number}\n",
        "http://127.0.0.1:8000/outside/",
    ):
        assert needed in mail.body
    assert mail.to == [ROADS]
    assert [(name, kind) for name, _, kind in mail.attachments] == [("1.jpg", "image/jpeg")]
    assert town.rosa.email not in mail.message().as_string()
    assert "Rosa" not in mail.body
    assert "/staff/" not in mail.body
    assert "?key=" not in mail.body


def test_what_the_reporter_typed_of_themselves_is_covered_unless_the_set_up_tells_it(town, out):
    told = {
        "description": "Call me at 727 555 0123",
        "address": "1 Hill Road, 727 555 0123",
        "contact": Contact(email="rosa@example.net", name="Rosa Lee"),
    }
    first = operations.transfer(town.report(**told), to=town.state, reason="A state road", by=town.ada)
    assert "0123" not in out(first)[0].body
    Connector.objects.create(organization=town.state, shows_reporter=True)
    second = operations.transfer(town.report(**told), to=town.state, reason="A state road", by=town.ada)
    body = out(second)[0].body
    assert "Rosa Lee, rosa@example.net" in body
    assert "727 555 0123" in body


def test_answers_and_what_comes_back_go_to_an_address_of_this_request_alone(town, handed, out):
    (mail,) = out(handed)
    named = whose(mail.reply_to[0])
    assert named is not None
    assert (named.service_request, named.organization) == (handed.pk, town.state.pk)
    assert mail.from_email == mail.reply_to[0]
    assert mail.message()["From"] == "Fixward <no-reply@localhost>"
    assert len(mail.reply_to[0].partition("@")[0]) <= 64


def test_without_a_mailbox_for_answers_the_mail_says_so(town, handed, out, settings):
    settings.REPLY_ADDRESS = ""
    (mail,) = out(handed)
    assert mail.reply_to == []
    assert "Nobody reads answers to this address." in mail.body


def test_the_address_of_the_connector_goes_before_the_organizations(town, handed, out):
    Connector.objects.create(organization=town.state, email="desk@example.com")
    assert [mail.to for mail in out(handed)] == [["desk@example.com"]]


def test_a_private_request_names_no_public_page(town, handed, out):
    ServiceRequest.objects.filter(pk=handed.pk).update(is_private=True)
    assert "/requests/" not in out(handed)[0].body


def test_they_hear_once_however_often_the_event_is_followed(handed, out):
    assert len(out(handed)) == 1
    assert out(handed) == []
    assert Dispatch.objects.count() == 1


def test_a_desk_on_the_platform_and_the_residents_hear_by_the_notifications_and_they_by_their_connector(
    town, handed, mailoutbox
):
    for event in Event.objects.filter(service_request=handed):
        notify(event)
    assert ROADS not in [address for mail in mailoutbox for address in mail.to]


def test_a_request_that_is_routed_to_them_at_once_goes_out_too(town, out):
    routing.claim(Responsibility(organization=town.state, layer=town.layer, owner="State"))
    current.refresh()
    assert out(town.report(at=ON_ROAD))[0].to == [ROADS]


def test_news_go_into_the_same_thread_and_what_they_did_themselves_does_not_come_back(town, handed, out):
    first = out(handed)[0]
    conversations.comment(handed, text="It is deeper now. Call 727 555 0123", by=town.fred)
    conversations.reply_from_outside(handed, text="We come", by=town.state)
    operations.acknowledge_from_outside(handed, by=town.state)
    (news,) = out(handed)
    assert "It is deeper now." in news.body
    assert "0123" not in news.body
    assert news.extra_headers["In-Reply-To"] == first.extra_headers["Message-ID"]


def test_words_that_were_hidden_before_they_went_out_do_not_go_out(town, handed, out):
    out(handed)
    said = conversations.comment(handed, text="An insult", by=town.fred)
    Message.objects.filter(pk=said.pk).update(hidden_at=clock.now())
    conversations.comment(handed, text="It is deeper now", by=town.fred)
    assert ["It is deeper now" in mail.body for mail in out(handed)] == [True]
    assert "An insult" not in str([mail.body for mail in out(handed)])


def test_they_hear_that_it_was_taken_from_them(town, handed, out):
    out(handed)
    operations.transfer(fresh(handed), to=town.birch, reason="Theirs", by=town.cora)
    (news,) = out(handed)
    assert "This request is now with City of Birch" in news.body
    assert "/outside/" not in news.body


def test_their_own_language_is_used(town, handed, out):
    town.state.language = "es"
    town.state.save()
    assert "Decir cómo va, o responder, sin una cuenta" in out(handed)[0].body


def test_without_an_address_it_waits_for_a_person_and_goes_once_there_is_one(town, handed, out, dispatch):
    town.state.email = ""
    town.state.save()
    assert out(handed) == []
    assert dispatch().trouble == Trouble.NO_ADDRESS
    assert queries.undelivered(town.cora).count() == 1
    town.state.email = ROADS
    town.state.save()
    send_again(dispatch(), by=town.cora)
    assert len(out(handed)) == 1
    assert queries.undelivered(town.cora).count() == 0


class _Moody(EmailBackend):
    """Answers as it is told, and keeps what it took."""

    moods: list[Exception] = []

    def send_messages(self, messages):
        if self.moods:
            raise self.moods.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def moods(settings):
    settings.EMAIL_BACKEND = "tests.followups.connectors.test_mail_out._Moody"
    _Moody.moods = []
    return _Moody.moods


def test_an_address_that_refuses_for_good_waits_for_a_person_with_the_reason(handed, out, moods, dispatch):
    moods.append(smtplib.SMTPRecipientsRefused({ROADS: (550, b"No such user")}))
    assert out(handed) == []
    held = dispatch()
    assert held.trouble == Trouble.REFUSED
    assert "550" in held.detail
    assert held.held_at is not None


def test_a_server_that_is_down_is_tried_again_and_nothing_is_lost(town, handed, out, moods, dispatch):
    moods.append(ConnectionRefusedError("nobody there"))
    with pytest.raises(NotNow):
        out(handed)
    assert dispatch().trouble == Trouble.WAITING
    assert queries.standing(handed).undelivered == dispatch()
    assert len(out(handed)) == 1
    assert queries.standing(handed).undelivered is None


def test_after_three_days_it_waits_for_a_person(town, handed, out, moods, dispatch):
    moods += [ConnectionRefusedError("nobody there")] * 2
    with pytest.raises(NotNow):
        out(handed)
    Dispatch.objects.update(written_at=dispatch().written_at - dt.timedelta(days=3))
    assert out(handed) == []
    assert dispatch().trouble == Trouble.UNREACHABLE


def test_what_is_held_holds_up_what_comes_after_it(town, handed, out, moods, dispatch):
    moods.append(smtplib.SMTPRecipientsRefused({ROADS: (550, b"No such user")}))
    out(handed)
    conversations.comment(handed, text="Deeper", by=town.fred)
    assert out(handed) == []
    send_again(Dispatch.objects.earliest("pk"), by=town.cora)
    assert [("Deeper" in mail.body) for mail in out(handed)] == [False, True]


def test_a_history_that_is_loaded_goes_to_nobody(town):
    with events.untold():
        operations.transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)
    assert not Dispatch.objects.exists()


def test_who_does_not_work_for_the_steward_cannot_send_again(town, handed, out, moods, dispatch):
    moods.append(smtplib.SMTPRecipientsRefused({ROADS: (550, b"No such user")}))
    out(handed)
    for member in (town.ada, town.vera):
        with pytest.raises(operations.Refused):
            send_again(dispatch(), by=member)
