"""Properties of deciding, over made-up rules on made-up ground."""

import datetime as dt

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from fixward.domain.routing.rows import Breadth, Claim, Condition
from tests.domain.routing.worlds import NOW, ORGANIZATIONS, SERVICE, grounds, table, worlds


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
