"""Properties of deciding, over made-up rules on made-up ground."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import shapely
from hypothesis import given, settings
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


def table(shapes, claims) -> RoutingTable:
    rows = [
        (number, f"p{number}", f"Place {number}", "zone", shape.area, None, None, shape.wkb)
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
        organizations={pk: OrganizationRow(pk, str(pk), f"O{pk}", False, None, None, None) for pk in ORGANIZATIONS},
        calendars={},
        departments=Departments(names={}, offerings={}, rules={}),
        claims=Claims(claims),
    )


@st.composite
def worlds(draw):
    shapes = draw(grounds)
    rules = draw(st.lists(claims(len(shapes)), max_size=8))
    return shapes, rules, draw(points), draw(st.sampled_from([{}, {"q": "a"}, {"q": ["a", "b"]}]))


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_every_point_has_exactly_one_owner_whatever_the_rules(world):
    shapes, rules, (lon, lat), answers = world
    route = table(shapes, rules).decide("pothole", lon=lon, lat=lat, answers=answers, at=NOW)
    assert route.organization in ORGANIZATIONS
    assert route.because
    assert route.owner == 1 or route.owner in {rule.organization for rule in rules}


@settings(max_examples=300, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_rules_and_places_were_entered_never_matters(world, random):
    shapes, rules, (lon, lat), answers = world
    shuffled = random.sample(rules, len(rules))
    first = table(shapes, rules).decide("pothole", lon=lon, lat=lat, answers=answers, at=NOW)
    second = table(shapes, shuffled).decide("pothole", lon=lon, lat=lat, answers=answers, at=NOW)
    assert (first.organization, first.reasons()) == (second.organization, second.reasons())


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_the_owner_holds_a_claim_that_reaches_the_point_or_is_the_steward(world):
    shapes, rules, (lon, lat), answers = world
    made = table(shapes, rules)
    route = made.decide("pothole", lon=lon, lat=lat, answers=answers, at=NOW)
    day = dt.date(2026, 6, 1)
    here = {hit.place_id for hit in made.ground.covering(lon, lat, day)}
    here |= {(hit.layer_id, hit.owner) for hit in made.ground.assets_near(lon, lat)}
    reaching = {
        rule.organization
        for rule in rules
        if rule.ground in here
        and (rule.condition.breadth, rule.condition.scope) in SERVICE.scopes
        and rule.condition.holds(answers, day)
    }
    assert route.owner in reaching if reaching else route.because[0].code == "steward"


@settings(max_examples=200, deadline=None)
@given(grounds.filter(bool), st.data())
def test_a_corner_or_border_of_a_claimed_place_is_never_nobodys(shapes, data):
    rules = [
        Claim(Condition(Breadth.ALL, 0, "", "", None, None), number, 2, tie=("", "", "2"))
        for number in range(len(shapes))
    ]
    shape = data.draw(st.sampled_from(shapes))
    lon, lat = data.draw(st.sampled_from(shapely.get_coordinates(shape).tolist()))
    assert table(shapes, rules).decide("pothole", lon=lon, lat=lat, answers={}, at=NOW).owner == 2
