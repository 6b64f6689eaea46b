import pytest

from fixward.domain.catalog.models import Offering, Question, Service
from fixward.domain.governments.models import Organization, Role
from fixward.domain.places.models import Address
from fixward.domain.routing import current, operations
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests.models import Reporter, ServiceRequest
from fixward.domain.service_requests.operations import close
from fixward.foundation import grid
from tests.doors.residents.conftest import Resident, picture, text
from tests.town import IN_ALDER, IN_BIRCH, IN_COUNTY, ON_ROAD


@pytest.fixture
def main_street(town):
    lon, lat = IN_ALDER
    name, search = "12 Main St, Alder", "12 main st alder"
    return Address.objects.create(name=name, search=search, lon=lon, lat=lat, cell=grid.cell(lon, lat), source="test")


def test_a_report_is_made_in_three_steps_without_a_script(resident, main_street, town):
    resident.open()
    resident.press("search", where="12 main")
    assert "12 Main St, Alder" in text(resident.page)
    resident.press(found=f"0.5 0.5 {main_street.name}")
    assert "What is it about?" in text(resident.page)
    resident.press(service="pothole")
    assert "City of Alder" in text(resident.page)
    assert "12 Main St, Alder" in text(resident.page)
    answer = resident.press("send", description="A deep hole", email="Ines@Example.net", photos=picture())

    hole = ServiceRequest.objects.get()
    assert answer.url == f"/requests/{hole.number}/sent"
    assert hole.number in text(resident.page)
    assert (hole.address, hole.description, hole.organization) == (main_street.name, "A deep hole", town.alder)
    assert hole.reporter.person.email == "ines@example.net"
    assert hole.photos.count() == 1


def test_a_report_needs_no_name_and_no_address(resident):
    resident.details()
    resident.press("send")

    assert not Reporter.objects.filter(service_request=ServiceRequest.objects.get()).exists()
    assert "keep the number" in text(resident.page)


def test_the_page_says_before_sending_who_gets_it_and_why(resident):
    page = text(resident.details(at=IN_COUNTY))

    assert "This goes to Cedar County" in page
    assert "The pin is in Cedar County" in page


def test_the_page_says_before_sending_how_long_it_usually_takes_or_else_the_target(resident, town):
    assert "They aim to be done within 3 working days." in text(resident.details())

    bo = town.member("bo", town.birch, Role.WORKER)
    for _ in range(10):
        close(town.report(at=IN_BIRCH), resolution="fixed", text="Filled", by=bo)
    page = text(resident.details(at=IN_BIRCH))

    assert "Usually fixed here within a day." in page
    assert "They aim to be done" not in page


def test_everything_typed_survives_a_change_of_the_place(resident):
    resident.details("light")
    resident.press("where", description="Dark & “wet”\nsince May", name="Ines", **{"answers.pole": "city"})
    resident.press("next", lon=str(IN_BIRCH[0]), lat=str(IN_BIRCH[1]))

    fields = resident.fields
    assert fields["description"] == ["Dark & “wet”\nsince May"]
    assert (fields["name"], fields["answers.pole"], fields["lon"]) == (["Ines"], ["city"], ["6"])
    resident.press("send")
    assert ServiceRequest.objects.get().organization.name == "City of Birch"


def test_the_way_back_is_an_address_of_its_own_while_nothing_else_was_typed(resident):
    resident.details()
    answer = resident.press("what")

    assert answer.url == "/report?lon=0.5&lat=0.5&service=pothole&step=what"
    assert "What is it about?" in text(resident.page)


def test_an_address_is_forgotten_when_other_coordinates_are_typed(resident, main_street):
    resident.open(lon="0.5", lat="0.5", address=main_street.name, step="where")
    resident.press("next", lon="0.6", lat="0.6", service="pothole")
    resident.press("send")

    assert ServiceRequest.objects.get().address == ""


def test_photos_survive_whatever_else_is_wrong(resident):
    resident.details()
    answer = resident.press("send", email="not an address", photos=[picture("a.jpg"), picture("b.png", kind="PNG")])
    assert answer.status_code == 422
    assert len(resident.fields["photo"]) == 2
    for token in resident.fields["photo"]:
        assert resident.client.get(f"/report/photos/{token}")["Content-Type"] == "image/jpeg"

    resident.press("send", email="ines@example.net")

    assert ServiceRequest.objects.get().photos.count() == 2


def test_a_kept_photo_can_be_removed_again(resident):
    resident.details()
    resident.press("send", email="not an address", photos=[picture("a.jpg"), picture("b.jpg")])
    first, second = resident.fields["photo"]
    resident.press(remove=first)
    assert resident.fields["photo"] == [second]

    resident.press("send", email="")

    assert ServiceRequest.objects.get().photos.count() == 1


def test_pressing_send_twice_makes_one_request(resident):
    resident.details()
    resident.post("send", description="Once", photos=picture())
    again = resident.post("send", description="Once")

    assert again.url == f"/requests/{ServiceRequest.objects.get().number}/sent"


def test_pressing_send_again_finds_the_request_also_where_a_new_one_would_be_refused(resident, town):
    resident.details()
    resident.post("send", description="Once")
    Service.objects.filter(pk=town.pothole_service.pk).update(is_active=False)
    current.refresh()
    again = resident.post("send", description="Once")

    assert again.url == f"/requests/{ServiceRequest.objects.get().number}/sent"


def test_sending_asks_for_the_number_the_person_and_the_limit_and_then_writes(resident, django_assert_num_queries):
    resident.details()
    fields = resident.fields | {"go": "send", "email": "rosa@example.net"}
    current.refresh()

    # One counts what came from this address and contact, one is for the version of the routing table, twice a second.
    with django_assert_num_queries(5):
        resident.client.post("/report", fields)


def test_the_owner_asks_its_own_questions_and_gets_the_answers(resident, town):
    Question.objects.create(
        service=town.pothole_service, organization=town.alder, code="lane", text={"en": "Which lane?"}
    )
    assert "Which lane?" not in text(resident.details(at=IN_BIRCH))
    assert "Which lane?" in text(resident.details(at=IN_ALDER))

    resident.press("send", **{"answers.lane": "left"})

    assert ServiceRequest.objects.get().answers == {"lane": "left"}


def test_an_answer_that_changes_who_gets_it_is_shown_at_once(resident, town):
    utility = Organization.objects.create(code="utility", name="Light and Power")
    _claim(town, utility)
    fields = {"lon": "0.5", "lat": "0.5", "service": "light", "description": "Dark"}

    city = resident.client.post(
        "/report/destination", fields | {"answers.pole": "city"}, headers={"HX-Request": "true"}
    )
    other = resident.client.post("/report/destination", fields | {"answers.pole": "utility"})

    assert "This goes to City of Alder" in text(city)
    assert "This goes to Light and Power" in text(other)
    assert text(other).lstrip().startswith('<div id="_destination"')


def _claim(town, organization):
    operations.claim(
        Responsibility(
            organization=organization,
            service=town.light_service,
            place=town.places["alder"],
            question="pole",
            answer="utility",
        )
    )
    current.refresh()


def test_an_organization_names_a_service_for_its_residents_and_hides_what_it_does_not_do(resident, town):
    offering = Offering.objects.get(organization=town.alder, service=town.pothole_service)
    offering.name = {"en": "Hole in our street"}
    offering.save()
    Offering.objects.filter(organization=town.alder, service=town.light_service).update(is_hidden=True)
    current.refresh()

    in_alder = text(resident.open(lon=IN_ALDER[0], lat=IN_ALDER[1]))
    in_birch = text(resident.open(lon=IN_BIRCH[0], lat=IN_BIRCH[1]))

    assert "Hole in our street" in in_alder
    assert "Street light out" not in in_alder
    assert "Street light out" in in_birch


def found(page):
    """The part of the page with what was found; the groups stay below it."""
    return page.split('id="_services_found"')[1].split('class="services kinds"')[0]


def test_services_are_found_by_words_in_any_language_without_a_script(resident):
    resident.open(lon="0.5", lat="0.5")
    resident.press("filter", filter="FAROLA")

    assert "Street light out" in found(text(resident.page))
    assert "Pothole" not in found(text(resident.page))
    assert "Pothole" in text(resident.page)


def test_services_are_found_while_one_types_as_the_government_of_the_place_names_them(resident, town):
    offering = Offering.objects.get(organization=town.alder, service=town.pothole_service)
    offering.name = {"en": "Crater"}
    offering.save()
    Offering.objects.filter(organization=town.alder, service=town.light_service).update(is_hidden=True)
    current.refresh()
    asked = {"lon": "0.5", "lat": "0.5"}

    answer = resident.client.get("/report/services", asked | {"filter": "pothoel"})
    assert "Crater" in text(answer)
    assert "<html" not in text(answer)
    assert "Street light out" not in text(resident.client.get("/report/services", asked | {"filter": "farola"}))
    assert "no service called" in text(resident.client.get("/report/services", asked | {"filter": "farola"}))


@pytest.mark.parametrize("asked", [{}, {"lon": "x", "lat": "0"}, {"lon": "999", "lat": "0"}])
def test_services_are_looked_for_only_where_the_umbrella_is(resident, asked):
    assert resident.client.get("/report/services", asked | {"filter": "hole"}).status_code == 204


def test_where_the_law_asks_who_reports_it_is_said_and_asked_at_the_field(resident, town):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(identity_required=True)
    current.refresh()
    assert "the law asks who makes it" in text(resident.details())

    answer = resident.press("send")

    assert answer.status_code == 422
    assert "The law asks for your name" in text(answer)
    assert not ServiceRequest.objects.exists()


def test_a_private_report_is_thanked_for_and_then_out_of_sight(resident, town):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_private=True)
    current.refresh()
    assert "This kind of report is not public" in text(resident.details())
    resident.press("send")
    number = ServiceRequest.objects.get().number

    assert number in text(resident.page)
    assert resident.client.get(f"/requests/{number}").status_code == 404
    assert resident.client.get(f"/requests/{number}", {"key": "1:forged"}).status_code == 302


def test_somebody_logged_in_is_the_reporter_without_typing_an_address(rosa, town):
    rosa.details()
    assert "rosa@example.net" in text(rosa.page)
    rosa.press("send")

    assert ServiceRequest.objects.get().reporter.person == town.rosa


def test_nobody_else_sees_the_page_of_thanks(resident, fred):
    resident.details()
    answer = resident.press("send", email="ines@example.net")

    assert fred.client.get(answer.url).url == answer.url.removesuffix("/sent")


def test_addresses_are_found_while_somebody_types(resident, main_street):
    answer = resident.client.get("/report/addresses", {"where": "12 main"}, headers={"HX-Request": "true"})

    assert main_street.name in text(answer)
    assert text(answer).lstrip().startswith('<div id="_found"')


def test_a_site_that_is_not_set_up_yet_says_so(db):
    current.refresh()
    answer = Resident().open()

    assert answer.status_code == 503
    assert "This site is being set up" in text(answer)


def test_what_goes_off_the_platform_is_said_before_it_is_sent(town):
    operations.claim(Responsibility(organization=town.state, layer=town.layer, owner="State"))
    current.refresh()
    page = Resident().details(at=ON_ROAD).content.decode()
    assert "This goes to State Roads" in page
    assert "They do not work on this platform" in page
    assert "They do not work on this platform" not in Resident().details().content.decode()


def test_the_page_of_thanks_is_for_this_browser_and_not_for_ever(resident, town):
    resident.details()
    answer = resident.press("send", description="A deep hole", email="ines@example.net")
    assert "ines@example.net" in text(resident.page)
    cookie = resident.client.cookies["sent"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (3600, True, "Lax")
    assert Resident().client.get(answer.url).status_code == 302
    resident.client.cookies["sent"] = "100-0002:forged:signature"
    assert resident.client.get(answer.url).status_code == 302


def test_an_answer_that_stops_a_report_is_told_at_once_and_nothing_is_stored(resident, town):
    values = [
        {"key": "yes", "name": {"en": "Yes"}, "stop": {"en": "Call 911 now."}},
        {"key": "no", "name": {"en": "No"}},
    ]
    Question.objects.create(
        service=town.light_service, code="wire", datatype="singlevaluelist", text={"en": "A wire down?"}, values=values
    )
    current.refresh()
    resident.details(service="light")
    assert "Call 911 now." not in text(resident.page)
    drawn = resident.client.post("/report/destination", resident.fields | {"answers.wire": "yes"})
    assert "Call 911 now." in text(drawn)
    assert resident.press("send", **{"answers.wire": "yes"}).status_code == 422
    assert "Call 911 now." in text(resident.page)
    assert not ServiceRequest.objects.exists()
    assert resident.press("send", **{"answers.wire": "no"}).status_code == 302
