import datetime as dt

import pytest
import shapely
from django.utils import translation

from fixward.domain.places.models import Boundary
from fixward.domain.routing import current, operations
from fixward.domain.routing.compiling import NoSteward
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.routing.table import UnknownService
from fixward.domain.routing.wording import sentences
from tests.town import IN_ALDER, IN_COUNTY, IN_ELM, IN_HOLE, ON_ROAD, Town, place

LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def route(town, point, service="pothole", answers=None, at=NOW):
    current.refresh()
    return current.decide(service, lon=point[0], lat=point[1], answers=answers or {}, at=at)


def claim(organization, **ground):
    return operations.claim(Responsibility(organization=organization, **ground))


def test_the_smallest_place_wins(town: Town):
    decided = route(town, IN_ALDER)
    assert decided.organization == town.alder.pk
    assert [reason.code for reason in decided.because] == ["place", "department_offering"]
    assert decided.because[0].params["step"] == "smallest_place"


def test_a_place_without_a_claim_leaves_it_to_the_larger_one(town: Town):
    place("zone", "Zone", "zone", shapely.box(5, 5, 6, 6))
    decided = route(town, (5.5, 5.5))
    assert decided.organization == town.county.pk
    assert decided.because[0].params["step"] == "larger_place"


def test_a_hole_inside_a_city_belongs_to_who_is_in_the_hole(town: Town):
    assert route(town, IN_HOLE).organization == town.county.pk
    island = place("island", "Island", "municipality", shapely.box(1, 1, 2, 2))
    claim(town.birch, place=island)
    assert route(town, IN_HOLE).organization == town.birch.pk


def test_on_a_border_the_smaller_place_owns_and_nobody_is_never_the_answer(town: Town):
    assert route(town, (4, 2)).organization == town.alder.pk  # Alder has a hole, so it is smaller than Birch
    assert route(town, (4, 4)).organization == town.alder.pk
    assert route(town, (1, 1)).organization == town.alder.pk  # the rim of the hole
    assert route(town, (10, 10)).organization == town.county.pk


def test_on_a_border_of_places_of_one_size_the_first_code_owns(town: Town):

    claim(town.alder, place=place("zz", "Z", "district", shapely.box(8, 8, 9, 9)))
    claim(town.birch, place=place("aa", "A", "district", shapely.box(9, 8, 10, 9)))
    assert route(town, (9, 8.5)).organization == town.birch.pk


def test_where_nobody_is_named_the_steward_takes_it(town: Town):
    decided = route(town, (20, 20))
    assert (decided.organization, decided.because[0].code) == (town.county.pk, "steward")


def test_an_asset_beats_every_place_within_its_distance_only(town: Town):
    claim(town.state, layer=town.layer, owner="State", service=town.pothole_service)
    decided = route(town, ON_ROAD)
    assert (decided.organization, decided.because[0].code) == (town.state.pk, "asset")
    assert decided.department is None
    assert route(town, (2.5, 3.001)).organization == town.alder.pk  # 111 m away
    assert route(town, ON_ROAD, service="light").organization == town.alder.pk


def test_an_asset_beats_an_answer(town: Town):
    claim(town.state, layer=town.layer, owner="State")
    claim(town.birch, place=town.places["county"], service=town.light_service, question="pole", answer="utility")
    decided = route(town, ON_ROAD, service="light", answers={"pole": "utility"})
    assert decided.organization == town.state.pk


def test_an_answer_in_a_larger_place_beats_the_smallest_place(town: Town):
    claim(town.birch, place=town.places["county"], service=town.light_service, question="pole", answer="utility")
    answered = route(town, IN_ALDER, service="light", answers={"pole": "utility"})
    assert answered.organization == town.birch.pk
    assert route(town, IN_ALDER, service="light", answers={"pole": "city"}).organization == town.alder.pk
    assert route(town, IN_ALDER, service="light").organization == town.alder.pk


def test_on_one_ground_one_service_beats_its_group_and_a_group_beats_all(town: Town):
    claim(town.birch, place=town.places["alder"], group=town.pothole_service.group)
    assert route(town, IN_ALDER).organization == town.birch.pk
    claim(town.county, place=town.places["alder"], service=town.pothole_service)
    assert route(town, IN_ALDER).organization == town.county.pk
    assert route(town, IN_ALDER, service="light").organization == town.birch.pk


def test_a_claim_holds_from_its_first_day_until_before_its_last(town: Town):
    claim(
        town.birch,
        place=town.places["alder"],
        service=town.pothole_service,
        valid_from=dt.date(2026, 1, 1),
        valid_to=dt.date(2026, 7, 1),
    )
    owners = {
        day: route(town, IN_ALDER, at=dt.datetime.combine(day, dt.time(16), dt.UTC)).organization
        for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1))
    }
    assert list(owners.values()) == [town.alder.pk, town.birch.pk, town.birch.pk, town.alder.pk]


def test_a_day_begins_at_midnight_in_the_places_zone(town: Town):
    claim(town.birch, place=town.places["alder"], service=town.pothole_service, valid_from=dt.date(2026, 1, 1))
    before_midnight_in_new_york = dt.datetime(2026, 1, 1, 4, 59, tzinfo=dt.UTC)
    assert route(town, IN_ALDER, at=before_midnight_in_new_york).organization == town.alder.pk
    after = before_midnight_in_new_york + dt.timedelta(minutes=1)
    assert route(town, IN_ALDER, at=after).organization == town.birch.pk


def test_boundaries_count_on_their_days(town: Town):
    Boundary.objects.filter(place=town.places["alder"]).update(valid_to=dt.date(2026, 1, 1))
    assert route(town, IN_ALDER).organization == town.county.pk
    assert route(town, IN_ALDER, at=LONG_AGO).organization == town.alder.pk


def test_a_town_handled_by_the_county_keeps_its_identity_until_it_stands_alone(town: Town):
    decided = route(town, IN_ELM)
    assert (decided.organization, decided.owner, decided.on_behalf_of) == (town.county.pk, town.elm.pk, town.elm.pk)
    assert decided.department == town.county_works.pk
    operations.hand_over_handling(town.elm, to=town.county, stand_alone_from=dt.date(2026, 6, 2))
    assert route(town, IN_ELM).organization == town.county.pk
    assert route(town, IN_ELM, at=NOW + dt.timedelta(days=1)).organization == town.elm.pk


def test_two_towns_cannot_handle_each_other(town: Town):
    with pytest.raises(operations.Refused, match="each other"):
        operations.hand_over_handling(town.county, to=town.elm)


def test_inside_an_organization_a_rule_beats_the_offering_and_the_front_desk_takes_the_rest(town: Town):
    assert route(town, IN_ALDER).department == town.alder_streets.pk
    operations.assign_to_department(
        AssignmentRule(
            organization=town.alder,
            zone=town.places["alder"],
            service=town.pothole_service,
            department=town.alder_desk,
            member=town.ada,
            notice={"en": "Come and see us"},
        )
    )
    decided = route(town, IN_ALDER)
    assert (decided.department, decided.member) == (town.alder_desk.pk, town.ada.pk)
    assert decided.notices == ({"en": "Come and see us"},)
    assert route(town, IN_ALDER, service="light").department == town.alder_streets.pk


def test_reasons_are_plain_sentences_in_both_languages(town: Town, settings):

    reasons = route(town, IN_ALDER).reasons()
    assert sentences(reasons) == [
        "The pin is in Alder, which belongs to City of Alder.",
        "Streets does “Pothole”.",
    ]
    with translation.override("es"):
        assert "Bache" in sentences(reasons)[1]


def test_an_unknown_service_is_said(town: Town):
    with pytest.raises(UnknownService):
        route(town, IN_ALDER, service="dragons")


def test_a_change_of_any_rule_is_in_use_within_a_second(town: Town):
    before = current.current()
    town.alder.name = "Town of Alder"
    town.alder.save()
    assert current.current() is before  # looks at the database each half second at the most
    current._holder._checked -= current.CHECK_EVERY_S
    after = current.current()
    assert after.version != before.version
    assert after.ground is before.ground
    assert after.organizations[town.alder.pk].name == "Town of Alder"


def test_what_is_forgotten_is_read_anew_on_a_machine_that_has_just_started(town: Town, monkeypatch):
    monkeypatch.setattr(current.time, "monotonic", lambda: 0.1)
    before = current.current()
    town.alder.save()
    current.refresh()
    assert current.current().version != before.version


def test_the_table_cannot_be_changed(town: Town):
    with pytest.raises(AttributeError):
        current.current().steward = 0


def test_deciding_asks_the_database_nothing(town: Town, django_assert_num_queries):
    table = current.current()
    with django_assert_num_queries(0):
        table.decide("pothole", lon=IN_COUNTY[0], lat=IN_COUNTY[1], answers={}, at=NOW)


def test_the_reason_of_an_answer_is_said_in_the_words_of_the_question(town: Town):
    claim(town.birch, place=town.places["county"], service=town.light_service, question="pole", answer="utility")
    reasons = route(town, IN_ALDER, service="light", answers={"pole": "utility"}).reasons()
    assert sentences(reasons)[0] == "You answered “The utility” to “Who owns the pole?”."
    with translation.override("es"):
        assert "¿De quién es el poste?" in sentences(reasons)[0]


def test_without_a_steward_there_is_no_table_and_it_says_so(db):
    current.refresh()
    current._holder._table = None
    with pytest.raises(NoSteward, match="Name one"):
        current.current()
