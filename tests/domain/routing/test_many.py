"""Deciding many at once is deciding each of them."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fixward.domain.routing import current
from fixward.domain.routing.departments import Departments
from fixward.domain.routing.many import Many, Wanted
from fixward.domain.routing.rows import Breadth, Condition, DepartmentRule, ServiceRow
from tests.domain.routing.worlds import (
    NOW,
    ORGANIZATIONS,
    SERVICE,
    claims,
    days,
    grounds,
    organization,
    points,
    table,
)
from tests.town import IN_ALDER, IN_COUNTY, IN_ELM, Town

LIGHT = ServiceRow(2, "light", {"en": "Light"}, 1, None, None, False, False)
SERVICES = {"pothole": SERVICE, "light": LIGHT}
given_answers = st.sampled_from([{}, {}, {"q": "a"}, {"q": ["a", "b"]}])


@st.composite
def department_rules(draw, places):
    breadth, scope = draw(st.sampled_from([(Breadth.SERVICE, 1), (Breadth.ALL, 0)]))
    question, answer = draw(st.sampled_from([("", ""), ("q", "a")]))
    zone, department = draw(st.none() | st.integers(0, places)), draw(st.integers(1, 2))
    condition = Condition(breadth, scope, question, answer, draw(days), draw(days))
    return DepartmentRule(condition, zone, department, None, {}, (str(zone), str(department), question))


@st.composite
def tables(draw):
    shapes = draw(grounds)
    rules = {pk: tuple(draw(st.lists(department_rules(len(shapes)), max_size=2))) for pk in ORGANIZATIONS}
    towns = {pk: organization(pk, handled_by=draw(st.none() | st.just(1)), until=draw(days)) for pk in (2, 3, 4)}
    ends = {number: draw(days) for number in range(len(shapes))}
    return replace(
        table(shapes, draw(st.lists(claims(len(shapes)), max_size=8)), ends=ends),
        services=SERVICES,
        organizations={1: organization(1), **towns},
        departments=Departments(names={1: "One", 2: "Two"}, offerings={}, rules=rules),
    )


@st.composite
def wanted(draw):
    lon, lat = draw(points)
    at = NOW + dt.timedelta(hours=draw(st.integers(-100, 100)))
    organization = draw(st.none() | st.sampled_from(ORGANIZATIONS))
    return Wanted(draw(st.sampled_from([*SERVICES])), lon, lat, at, draw(given_answers), organization)


def alone(made, one: Wanted):
    asked = {"lon": one.lon, "lat": one.lat, "answers": one.answers, "at": one.at}
    if one.organization is None:
        return made.decide(one.service, **asked)
    return made.inside(one.organization, one.service, **asked)


@settings(max_examples=300, deadline=None)
@given(tables(), st.lists(wanted(), max_size=20))
def test_each_of_many_is_decided_as_it_is_alone(made, all_wanted):
    many, each = Many(made), [alone(made, one) for one in all_wanted]
    assert many.decide(all_wanted) == each
    assert many.decide(all_wanted) == each  # by now it knows them all


def test_what_the_rules_cannot_tell_apart_shares_its_route(town: Town):
    def at(point):
        return Wanted("pothole", *point, NOW, {})

    alder, again, county, elm = Many(current.current()).decide(
        [at(p) for p in (IN_ALDER, (0.5, 0.6), IN_COUNTY, IN_ELM)]
    )

    assert alder is again
    assert len({id(alder), id(county), id(elm)}) == 3
