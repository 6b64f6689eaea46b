import pytest
from django.utils.translation import override

from fixward.foundation.text import length


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0.3, "1 foot"),
        (33, "110 feet"),
        (305, "0.2 miles"),
        (1609, "1 mile"),
        (11_000, "6.8 miles"),
        (40_000, "25 miles"),
    ],
)
def test_feet_and_miles_where_people_count_so(metres, said):
    assert length(metres) == said


@pytest.mark.parametrize(("metres", "said"), [(33.4, "33 m"), (1000, "1 km"), (1240, "1.2 km"), (40_000, "40 km")])
def test_metres_and_kilometres_elsewhere(metres, said, settings):
    settings.UNITS = "metric"
    assert length(metres) == said


def test_in_the_language_in_use():
    with override("es"):
        assert (length(33), length(11_000)) == ("110 pies", "6,8 millas")
