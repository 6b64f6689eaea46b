"""Asking the reporter at the desk, and answering on the request's page."""

import uuid

from django.test import Client

from fixward.domain.conversations.operations import ask
from fixward.domain.service_requests import links
from fixward.domain.service_requests.models import ServiceRequest
from tests.town import Town


def now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_a_question_is_sent_from_the_desk_which_then_says_that_it_waits(ada, town: Town):
    page = ada.send(town.pothole, "ask", htmx=True, text="Which lane?", key=uuid.uuid4()).content.decode()
    assert now(town.pothole).waiting_since
    assert "Waiting for the reporter" in page
    assert "closes by itself" in page
    assert 'id="ask"' not in page
    assert 'id="resume"' in page


def test_a_member_ends_the_wait(ada, town: Town):
    ask(town.pothole, text="Which lane?", by=town.ada)
    assert ada.send(town.pothole, "resume", seen=now(town.pothole).version).status_code == 302
    assert now(town.pothole).waiting_since is None


def test_a_viewer_is_offered_neither(vera, town: Town):
    ask(town.pothole, text="Which lane?", by=town.ada)
    page = vera.desk(town.pothole).content.decode()
    assert 'id="resume"' not in page
    assert 'id="ask"' not in page


def test_the_reporter_sees_what_to_do_and_answers_there_by_the_link_of_the_mail(town: Town):
    ask(town.pothole, text="Which lane?", by=town.ada)
    browser = Client()
    page = browser.get(links.signed_path(town.pothole, town.rosa), follow=True).content.decode()
    assert "needs an answer from you" in page
    assert "Which lane?" in page
    address = f"/requests/{town.pothole.number}/comment"
    browser.post(address, {"text": "The left one", "key": uuid.uuid4()})
    assert now(town.pothole).waiting_since is None
    assert "needs an answer" not in browser.get(f"/requests/{town.pothole.number}").content.decode()


def test_others_see_that_it_waits_and_for_whom(town: Town):
    ask(town.pothole, text="Which lane?", by=town.ada)
    page = Client().get(f"/requests/{town.pothole.number}").content.decode()
    assert "waits for an answer from the person who reported this" in page
    assert "needs an answer from you" not in page
