"""Public requests as programs read them page by page, held against the same requests read one by one."""

from __future__ import annotations

from fixward.domain.conversations import operations as talking
from fixward.domain.conversations.closing import closings
from fixward.domain.conversations.listing import listed
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Photo, ServiceRequest
from tests.access.world import picture

WORDS = "Call me at 727 555 0134"


def seen():
    return ServiceRequest.objects.visible_to(None)


def test_a_row_says_what_the_request_says_with_its_words_covered(town):
    made = town.report(description=WORDS, address="Main St, rosa@example.net")
    row = listed(seen())[0]
    assert (row.id, row.number, row.status, row.lat, row.lon) == (made.pk, made.number, "submitted", 0.5, 0.5)
    assert (row.service, row.organization, row.department) == (
        made.service_id,
        made.organization_id,
        made.department_id,
    )
    assert row.description == made.public_description != WORDS
    assert row.address == made.public_address == "Main St, [e-mail address]"
    assert row.submitted_at == made.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (row.photos, row.closing, row.original) == ([], "", None)


def test_what_is_private_or_hidden_is_not_there_and_the_order_is_kept(town):
    first, private, hidden, last = (town.report() for _ in range(4))
    ServiceRequest.objects.filter(pk=private.pk).update(is_private=True)
    operations.hide(hidden, reason="Names somebody", by=town.abel)
    assert [row.id for row in listed(seen().order_by("-pk"))] == [last.pk, first.pk]
    assert [row.id for row in listed(seen().order_by("pk"))] == [first.pk, last.pk]


def test_a_photo_that_was_hidden_is_not_named(town):
    made = town.report(pictures=[picture(), picture()])
    first, second = Photo.objects.filter(service_request=made)
    assert listed(seen())[0].photos == [first.pk, second.pk]
    talking.hide_photo(first, reason="A face", by=town.abel)
    assert listed(seen())[0].photos == [second.pk]


def test_the_words_are_those_of_the_last_closing_and_none_while_it_is_open(town):
    made = operations.close(town.report(), resolution="fixed", text="Filled", by=town.ada)
    assert [row.closing for row in listed(seen())] == ["Filled"]
    made = operations.reopen(made, reason="It is back", by=town.ada)
    assert [row.closing for row in listed(seen())] == [""]
    made = operations.close(made, resolution="fixed", text="Filled for good", by=town.ada)
    row = listed(seen())[0]
    assert row.closing == closings([made])[made.pk].text == "Filled for good"
    assert row.changed_at == made.closed_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_original_that_is_not_public_is_not_named(town):
    original, copy = town.report(), town.report()
    operations.mark_duplicate(copy, of=original, by=town.ada)
    assert [row.original for row in listed(seen().order_by("pk"))] == [None, original.number]
    ServiceRequest.objects.filter(pk=original.pk).update(is_private=True)
    assert [row.original for row in listed(seen())] == [None]
