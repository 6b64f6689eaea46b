"""A letter as a mail: no header or markup can be written into it, and mail programs know what it is."""

from __future__ import annotations

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from tests.followups.letters import ROSA, html


def test_no_name_or_text_can_write_a_header_or_markup(town, told, followed):
    town.alder.name = "Alder\r\nBcc: all@example.com <b>City</b>"
    town.alder.save()
    conversations.reply(followed, text="<script>alert(1)</script>\r\nBcc: all@example.com", by=town.ada)
    message = told(followed)[ROSA]
    assert message.message()["Bcc"] is None
    assert "\n" not in message.subject
    assert "<script>" not in html(message)
    assert "<b>" not in html(message)
    assert "&lt;script&gt;" in html(message)
    assert "<script>alert(1)</script>" in message.body


def test_a_mail_says_that_a_machine_wrote_it_and_how_to_stop_it(town, told):
    headers = told(town.pothole)[ROSA].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"].startswith(
        f"<http://127.0.0.1:8000/requests/{town.pothole.number}/unfollow?key="
    )
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Reply-To"] is None
    assert headers.get_content_type() == "multipart/alternative"


def test_the_mails_about_one_request_to_one_reader_are_one_thread(town, told):
    first = told(town.pothole)[ROSA].extra_headers
    operations.acknowledge(town.pothole, by=town.ada)
    second = told(town.pothole)[ROSA].extra_headers
    conversations.reply(town.pothole, text="Soon", by=town.ada)
    third = told(town.pothole)[ROSA].extra_headers
    assert "In-Reply-To" not in first
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["References"] == f"{first['Message-ID']} {second['Message-ID']}"


def test_an_html_mail_fetches_nothing(town, told):
    page = html(told(town.pothole)[ROSA])
    for fetched in ("<img", "url(", "@import", "<link", "<script"):
        assert fetched not in page
