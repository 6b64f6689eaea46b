"""The drawn county, its catalog, its cast and its stories hold together; no database is needed."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import combinations

import pytest
from shapely.geometry import Point

from demo import calendar, cast, catalog, ground, owners, rules
from demo.organizations import ORGANIZATIONS, municipalities, organization
from demo.stories import stories

NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
STORIES = stories(NOW)
COUNTY = ground.county().outline


def test_every_outline_is_valid_coarse_and_marked_as_a_demonstration():
    assert Counter(place.kind for place in ground.places()) == {"county": 1, "municipality": 24, "community": 13}
    assert all(place.outline.is_valid for place in ground.places())
    assert "not legal boundaries" in json.loads(ground.PLACES.read_text())["note"]
    assert sum(file.stat().st_size for file in ground.DATA.iterdir()) < 400_000


def test_no_municipality_or_community_overlaps_another():
    for one, other in combinations(ground.places()[1:], 2):
        assert one.outline.intersection(other.outline).area < 1e-12, (one.name, other.name)


def test_every_place_lies_in_the_county():
    for place in ground.places():
        assert place.outline.difference(COUNTY).area < 1e-9, place.name


def test_every_address_lies_in_the_county():
    outside = [name for name, lon, lat in ground.addresses() if not COUNTY.covers(Point(lon, lat))]
    assert outside == []
    assert len({name for name, _, _ in ground.addresses()}) == len(ground.addresses())


def test_every_street_has_a_known_owner_and_an_own_code():
    owners_known = rules.road_owners()
    assert {street.owner for street in ground.streets()} <= owners_known.keys()
    assert len({street.code for street in ground.streets()}) == len(ground.streets())


def test_the_catalog_is_complete_in_both_languages_and_its_codes_are_unique():
    codes = [service.code for service in catalog.SERVICES]
    assert len(set(codes)) == len(codes)
    assert {service.group for service in catalog.SERVICES} == {group.code for group in catalog.GROUPS}
    texts = [text for one in catalog.SERVICES for text in (one.name, one.description, one.keywords)]
    texts += [question.text for one in catalog.SERVICES for question in one.questions]
    texts += [choice.name for one in catalog.SERVICES for question in one.questions for choice in question.choices]
    assert all(text.en.strip() and text.es.strip() for text in texts)


def test_the_questions_use_every_open311_datatype_and_only_lists_have_values():
    questions = [question for service in catalog.SERVICES for question in service.questions]
    asked = {question.datatype for question in questions if not question.notice}
    assert asked == {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
    assert any(question.notice for question in questions)
    assert all(bool(question.choices) == question.datatype.endswith("list") for question in questions)


def test_every_rule_speaks_of_what_exists():
    services, groups = {one.code for one in catalog.SERVICES}, {one.code for one in catalog.GROUPS}
    places = {place.code for place in ground.places()}
    departments = {(one.code, department.code) for one in ORGANIZATIONS for department in one.departments}
    emails = {member.email for member in cast.members()}
    for claim in rules.claims():
        assert claim.service in {"", *services}
        assert claim.group in {"", *groups}
        assert claim.place in {"", *places}
        assert organization(claim.organization)
    for offering in rules.offerings():
        assert (offering.organization, offering.department) in departments
        assert offering.service in services
    for rule in rules.ASSIGNMENT_RULES:
        assert (rule.organization, rule.department) in departments
        assert rule.service in {"", *services}
        assert rule.group in {"", *groups}
        assert rule.member in {"", *emails}
        assert rule.zone in {"", *(zone.code for zone in rules.ZONES)}
    for one in ORGANIZATIONS:
        assert {what for department in one.departments for what in department.does} <= services | groups


def test_no_two_claims_are_as_specific_on_the_same_ground():
    keys = [(c.place, c.layer, c.owner, c.service, c.group, c.question, c.answer) for c in rules.claims()]
    assert len(set(keys)) == len(keys)


def test_one_organization_is_the_steward_and_each_municipality_has_its_own():
    assert [one.code for one in ORGANIZATIONS if one.steward] == ["pinellas-county"]
    places = {place.code for place in ground.places() if place.kind == "municipality"}
    assert {one.place for one in municipalities()} == places


def test_a_partner_with_departments_has_exactly_one_front_desk():
    for one in ORGANIZATIONS:
        if one.departments:
            assert sum(department.front_desk for department in one.departments) == 1, one.name


def test_every_zone_is_a_part_of_its_governments_ground():
    for zone in rules.ZONES:
        outline = rules.zone_outline(zone)
        assert outline.is_valid
        assert outline.area > 0


def test_nobody_can_be_reached_outside_of_the_example_domains():
    addresses = [one.email for one in ORGANIZATIONS] + [member.email for member in cast.members()]
    addresses += [*cast.RESIDENTS, *(story.contact for story in STORIES if story.contact)]
    assert {address.partition("@")[2] for address in addresses} <= {"example.org", "example.com"}
    assert len({member.email for member in cast.members()}) == len(cast.members())


def test_every_printed_log_in_is_somebodys():
    known = {*(member.email for member in cast.members()), *cast.RESIDENTS, cast.OPERATOR}
    assert {email for email, _ in cast.printed_log_ins()} <= known


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 7, 3), "Independence Day"),
        (dt.date(2026, 11, 26), "Thanksgiving"),
        (dt.date(2027, 5, 31), "Memorial Day"),
        (dt.date(2027, 6, 18), "Juneteenth"),
    ],
)
def test_a_holiday_on_a_weekend_is_kept_on_the_nearest_weekday(day, name):
    assert calendar.holidays(day.year)[day] == name


def test_the_stories_are_the_same_for_the_same_moment():
    assert len(STORIES) == 400
    assert stories(NOW) == STORIES
    assert len({story.key for story in STORIES}) == 400


def test_every_story_lies_in_the_county_and_before_now():
    for story in STORIES:
        assert COUNTY.covers(Point(story.lon, story.lat)), story.key
        assert story.submitted_at < NOW
        assert all(story.submitted_at + step.after < NOW for step in story.steps), story.key


def test_the_steps_of_a_story_follow_each_other():
    for story in STORIES:
        moments = [step.after for step in story.steps]
        assert moments == sorted(moments), story.key
        assert story.description


def test_a_service_that_demands_identity_is_never_reported_by_a_stranger():
    assert all(story.contact for story in STORIES if catalog.service(story.service).identity_required)


def test_the_stories_show_every_kind_of_step_and_state():
    kinds = Counter(step.kind for story in STORIES for step in story.steps)
    wanted = "acknowledge assign transfer return settle reply note comment support follow close reopen duplicate hide"
    assert {*wanted.split(), "change_service"} <= kinds.keys()
    assert {step.resolution for story in STORIES for step in story.steps if step.kind == "close"} == {
        "fixed",
        "nothing_found",
        "no_work",
    }
    assert sum(not story.steps for story in STORIES) >= 5


def test_a_duplicate_names_an_earlier_story_of_the_same_service():
    known = {story.key: story for story in STORIES}
    for story in STORIES:
        for step in story.steps:
            if step.kind == "duplicate":
                first = known[step.to]
                assert first.service == story.service
                assert first.submitted_at < story.submitted_at


@pytest.mark.parametrize(
    ("key", "city", "road_owner", "owner", "holder"),
    [
        ("seed-city-pothole", "St. Petersburg", None, "st-petersburg", "st-petersburg"),
        ("seed-county-road-pothole", "St. Petersburg", "Pinellas County", "pinellas-county", "pinellas-county"),
        ("seed-lealman-pothole", None, None, "pinellas-county", "pinellas-county"),
        ("seed-kenneth-city-sidewalk", "Kenneth City", None, "kenneth-city", "pinellas-county"),
        ("seed-returned", "St. Petersburg", None, "st-petersburg", "st-petersburg"),
    ],
)
def test_the_seed_stories_lie_where_they_are_told_to_lie(key, city, road_owner, owner, holder):
    story = next(story for story in STORIES if story.key == key)
    place, road = ground.municipality_at(story.lon, story.lat), ground.road_at(story.lon, story.lat)
    assert (place.name if place else None, road.owner if road else None) == (city, road_owner)
    assert owners.owner_of(story.service, story.lon, story.lat, story.answers) == owner
    assert owners.holder_of(owner) == holder


def test_the_lealman_pothole_has_a_postal_address_of_the_city_it_is_not_in():
    story = next(story for story in STORIES if story.key == "seed-lealman-pothole")
    lealman = next(place for place in ground.places() if place.name == "Lealman")
    assert "St. Petersburg" in story.address
    assert lealman.outline.covers(Point(story.lon, story.lat))
