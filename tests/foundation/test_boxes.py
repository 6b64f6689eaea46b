import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fixward.foundation.grid.boxes import Boxes

lons, lats = st.floats(-180, 180), st.floats(-90, 90)
sizes = st.one_of(st.just(0.0), st.floats(0, 0.1), st.floats(0, 360))


@given(st.lists(st.tuples(lons, lats, sizes, sizes), max_size=40), st.data())
def test_the_boxes_that_hold_a_point_are_all_found_and_no_others(drawn, data):
    boxes = np.array([(x, y, min(x + width, 180), min(y + height, 90)) for x, y, width, height in drawn]).reshape(-1, 4)
    corners = [(float(b[i]), float(b[j])) for b in boxes for i in (0, 2) for j in (1, 3)]
    anywhere = st.tuples(lons, lats)
    lon, lat = data.draw(st.one_of(anywhere, st.sampled_from(corners)) if corners else anywhere)

    held = (boxes[:, 0] <= lon) & (lon <= boxes[:, 2]) & (boxes[:, 1] <= lat) & (lat <= boxes[:, 3])

    assert sorted(Boxes(boxes).holding(lon, lat)) == np.flatnonzero(held).tolist()


def test_a_box_that_runs_off_the_world_holds_what_of_it_is_in_the_world():
    boxes = Boxes(np.array([(170.0, -95.0, 190.0, 95.0)]))

    assert boxes.holding(180, 90) == [0]
    assert boxes.holding(-180, 0) == []


def test_a_point_that_is_no_number_is_in_no_box():
    boxes = Boxes(np.array([(-180.0, -90.0, 180.0, 90.0)]))

    assert boxes.holding(float("nan"), 0) == boxes.holding(0, float("inf")) == []
