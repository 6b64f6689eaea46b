from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.foundation import grid

lons = st.floats(-180, 180)
lats = st.floats(-85, 85)


@given(lons, lats)
def test_the_middle_of_a_cell_is_within_two_centimetres_of_the_point(lon, lat):
    lon_back, lat_back = grid.point(grid.cell(lon, lat))

    assert lon_back == pytest.approx(lon, abs=2e-7)
    assert lat_back == pytest.approx(lat, abs=2e-7)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_every_cell_fits_a_bigint_and_is_not_negative(lon, lat):
    assert 0 <= grid.cell(lon, lat) < 2**62


@given(lons, lats)
def test_a_cell_is_in_its_own_middle(lon, lat):
    cell = grid.cell(lon, lat)

    assert grid.cell(*grid.point(cell)) == cell


@given(st.lists(st.tuples(lons, lats), min_size=1))
def test_many_cells_at_once_are_the_same_to_one_step(points):
    many = grid.cells([lon for lon, _ in points], [lat for _, lat in points])

    assert many.dtype == np.int64
    for (lon, lat), cell in zip(points, many.tolist(), strict=True):
        assert grid.point(cell) == pytest.approx(grid.point(grid.cell(lon, lat)), abs=4e-7)


@given(st.tuples(lons, lons), st.tuples(lats, lats), st.floats(0, 1), st.floats(0, 1), st.integers(1, 40))
def test_the_ranges_cover_every_point_of_the_box_and_are_few_sorted_and_apart(x, y, across, up, most):
    (west, east), (south, north) = sorted(x), sorted(y)
    lon = min(west + (east - west) * across, east)
    lat = min(south + (north - south) * up, north)

    ranges = grid.ranges(west, south, east, north, most=most)

    assert 1 <= len(ranges) <= most
    assert all(low <= high for low, high in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    for cell in (grid.cell(lon, lat), int(grid.cells([lon], [lat])[0])):
        assert any(low <= cell <= high for low, high in ranges)


@given(lons, lons, lats, st.floats(-180, 180))
def test_a_box_over_the_date_line_covers_what_lies_east_of_its_west_or_west_of_its_east(a, b, lat, lon):
    east, west = sorted((a, b))

    ranges = grid.ranges(west, lat, east, lat, most=4)

    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    if west > east and (lon >= west or lon <= east):
        assert any(low <= grid.cell(lon, lat) <= high for low, high in ranges)


def test_the_ranges_of_a_town_cover_little_else():
    west, south, east, north = -82.85, 27.60, -82.55, 28.18
    ranges = grid.ranges(west, south, east, north, most=32)
    corners = (grid.point(grid.cell(west, north)), grid.point(grid.cell(east, south)))
    tiles = [(lon + 180) / 360 * 2**31 for lon, _ in corners]
    square = (tiles[1] - tiles[0]) ** 2  # the box is about twice as high as it is wide

    assert sum(high - low + 1 for low, high in ranges) < 2 * 2.5 * square


def test_a_box_over_the_date_line_covers_both_sides_and_not_the_rest_of_the_world():
    ranges = grid.ranges(179.0, -20.0, -179.0, -15.0, most=8)

    def covered(lon, lat):
        return any(low <= grid.cell(lon, lat) <= high for low, high in ranges)

    assert len(ranges) <= 8
    assert covered(179.5, -17.0)
    assert covered(-179.5, -17.0)
    assert not covered(0.0, 50.0)


def test_the_tile_of_a_smaller_zoom_holds_the_cells_of_its_four_quarters():
    cell = grid.cell(-82.7, 27.8)

    assert grid.parent(cell, 31) == cell
    assert grid.parent(cell, 0) == 0
    assert grid.parent(cell, 9) == grid.parent(cell, 10) >> 2


def test_a_coordinate_that_is_no_number_has_no_cell():
    with pytest.raises(ValueError, match="NaN"):
        grid.cell(float("nan"), 27.8)
