"""Made-up rules on made-up ground."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import shapely
from hypothesis import strategies as st

from fixward.domain.places.ground import Ground
from fixward.domain.routing.claims import Claims
from fixward.domain.routing.departments import Departments
from fixward.domain.routing.rows import Breadth, Claim, Condition, OrganizationRow, ServiceRow
from fixward.domain.routing.table import RoutingTable

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ORGANIZATIONS = range(1, 5)
SERVICE = ServiceRow(1, "pothole", {"en": "Pothole"}, 1, None, None, False, False)

# Whole numbers make shared corners and borders, and points exactly on them, happen all the time.
corners = st.integers(0, 6)
boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h), corners, corners, st.integers(1, 4), st.integers(1, 4)
)
shapes = st.builds(lambda outer, inner: shapely.difference(outer, inner) if inner else outer, boxes, st.none() | boxes)
grounds = st.lists(shapes.filter(lambda shape: shape.area > 0), max_size=5)
days = st.none() | st.dates(dt.date(2026, 5, 29), dt.date(2026, 6, 4))
points = st.tuples(st.integers(-1, 11) | st.floats(-1, 11), st.integers(-1, 11) | st.floats(-1, 11))


@st.composite
def claims(draw, places):
    scopes = [(Breadth.SERVICE, 1), (Breadth.GROUP, 1), (Breadth.ALL, 0), (Breadth.SERVICE, 2)]
    breadth, scope = draw(st.sampled_from(scopes))
    question, answer = draw(st.sampled_from([("", ""), ("q", "a"), ("q", "b")]))
    ground = draw(st.integers(0, places) | st.just((7, "State")))
    organization = draw(st.sampled_from(ORGANIZATIONS))
    condition = Condition(breadth, scope, question, answer, draw(days), draw(days))
    return Claim(condition, ground, organization, tie=(question, answer, str(organization)))


def organization(pk, *, handled_by=None, until=None) -> OrganizationRow:
    return OrganizationRow(pk, str(pk), f"O{pk}", False, handled_by, until, None)


def table(shapes, claims, *, ends=None) -> RoutingTable:
    """`ends` are the days on which boundaries end, by their position."""
    rows = [
        (number, f"p{number}", f"Place {number}", "zone", shape.area, None, (ends or {}).get(number), shape.wkb)
        for number, shape in enumerate(shapes)
    ]
    road = shapely.LineString([(0, 3), (10, 3)])
    return RoutingTable(
        version=uuid.UUID(int=0),
        zone=ZoneInfo("America/New_York"),
        ground=Ground.from_rows(rows, [(7, "roads", 50.0, 1, "SR 3", "SR 3", "State", road.wkb)]),
        steward=1,
        services={"pothole": SERVICE},
        catalog={},
        questions={},
        organizations={pk: organization(pk) for pk in ORGANIZATIONS},
        calendars={},
        departments=Departments(names={}, offerings={}, rules={}),
        claims=Claims(claims),
    )


@st.composite
def worlds(draw):
    shapes = draw(grounds)
    rules = draw(st.lists(claims(len(shapes)), max_size=8))
    return shapes, rules, draw(points), draw(st.sampled_from([{}, {"q": "a"}, {"q": ["a", "b"]}]))
