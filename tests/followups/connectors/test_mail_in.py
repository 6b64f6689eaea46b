"""Answers by mail: whose they are says the address alone, and nothing that comes in can break the house."""

from __future__ import annotations

import io
import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from fixward.domain.conversations.models import Attachment, Message
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors import links, queries
from fixward.followups.exchange.connectors.mail import reading, receiving
from fixward.followups.exchange.connectors.mail.addresses import reply_address, whose
from fixward.followups.exchange.connectors.mail.receiving import receive
from fixward.followups.exchange.connectors.models import Dispatch, Outcome, Received
from fixward.followups.exchange.connectors.operations import settle
from tests.followups.connectors.test_mail_back import bounced


@pytest.fixture
def answer(town: Any, handed: ServiceRequest) -> Any:
    """Makes a mail to the address for answers of the pothole; `headers` replace, and None leaves out."""

    def make(text: str = "We fill it on Monday.", **headers: str | None) -> EmailMessage:
        mail = EmailMessage()
        made = {
            "From": "Pat <pat@roads.example.com>",
            "To": reply_address(handed.pk, town.state.pk),
            "Subject": "Re: Request",
            "Message-ID": "<1@roads.example.com>",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in made.items():
            if value is not None:
                mail[name] = value
        mail.set_content(text)
        return mail

    return make


def taken(mail: EmailMessage, **options: Any) -> Received:
    return receive(mail.as_bytes(), **options)


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(file, "JPEG")
    return file.getvalue()


QUOTED = """We fill it on Monday.

- bring cones
- close one lane

On Tue, Nov 24, 2026 at 10:00 AM Fixward <no-reply@localhost> wrote:

> A new request has come in for State Roads.
"""
SPANISH = """Lo tapamos el lunes.

El mar, 24 nov 2026 a las 10:00, Fixward (<no-reply@localhost>) escribió:
> Una solicitud nueva
"""
OUTLOOK = """We fill it on Monday.

From: Fixward <no-reply@localhost>
Sent: Tuesday, November 24, 2026 10:00 AM
To: Roads
Subject: Request

A new request has come in
"""


def test_an_answer_stands_in_the_thread_as_the_organizations_word(town, handed, answer):
    assert taken(answer()).outcome == Outcome.DONE
    message = Message.objects.get()
    assert (message.text, message.organization, message.service_request) == (
        "We fill it on Monday.",
        town.state,
        handed,
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (QUOTED, "We fill it on Monday.\n\n- bring cones\n- close one lane"),
        (SPANISH, "Lo tapamos el lunes."),
        (OUTLOOK, "We fill it on Monday."),
        ("Done.\n\nBest regards,\nPat\nState Roads", "Done."),
    ],
)
def test_what_was_written_before_is_cut(answer, text, kept):
    taken(answer(text))
    assert Message.objects.get().text == kept


INLINE = """On Tue, Nov 24, 2026 at 10:00 AM Fixward <{address}> wrote:
> Request 26-000001. Who mends it?

We do, on Monday.

> Say how it stands: {link}
Done with that.
"""
BELOW = """On Tue, Nov 24, 2026 at 10:00 AM Fixward <{address}> wrote:
> {link}

We fill it on Monday.
"""
UNKNOWN = """We fill it on Monday.

Le mar. 24 nov. 2026, Fixward <{address}> [mailto:{address}] a écrit :

Say how it stands: <{link}?from=mail>
Or {rewritten}
"""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (INLINE, "We do, on Monday.\n\nDone with that."),
        (BELOW, "We fill it on Monday."),
        (
            UNKNOWN,
            "We fill it on Monday.\n\nLe mar. 24 nov. 2026, Fixward   a écrit :\n\nSay how it stands:\nOr",
        ),
    ],
)
def test_the_link_and_the_address_that_we_gave_them_never_come_into_the_thread(town, handed, answer, text, kept):
    link, address = links.state_page(handed.pk, town.state.pk), reply_address(handed.pk, town.state.pk)
    rewritten = f"https://safe.example.com/?url={quote(link, safe='')}&data=1"
    taken(answer(text.format(link=link, address=address, rewritten=rewritten)))
    assert Message.objects.get().text == kept


def test_nor_out_of_the_words_of_html(town, handed, answer):
    link, address = links.state_page(handed.pk, town.state.pk), reply_address(handed.pk, town.state.pk)
    mail = answer()
    mail.set_content(f'<p>We fill it.</p><p><a href="{link}">{link}</a> or {address.upper()}</p>', subtype="html")
    taken(mail)
    assert Message.objects.get().text == "We fill it.\n\n or"


def test_nor_into_what_is_kept_of_a_refused_one(town, handed, answer):
    link = links.state_page(handed.pk, town.state.pk)
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    assert taken(answer(f"See {link}, please.")).text == "See  please."


def test_a_long_line_is_kept_whole(answer):
    text = "word " * 300
    taken(answer(text))
    assert Message.objects.get().text == text.strip()


def test_a_zero_byte_in_an_id_or_a_bounce_breaks_nothing(town, handed, out, dispatch):
    (mail,) = out(handed)
    receive(bounced(mail.reply_to[0], mail.extra_headers["Message-ID"]).replace(b"No such user", b"No \0 user"))
    assert "No  user" in dispatch().detail or "No user" in dispatch().detail
    to = reply_address(handed.pk, town.state.pk).encode()
    assert receive(b"To: " + to + b"\r\nMessage-ID: <a\0b@x>\r\n\r\nwords").key == f"{handed.pk} <ab@x>"


def test_html_alone_is_read_as_text(answer):
    mail = answer()
    html = "<head><style>x</style></head><p>We <b>fill</b> it.</p><script>bad()</script><blockquote>old</blockquote>"
    mail.set_content(html, subtype="html")
    taken(mail)
    assert Message.objects.get().text == "We fill it."


def test_photos_and_papers_come_along_and_what_is_not_taken_is_named(answer):
    mail = answer()
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="hole.jpg")
    mail.add_attachment(b"MZ" + bytes(9), maintype="application", subtype="octet-stream", filename="run.exe")
    taken(mail)
    assert [row.name for row in Attachment.objects.all()] == ["hole.jpg"]
    assert Message.objects.get().text == "We fill it on Monday.\n\nThese files could not be attached: run.exe"


def test_a_logo_inside_the_text_is_no_photo(answer):
    mail = answer()
    small = io.BytesIO()
    Image.new("RGB", (20, 20)).save(small, "PNG")
    mail.add_attachment(small.getvalue(), maintype="image", subtype="png", disposition="inline", cid="<logo>")
    taken(mail)
    assert not Attachment.objects.exists()


def test_the_same_mail_twice_is_taken_once(answer):
    for _time in range(2):
        taken(answer())
    assert Message.objects.count() == 1


def test_the_recipient_of_the_envelope_counts_where_the_mail_names_nobody(town, handed, answer):
    mail = answer(To=None)
    assert taken(mail, recipients=[reply_address(handed.pk, town.state.pk).upper()]).outcome == Outcome.DONE


def test_an_address_that_was_changed_by_one_letter_is_nobodys(town, handed, answer):
    address = reply_address(handed.pk, town.state.pk)
    local, _at, domain = address.partition("@")
    other = town.report()
    request, organization, signature = local.partition("+")[2].split(".")
    forged = [
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        reply_address(other.pk, town.state.pk).split(".")[0] + f".{organization}.{signature}@{domain}",
        f"reply+{request}.1.{signature}@{domain}",
        f"reply@{domain}",
    ]
    assert [whose(one) for one in forged] == [None] * 4
    assert {taken(answer(To=one, Message_ID=f"<{one}>")).outcome for one in forged} == {Outcome.REFUSED}
    assert not Message.objects.exists()


def test_an_address_signed_with_the_key_before_still_holds(town, handed, settings):
    address = reply_address(handed.pk, town.state.pk)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 9
    assert whose(address) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert whose(address) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "Fixward <no-reply@localhost>"},
        {"From": "reply+something@fixward.example"},
    ],
)
def test_what_a_machine_wrote_is_neither_posted_nor_answered(answer, headers, mailoutbox):
    assert taken(answer("I am away until Friday.", **headers)).outcome == Outcome.IGNORED
    assert not Message.objects.exists()
    assert mailoutbox == []


def test_what_outlook_writes_on_the_mails_of_people_makes_no_machine_of_them(answer):
    assert taken(answer(X_Auto_Response_Suppress="All")).outcome == Outcome.DONE


def test_a_mail_of_a_stranger_is_not_even_read(town, handed, answer, monkeypatch):
    monkeypatch.setattr(reading, "read", lambda data: pytest.fail("It was read."))
    row = taken(answer(To="reply+1.1.aaaaaaaaaaaaaaaa@fixward.example"))
    assert (row.outcome, row.organization) == (Outcome.REFUSED, None)
    begun = time.monotonic()
    receive(b"To: " + b"+a.a" * 100_000 + b"\r\n\r\nwords")
    assert time.monotonic() - begun < 2


def test_a_number_that_a_mail_bears_says_nothing_of_a_mail_about_another_request(town, handed, answer):
    other = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    assert taken(answer()).outcome == Outcome.DONE
    assert taken(answer(To=reply_address(other.pk, town.state.pk))).outcome == Outcome.DONE
    assert set(Message.objects.values_list("service_request", flat=True)) == {handed.pk, other.pk}


def test_a_storm_of_mails_ends_at_some_in_an_hour_and_one_person_hears_of_it_once(town, handed, answer, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_IN_AN_HOUR", 3)
    rows = [taken(answer(f"Word {number}", Message_ID=f"<{number}@x>")) for number in range(6)]
    outcomes = [row.outcome for row in rows]
    assert outcomes == [Outcome.DONE] * 3 + [Outcome.REFUSED] + [Outcome.IGNORED] * 2
    assert Message.objects.count() == 3
    assert [row.text for row in queries.refused(town.cora)] == ["Word 3"]
    other = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    assert taken(answer(To=reply_address(other.pk, town.state.pk))).outcome == Outcome.DONE


def test_who_holds_it_no_more_is_refused_and_the_words_can_be_seen(town, handed, answer):
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    row = taken(answer())
    assert (row.outcome, row.text) == (Outcome.REFUSED, "We fill it on Monday.")
    assert list(queries.refused(town.cora)) == [row]
    settle(row, by=town.cora)
    assert not queries.refused(town.cora).exists()
    assert Received.objects.get().text == ""


def test_endless_words_are_refused_and_kept(answer):
    row = taken(answer("word " * 2000))
    assert row.outcome == Outcome.REFUSED
    assert row.text.startswith("word word")
    assert not Message.objects.exists()


def test_a_mail_without_words_is_refused(answer):
    assert taken(answer("\n")).outcome == Outcome.REFUSED


def test_too_large_a_mail_is_refused_and_kept_visible(town, handed, answer, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 1000)
    row = taken(answer("word " * 300))
    assert (row.outcome, row.service_request) == (Outcome.REFUSED, handed)
    assert row.reason == "It is larger than 30 MB."
    assert list(queries.refused(town.cora)) == [row]


BROKEN = [
    b"",
    b"\x00\xff" * 500,
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" * 500,
    b"Content-Type: text/plain; charset=no-such-thing\r\n\r\n\xe4\xf6",
    b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\n!!!!",
    b"Message-ID: <" + b"a" * 5000 + b">\r\nFrom: =?utf-8?q?=ff=fe?= <\r\n\r\nwords",
    b"To: " + b"<a@b>," * 2000 + b"\r\n\r\nwords",
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_a_broken_mail_is_refused_or_read_but_never_breaks_anything(town, handed, number):
    to = b"Delivered-To: " + reply_address(handed.pk, town.state.pk).encode() + b"\r\n"
    row = receive(to + BROKEN[number])
    assert row.outcome in (Outcome.REFUSED, Outcome.DONE)
    assert row.pk


@pytest.mark.parametrize(
    "line", ["\n", "\u00a0\n", "\x0b\n", "> \n", "x\n\n", "From: x\n\n", "On ", "On x\n", "El x\n", "El "]
)
def test_a_hostile_text_takes_no_time(answer, line):
    begun = time.monotonic()
    taken(answer(line * 20_000))
    assert time.monotonic() - begun < 10


def test_strangers_fill_no_house(town):
    for number in range(receiving.MOST_OF_STRANGERS + 5):
        receive(f"To: reply@fixward.example\r\nMessage-ID: <{number}@x>\r\n\r\nBuy this".encode())
    assert Received.objects.count() == receiving.MOST_OF_STRANGERS
    assert not Received.objects.exclude(text="").exists()


def test_the_words_of_an_answer_never_go_back_to_who_wrote_them(town, handed, out, answer):
    out(handed)
    taken(answer())
    assert out(handed) == []
    assert Dispatch.objects.count() == 1
