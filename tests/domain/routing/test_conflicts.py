import datetime as dt

import pytest

from fixward.domain.catalog.models import Question
from fixward.domain.routing import operations
from fixward.domain.routing.models import AssignmentRule, Responsibility
from tests.town import Town


def claim(organization, **ground):
    return operations.claim(Responsibility(organization=organization, **ground))


def test_a_claim_as_specific_as_another_on_the_same_ground_is_refused_naming_both(town: Town):
    with pytest.raises(operations.Conflict) as refusal:
        claim(town.birch, place=town.places["alder"])
    assert str(refusal.value) == (
        "“City of Birch: all services” and “City of Alder: all services” claim the same services on the same ground "
        "(Alder) at any time. End one of them, or make one more specific."
    )
    assert not Responsibility.objects.filter(organization=town.birch, place=town.places["alder"]).exists()


def test_the_same_claim_twice_is_refused_too(town: Town):
    with pytest.raises(operations.Conflict):
        claim(town.alder, place=town.places["alder"])


def test_claims_one_after_the_other_live_together(town: Town):
    change = dt.date(2026, 1, 1)
    claim(town.alder, place=town.places["birch"], service=town.light_service, valid_to=change)
    claim(town.county, place=town.places["birch"], service=town.light_service, valid_from=change)
    with pytest.raises(operations.Conflict) as refusal:
        claim(town.elm, place=town.places["birch"], service=town.light_service, valid_from=change - dt.timedelta(1))
    assert "from 2025-12-31 to 2026-01-01" in str(refusal.value)


def test_claims_for_assets_of_one_owner_conflict_and_of_another_do_not(town: Town):
    claim(town.state, layer=town.layer, owner="State")
    claim(town.county, layer=town.layer, owner="County")
    with pytest.raises(operations.Conflict, match="Main roads of State"):
        claim(town.county, layer=town.layer, owner="State")


def test_answers_that_exclude_each_other_do_not_conflict(town: Town):
    for organization, answer in ((town.county, "city"), (town.birch, "utility")):
        claim(organization, place=town.places["alder"], service=town.light_service, question="pole", answer=answer)
    assert Responsibility.objects.filter(place=town.places["alder"], answer__in=["city", "utility"]).count() == 2


def test_answers_that_can_both_be_given_conflict(town: Town):
    Question.objects.filter(code="pole").update(datatype="multivaluelist")
    where = {"place": town.places["alder"], "service": town.light_service, "question": "pole"}
    claim(town.county, answer="city", **where)
    with pytest.raises(operations.Conflict):
        claim(town.birch, answer="utility", **where)


def test_a_rule_about_a_question_that_nobody_asks_is_refused(town: Town):
    with pytest.raises(operations.Refused, match="asks the question"):
        claim(town.birch, place=town.places["alder"], service=town.pothole_service, question="pole", answer="city")


def test_an_assignment_rule_as_specific_as_another_is_refused(town: Town):
    def rule(department):
        return operations.assign_to_department(
            AssignmentRule(organization=town.alder, department=department, service=town.pothole_service)
        )

    rule(town.alder_desk)
    with pytest.raises(operations.Conflict):
        rule(town.alder_streets)


def test_a_rule_cannot_name_a_department_of_another_organization(town: Town):
    with pytest.raises(operations.Refused, match="another organization"):
        operations.assign_to_department(AssignmentRule(organization=town.alder, department=town.county_works))
