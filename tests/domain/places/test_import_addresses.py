import pytest

from fixward.domain.places.imports import ImportRefused, import_addresses
from fixward.domain.places.models import Address
from fixward.foundation import grid

pytestmark = pytest.mark.django_db


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "addresses.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_addresses_are_stored_with_their_cell_and_again_without_change(tmp_path):
    path = written(tmp_path, "\ufeffname,lat,lon\nCENTRAL AVE + 5TH ST,27.77,-82.64\n")

    first, second = import_addresses(path, source="test"), import_addresses(path, source="test")

    address = Address.objects.get()
    assert (first.created, first.unchanged, second.created, second.unchanged) == (1, 0, 0, 1)
    assert (address.lon, address.lat, address.search) == (-82.64, 27.77, "central ave & 5 st")
    assert address.cell == grid.cell(-82.64, 27.77)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",-82.6,27.8", "it has no name"),
        ("Main St", "“” is not a coordinate"),
        ("Main St,west,27.8", "“west” is not a coordinate"),
        ("Main St,nan,27.8", "“nan” is not a coordinate"),
        ("Main St,27.8,-182.6", "it lies outside the world; are latitude and longitude swapped?"),
        ("Main St,27.8,-82.6", "it lies outside the world; are latitude and longitude swapped?"),
        ("M" * 3000 + ",-82.6,27.8", "its name is longer than 300 characters"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_with_its_line_and_the_rest_is_stored(tmp_path, row, reason):
    path = written(tmp_path, f'name,lon,lat\n"Oak\nSt",-82.6,27.8\n{row}\nElm St,-82.6,27.8\n')

    report = import_addresses(path, source="test")

    assert report.unread == [(4, reason)]
    assert str(report.unread[0]) == f"Line 4: {reason}"
    assert Address.objects.count() == report.created == 2


def test_zero_bytes_are_left_out_of_a_name(tmp_path):
    import_addresses(written(tmp_path, "name,lon,lat\nOak\x00 St,-82.6,27.8\n"), source="test")

    assert Address.objects.get().name == "Oak St"


def test_a_missing_column_is_refused_naming_the_columns_there_are(tmp_path):
    path = written(tmp_path, "street,x,y\nOak St,-82.6,27.8\n")

    with pytest.raises(ImportRefused, match=r"no field “name”\. Its fields are: street, x, y"):
        import_addresses(path, source="test")
    assert import_addresses(path, source="test", name_field="street", lon_field="x", lat_field="y").created == 1


@pytest.mark.parametrize("content", [b"", b"name,lon,lat\n\xff\xfe\x00,1,1\n", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_not_a_table_is_refused_and_nothing_is_stored(tmp_path, content):
    path = tmp_path / "addresses.csv"
    path.write_bytes(content)

    with pytest.raises(ImportRefused):
        import_addresses(path, source="test")
    assert not Address.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="cannot be read"):
        import_addresses(tmp_path / "nowhere.csv", source="test")
