"""Somebody at a browser: with a mouse, with the keyboard alone, or without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, TimeoutError, expect

from fixward.domain.people.models import Person

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# None of these rules looks into the style sheets, which axe otherwise asks for and reads anew each time.
_LOOKING = {"runOnly": _RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
_MOST_TABS = 150


class Visitor:
    """Acts on one page; finds things by the words that a person or a screen reader would."""

    def __init__(self, page: Page, base: str, *, by_keyboard: bool = False) -> None:
        self.page = page
        self.base = base
        self.by_keyboard = by_keyboard
        self._under_way: set[str] = set()
        page.on("request", lambda request: self._under_way.add(request.url))
        page.on("requestfinished", lambda request: self._under_way.discard(request.url))
        page.on("requestfailed", lambda request: self._under_way.discard(request.url))

    def open(self, path: str) -> None:
        try:
            self.page.goto(path if path.startswith("http") else self.base + path)
        except TimeoutError as trouble:
            raise AssertionError(f"{path} waits for {sorted(self._under_way)}") from trouble

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        field = self._field(label, within)
        if not self.by_keyboard:
            field.fill(text)
            return
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        field = self._field(label, within)
        if not self.by_keyboard:
            field.select_option(label=option)
            return
        self._reach(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        box = self._field(label, within)
        if not self.by_keyboard:
            # The design system draws its own box and puts the real one out of sight: people click the words.
            (within or self.page.locator("main")).locator("label").get_by_text(label, exact=True).click()
            return
        if box.get_attribute("type") == "radio":
            self._pick(box)
        else:
            self._reach(box)
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """A button or link, by its whole name."""
        scope = within or self.page.locator("main")
        link = scope.get_by_role("link", name=name, exact=True)
        self._activate(scope.get_by_role("button", name=name, exact=True).or_(link).first)

    def unfold(self, part: Locator) -> None:
        """Open a part of the page that is folded away."""
        if part.get_attribute("open") is None:
            self._activate(part.locator("summary"))

    def reads(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def log_in(self, email: str, password: str) -> None:
        self.open("/account/login/?next=/my")
        self.write("Email", email)
        self.write("Password", password)
        self.press("Log in")
        expect(self.page).to_have_url(re.compile(r"/my$"))
        self.page.wait_for_load_state("load")

    def comes_as(self, email: str) -> None:
        """As who logged in before: to try a password costs the server seconds, which one journey is enough to spend."""
        client = Client()
        client.force_login(Person.objects.get(email=email))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.base}])

    def must_be_accessible(self) -> None:
        """axe finds nothing on the page as it is now, and nothing sticks out to the side."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("options => axe.run(options)", _LOOKING)
        broken = [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]]
        assert not broken, f"{self.page.url}: {broken}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} sticks out by {wide} pixels"

    def _field(self, label: str, within: Locator | None) -> Locator:
        scope = within or self.page.locator("main")
        return scope.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+\(optional\))?\s*$"))

    def _pick(self, radio: Locator) -> None:
        """Tab reaches a group of radio buttons once, at the checked or the first one; arrows go on from there."""
        group = self.page.locator(f"input[type=radio][name={radio.get_attribute('name')}]")
        checked = group.and_(self.page.locator(":checked"))
        self._reach(checked if checked.count() else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def _activate(self, target: Locator) -> None:
        if self.by_keyboard:
            self._reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def _reach(self, target: Locator) -> None:
        """Press Tab until it has the focus, as somebody without a mouse must."""
        expect(target).to_be_visible()
        for _ in range(_MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {target}")
