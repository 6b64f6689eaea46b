"""axe finds nothing on any page, on a phone and wide, in light and dark, in both languages, with errors shown too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import expect

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import FlagReason
from fixward.domain.governments.changes import save
from fixward.domain.governments.invitations import invite, token
from fixward.domain.governments.models import Member, Role
from fixward.domain.governments.setup import PROFILE
from fixward.domain.places.models import Place
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.domain.surveying import operations as surveying
from fixward.domain.surveying.models import GroundFile, Sort
from fixward.doors.staff.setup.sections import OWN, SHARED
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.webhooks import sending
from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from fixward.followups.insights.making import rebuilding
from fixward.foundation import clock
from tests.access.set_up import town_file
from tests.journeys.visitor import Visitor
from tests.town import IN_ELM, Town

RESIDENTS = (
    "/",
    "/?state=closed",
    "/report",
    "/report?lon=0.5&lat=0.5",
    "/report?lon=0.5&lat=0.5&service=light",
    "/report?lon=0.5&lat=0.5&service=pothole",
    "/report?lon=50&lat=50",
    "/requests/{open}",
    "/requests/{open}/joined",
    "/requests/{closed}",
    "/requests/{open}/flag",
    "/open-data/",
    "/figures/",
    "/figures/?period=month",
    "/figures/?period=days&from=x",
    "/figures/o/alder?period=month",
    "/figures/services/pothole?period=all",
    "/figures/places/{place}?period=month",
    "/figures/across?period=month",
    "/figures/across?rows=place&columns=place",
    "/figures/handovers?period=month&giver=alder&taker=county",
    "/figures/measures",
    "/figures/behind?measure=first_touch&period=month",
    "/figures/behind?measure=open",
    "/figures/behind?measure=close&bar=0&period=month",
    "/figures/behind?measure=handed_on&organization=alder&taker=county&period=month",
    "/requests/nothing",
    "/outside/none",
    "{outside}",
    "/o/alder",
    "/o/alder/frame",
    "/my",
    "/account/login/",
    "/account/login/code/",
    "/account/sign-on/",
    "/account/3rdparty/login/cancelled/",
    "/account/3rdparty/login/error/",
    "/account/password/reset/",
)
REPORTERS = ("/requests/{open}", "/requests/{closed}", "/my", "/my/keys")
MEMBERS = (
    "/figures/o/alder?period=month",
    "/figures/o/alder/{streets}",
    "/account/sessions/",
    "/staff/setup/roles",
    "/staff/",
    "/staff/?view=closed",
    "/staff/?view=all&department=all",
    "/staff/?view=all&show=both&q=hole&state=open",
    "/staff/requests/{open}",
    "/staff/requests/{closed}",
    "/staff/requests/{away}",
    "/staff/requests/{open}/pin",
    "/staff/requests/{open}/pin?lon=6&lat=2",
    "/staff/requests/{open}/around",
    "/staff/requests/{open}/crew",
    "/staff/moderation",
    "/staff/outside",
    "/staff/report",
    "/staff/setup/replies",
    "/staff/setup/replies/new",
    "/staff/keyboard",
    "/staff/views",
    "/staff/views/new?view=all&department=all&q=hole&state=open",
    "/staff/requests/{open}/moderation",
    "/staff/setup/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/password/change/",
    "/account/sign-on/",
)
ADMINISTRATORS = (
    *(f"/staff/setup/for/county/{name}" for name in OWN if name not in ("handling", "services")),
    *(
        f"/staff/setup/for/county/{name}/new"
        for name in ("departments", "questions", "reasons", "zones", "rules", "grants", "programs", "webhooks")
    ),
    "/staff/setup/for/county/services",
    "/staff/setup/for/county/changes",
    "/staff/setup/for/elm/handling",
    "/staff/setup/for/elm/stand-alone",
    "/staff/setup/for/elm/stand-alone/rehearsal",
    *(f"/staff/setup/shared/{name}" for name in SHARED),
    *(f"/staff/setup/shared/{name}/new" for name in ("services", "responsibilities", "outside", "pairings")),
    "/staff/setup/changes",
    "/staff/setup/for/county/webhooks/{webhook}",
    "/staff/setup/for/county/webhooks/{webhook}/log",
    "/staff/setup/for/county/webhooks/{webhook}/log/{delivery}",
    "/staff/setup/ground",
    "/staff/setup/ground/new/boundaries",
    "/staff/setup/ground/{file}",
    "/staff/setup/shared/places/{elm}",
    "/staff/records/",
    "/staff/records/exports/new",
    "/staff/records/holds",
    "/staff/records/holds/new",
    "/staff/records/destroyed",
)
# Pages are looked at as they come; the service worker, through which each would go, has journeys of its own.
NONE = "block"
# One visit of a page is looked at twice: narrow and wide, in light and in dark.
NARROW, NARROWEST, WIDE = (360, 740), (320, 640), (1280, 900)
LOOKS = [
    pytest.param("en", ((NARROWEST, "light"), (WIDE, "dark")), id="320 px light, wide dark"),
    pytest.param("es", ((NARROW, "dark"), (WIDE, "light")), id="Spanish, 360 px dark, wide light"),
]
Looks = tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...]


@pytest.fixture
def numbers(real_town: Town) -> dict[str, str]:
    """One request in each state that has a look of its own."""
    made = {name: real_town.report() for name in ("open", "closed", "away", "given")}
    conversations.reply(made["open"], text="We are coming.", by=real_town.ada)
    conversations.note(made["open"], text="Bring the roller.", by=real_town.ada, shared=True)
    said = conversations.comment(made["open"], text="Thank you", by=real_town.fred)
    conversations.flag(made["open"], message=said, reason=FlagReason.OTHER, by=real_town.rosa)
    operations.close(made["closed"], resolution="fixed", text="Filled", by=real_town.ada)
    operations.transfer(made["away"], to=real_town.county, reason="A county road", by=real_town.ada)
    operations.transfer(made["given"], to=real_town.state, reason="A state road", by=real_town.ada)
    outside = links.state_page(made["given"].pk, real_town.state.pk).removeprefix(settings.BASE_URL)
    rebuilding.rebuild()
    place = Place.objects.get(code="alder")
    named = {"outside": outside, "streets": str(real_town.alder_streets.pk), "place": str(place.pk)}
    return named | {name: service_request.number for name, service_request in made.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "looks"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    language: str, looks: Looks, visitor: Callable[..., Visitor], numbers: dict[str, str]
) -> None:
    somebody = visitor("mouse", service_workers=NONE)
    for email, paths in (("", RESIDENTS), ("rosa@example.net", REPORTERS), ("abel@example.org", MEMBERS)):
        if email:
            somebody.comes_as(email)
        speak(somebody, language)
        must_be_accessible(somebody, (path.format(**numbers) for path in paths), looks)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "looks"), LOOKS)
def test_axe_finds_nothing_on_any_page_of_the_setup(
    language: str, looks: Looks, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    head = real_town.member("head", real_town.county, Role.ADMINISTRATOR)
    real_town.report(IN_ELM)
    save(PROFILE, real_town.county, by=head, phone="555 0100")
    given_up = told(real_town)
    named = {"file": foreseen(head).pk, "elm": real_town.places["elm"].pk}
    named |= {"webhook": given_up.webhook_id, "delivery": given_up.pk}
    administrator = visitor("mouse", service_workers=NONE)
    administrator.comes_as("head@example.org")
    speak(administrator, language)
    must_be_accessible(administrator, (path.format(**named) for path in ADMINISTRATORS), looks)
    invited = invite(real_town.elm, email="ella@example.org", role=Role.WORKER, departments=[], language="en", by=head)
    stranger = visitor("mouse", service_workers=NONE)
    speak(stranger, language)
    must_be_accessible(stranger, [f"/staff/invitations/{token(invited)}"], looks)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "looks"), LOOKS)
def test_axe_finds_nothing_where_many_are_done_at_once(
    language: str, looks: Looks, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    known = real_town.report()
    real_town.report()
    operations.acknowledge(known, by=real_town.ada)
    member = visitor("mouse", service_workers=NONE)
    member.comes_as("abel@example.org")
    speak(member, language)
    member.open("/staff/?view=all&department=all&state=open")
    for tick in member.page.locator(".inbox__tick label").all():
        tick.click()
    member.page.locator("#many-act").select_option("acknowledge")
    member.page.locator("#many button").click()
    expect(member.page.locator(".many__go button")).to_be_visible()
    must_be_so_as_it_is(member, looks)
    member.page.locator(".many__go button").click()
    expect(member.page.locator("#_batch h2")).to_have_count(2)  # one done, one refused
    must_be_so_as_it_is(member, looks)


@pytest.mark.slow
def test_axe_finds_nothing_where_something_is_refused(visitor: Callable[..., Visitor], numbers: dict[str, str]) -> None:
    somebody = visitor("mouse", viewport={"width": 360, "height": 740})
    somebody.open("/report?lon=0.5&lat=0.5&service=pothole")
    somebody.write("Your e-mail address", "nonsense")
    somebody.press("Send the report")
    somebody.reads("This is not an e-mail address")
    somebody.must_be_accessible()
    somebody.open("/report")
    somebody.press("Continue")
    somebody.must_be_accessible()
    member = visitor("mouse", viewport={"width": 360, "height": 740})
    member.comes_as("abel@example.org")
    member.open(f"/staff/requests/{numbers['open']}")
    fold = member.page.locator("#duplicate")
    member.unfold(fold)
    member.write("Number of the other request", "999-9999", within=fold)
    fold.locator("button.usa-button").click()
    member.reads("There is no request with that number.")
    member.must_be_accessible()


@pytest.mark.slow
def test_a_report_that_names_no_place_says_what_to_do_and_keeps_what_was_typed(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    somebody = visitor("no script", viewport={"width": 360, "height": 740})
    somebody.open("/report")
    somebody.press("Continue")
    somebody.reads("Choose the place on the map, or an address from the list.")
    somebody.write("Address, crossing or place", "Atlantis")
    somebody.press("Search")
    somebody.reads("We know no place like")
    assert somebody.page.get_by_label("Address, crossing or place").input_value() == "Atlantis"
    assert not ServiceRequest.objects.exists()


def must_be_accessible(somebody: Visitor, paths: Iterable[str], looks: Looks) -> None:
    for path in paths:
        somebody.open(path)
        must_be_so_as_it_is(somebody, looks)


def must_be_so_as_it_is(somebody: Visitor, looks: Looks) -> None:
    """The page that is open now."""
    for (width, height), scheme in looks:
        somebody.page.set_viewport_size({"width": width, "height": height})
        # Else axe may see colours on their way from one scheme to the other.
        somebody.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        somebody.must_be_accessible()


def told(town: Town) -> Delivery:
    """A message to the county's webhook, given up."""
    webhook = Webhook.objects.create(
        organization=town.county, name="Work orders", url="https://desk.example.gov/", kinds=["submitted"]
    )
    sending.tell(Event.objects.filter(service_request__organization=town.county, kind="submitted").latest("pk"))
    Delivery.objects.update(given_up_at=clock.now(), trouble="late", answer_code=500)
    return webhook.deliveries.get()


def foreseen(head: Member) -> GroundFile:
    """A file that would bring a town, to be applied."""
    brought = surveying.bring(Sort.BOUNDARIES, town_file(), by=head)
    chosen = {"kind": "municipality", "name_field": "name", "code_field": "code"}
    surveying.choose(brought, chosen=chosen, by=head)
    surveying.go_on(brought.pk)
    return brought


def speak(somebody: Visitor, language: str) -> None:
    somebody.open("/")
    button = somebody.page.locator(f"button[name=language][value={language}]")
    if button.count():
        button.first.click()
        somebody.page.wait_for_load_state("load")
