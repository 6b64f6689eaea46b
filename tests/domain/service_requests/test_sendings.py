"""What a program tells beside a report: told to its person, and gone with them or when retention ends."""

from __future__ import annotations

import pytest

from fixward.domain.people import personal
from fixward.domain.people.operations import close_account
from fixward.domain.records.destroying import destroy
from fixward.domain.records.kinds import Kind
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Sending, ServiceRequest
from fixward.domain.service_requests.operations import Beside, ReportRefused

LINK = "https://pictures.example.org/hole.jpg"
BESIDE = Beside(device_id="device-7", account_id="account-9", media_urls=(LINK,))


def test_it_is_written_with_the_report_and_only_where_there_is_something(town):
    assert town.report(beside=BESIDE).sending.device_id == "device-7"
    town.report(description="Another")
    assert Sending.objects.count() == 1


def test_who_reported_reads_it_and_it_is_gone_when_they_leave(town):
    made = town.report(beside=BESIDE)
    assert personal.everything(town.rosa)["reports"][0]["device_id"] == "device-7"
    close_account(town.rosa, by=town.rosa)
    made.sending.refresh_from_db()
    assert (made.sending.device_id, made.sending.account_id) == ("", "")


@pytest.mark.parametrize(("kind", "left"), [(Kind.CONTACTS, ("", [LINK])), (Kind.PHOTOS, ("device-7", []))])
def test_retention_takes_the_sender_with_the_contacts_and_the_links_with_the_photos(town, kind, left):
    made = operations.close(town.report(beside=BESIDE), resolution="fixed", by=town.ada)
    destroy(made, kind, town.alder)
    sending = Sending.objects.get()
    assert (sending.device_id, sending.media_urls) == left


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "hole.jpg", "ftp://example.org/a.jpg", f"https://{'a' * 3000}.org"]
)
def test_what_is_no_link_is_refused(town, link):
    with pytest.raises(ReportRefused) as refused:
        town.report(beside=Beside(media_urls=(link,)))
    assert list(refused.value.sentences) == ["media_url"]
    assert not ServiceRequest.objects.exists()
