"""Requests as the rows of a file, read while they come."""

from django.db import connection

from fixward.domain.desks import sheets
from fixward.domain.desks.sheets import Sheet
from fixward.domain.service_requests.models import ServiceRequest
from tests.town import build


def test_a_file_that_is_broken_off_leaves_nothing_behind(committed, monkeypatch):
    monkeypatch.setattr(sheets, "_ROWS_OF_A_PACKET", 1)
    town = build()
    made = [town.report().number for _number in range(5)]
    packets = Sheet(ServiceRequest.objects.all(), town.abel).csv()
    assert next(packets).startswith(b"number,")
    packets.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        assert cursor.fetchone() == ("UTC",)
    assert len(list(Sheet(ServiceRequest.objects.all(), town.abel).csv())) == 1 + len(made)


def test_a_row_has_texts_to_the_letter_and_numbers_as_numbers(committed):
    town = build()
    made = town.report(description='a "hole", deep\nand wide\n\n=1+1')
    ServiceRequest.objects.filter(pk=made.pk).update(description=(words := f"{made.description}\r\n; \t'"))
    (row,) = Sheet(ServiceRequest.objects.filter(pk=made.pk), town.abel)
    assert row["description"] == words
    assert (row["lon"], row["lat"], row["is_private"], row["supporters"]) == (made.lon, made.lat, False, 0)
    assert (row["number"], row["close_reason"], row["closed_at"]) == (made.number, "", "")
