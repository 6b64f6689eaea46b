"""Changing the service: answers that fit are carried over, what is missing is asked."""

import pytest

from fixward.domain.catalog.answers import AnswersRefused
from fixward.domain.catalog.models import Question
from fixward.domain.routing import current
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import change_service
from tests.town import Town


@pytest.fixture
def hole(town: Town) -> ServiceRequest:
    """A pothole with three answers; a light asks two questions of the same code, one of them for a number."""
    pothole, light = town.pothole_service, town.light_service
    for code in ("side", "size", "lane"):
        Question.objects.create(service=pothole, code=code, text={"en": code})
    Question.objects.create(service=light, code="side", text={"en": "Which side?"})
    Question.objects.create(service=light, code="size", text={"en": "How high?"}, datatype="number", is_required=True)
    current.refresh()
    return town.report(answers={"side": ["left"], "size": ["big"], "lane": ["2"]})


def now(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_answers_of_the_same_code_and_type_are_carried_over_and_the_others_asked(hole, town: Town):
    change_service(hole, service=town.light_service, answers={"size": ["8"], "pole": ["city"]}, by=town.ada)
    assert now(hole).answers == {"side": "left", "size": "8", "pole": "city", "lane": "2"}


def test_a_required_answer_that_is_missing_is_asked_for_and_nothing_changed(hole, town: Town):
    with pytest.raises(AnswersRefused) as refused:
        change_service(hole, service=town.light_service, answers={"size": ["tall"]}, by=town.ada)
    assert list(refused.value.sentences) == ["size"]
    assert now(hole).service == town.pothole_service
    assert now(hole).answers["size"] == "big"


def test_who_changes_many_at_once_is_asked_nothing_and_no_answer_is_read_as_another(hole, town: Town):
    change_service(hole, service=town.light_service, by=town.ada)
    assert now(hole).answers == {"side": "left", "lane": "2"}
