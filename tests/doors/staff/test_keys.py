"""Keys of the staff's pages: drawn where they are wanted, listed on a page, switched off by who does not want them."""

import re

from fixward.doors.staff.keys import KEYS, VIEWS
from tests.town import Town


def drawn(answer) -> list[str]:
    return re.findall(r'data-key="([^"]*)"', answer.content.decode())


def test_no_key_stands_twice_on_a_page(abel, town: Town):
    for answer in (abel.get("/staff/"), abel.desk(town.pothole)):
        keys = drawn(answer)
        assert len(keys) > 15
        assert len(keys) == len(set(keys))


def test_whatever_can_be_done_at_a_desk_has_a_key(ada, town: Town):
    keys = drawn(ada.desk(town.pothole))
    wanted = ("acknowledge", "assign", "transfer", "reply", "note", "ask", "close", "service", "duplicate", "pin")
    assert {KEYS[name] for name in wanted} <= set(keys)


def test_no_key_begins_another():
    once = {key for key in KEYS.values() if " " not in key}
    assert not once & {key.split()[0] for key in (*KEYS.values(), *VIEWS.values()) if " " in key}


def test_all_keys_are_on_a_page_and_the_letters_can_be_switched_off(ada, town: Town):
    page = ada.get("/staff/keyboard").content.decode()
    assert "<kbd>j</kbd>" in page
    assert "Back to the inbox" in page
    ada.client.post("/staff/keyboard", {"single": "0"})
    assert drawn(ada.desk(town.pothole)) == []
    assert "data-keys" not in ada.get("/staff/").content.decode()
    assert "The letters are off" in ada.get("/staff/keyboard").content.decode()
    ada.client.post("/staff/keyboard", {"single": "1"})
    assert drawn(ada.get("/staff/"))
