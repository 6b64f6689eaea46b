import uuid

import pytest
import shapely
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from fixward.domain.catalog.models import Offering, Question
from fixward.domain.people.models import Person
from fixward.domain.routing import current
from fixward.domain.service_requests import numbers
from fixward.domain.service_requests.models import Event, Follow, Reporter, ServiceRequest, Status
from fixward.domain.service_requests.operations import Contact, Refused, ReportRefused, add_photos
from fixward.foundation.files.pictures import Picture
from tests.town import IN_ALDER, IN_BIRCH, IN_ELM, Town, place


def test_a_report_reaches_the_government_and_department_of_its_place(town: Town):
    pothole = town.report()
    pothole.refresh_from_db()
    assert (pothole.organization, pothole.department) == (town.alder, town.alder_streets)
    assert pothole.status == Status.SUBMITTED
    assert pothole.place == town.places["alder"]
    custody = pothole.custodies.get()
    assert (custody.organization, custody.department, custody.ended_at) == (town.alder, town.alder_streets, None)
    assert custody.due_at == pothole.expected_at
    assert pothole.expected_at > timezone.now()


def test_a_report_in_a_handled_town_is_worked_on_its_behalf(town: Town):
    pothole = town.report(IN_ELM)
    assert (pothole.organization_id, pothole.on_behalf_of_id) == (town.county.pk, town.elm.pk)


def test_everything_is_written_in_one_transaction_with_the_job_of_the_followups(town: Town):
    pothole = town.report()
    event = Event.objects.get(service_request=pothole)
    assert event.kind == "submitted"
    job = ProcrastinateJob.objects.get(task_name="fixward.follow_up")
    assert job.args == {"event_id": event.pk}
    assert job.lock == f"service_request:{pothole.pk}"


def test_the_same_key_again_gives_the_same_request(town: Town):
    key = uuid.uuid4()
    assert town.report(key=key).pk == town.report(key=key, description="Changed").pk
    assert ServiceRequest.objects.count() == 1


def test_the_reporter_follows_and_is_known_by_the_address(town: Town):
    pothole = town.report(contact=Contact(email=" ROSA@example.net ", name="Rosa", phone="727 555 0100"))
    reporter = Reporter.objects.get(service_request=pothole)
    assert (reporter.person, reporter.name, reporter.phone) == (town.rosa, "Rosa", "727 555 0100")
    assert Follow.objects.filter(service_request=pothole, person=town.rosa).exists()


def test_somebody_elses_name_is_never_overwritten_by_a_report(town: Town):
    town.report(contact=Contact(email=town.fred.email, name="Mallory"))
    town.fred.refresh_from_db()
    assert town.fred.name == "Fred"


def test_an_anonymous_report_keeps_nobody(town: Town):
    pothole = town.report(contact=Contact())
    assert not Reporter.objects.filter(service_request=pothole).exists()
    assert Person.objects.count() == 7


def test_the_language_of_the_reporter_is_kept(town: Town):
    with translation.override("es"):
        pothole = town.report(contact=Contact(email="nueva@example.net"))
    assert pothole.reporter.language == "es"
    assert pothole.reporter.person.language == "es"


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        (200, 100, "between"),
        (float("nan"), 1, "Choose the place"),
        (float("inf"), 1, "Choose the place"),
        (40, 50, "outside the area"),
        (-60, 9, "outside the area"),
    ],
)
def test_a_point_that_cannot_be_is_refused_at_its_field(town: Town, lon, lat, says):
    with pytest.raises(ReportRefused) as refusal:
        town.report((lon, lat))
    assert says in refusal.value.sentences["where"]
    assert not ServiceRequest.objects.exists()


def test_swapped_coordinates_are_recognised(town: Town):
    place("far", "Far", "county", shapely.box(-83, 27, -82, 28))
    current.refresh()
    with pytest.raises(ReportRefused) as refusal:
        town.report((27.8, -82.6))
    assert "swapped" in refusal.value.sentences["where"]


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "🕳️🚧 hole", "שלום", "e\u0301", "line\r\nline"])
def test_text_of_any_script_is_kept(town: Town, text):
    pothole = town.report(description=text)
    pothole.refresh_from_db()
    assert pothole.description
    assert "\r" not in pothole.description


def test_zero_bytes_and_direction_overrides_are_dropped(town: Town):
    assert town.report(description="a\x00b\u202ec").description == "abc"


def test_a_description_too_long_is_refused_with_its_length(town: Town):
    with pytest.raises(ReportRefused) as refusal:
        town.report(description="x" * 100_000)
    assert "100000" in refusal.value.sentences["description"]


def test_everything_wrong_is_said_at_once(town: Town):
    with pytest.raises(ReportRefused) as refusal:
        town.report((40, 50), description="x" * 5000, contact=Contact(email="nonsense"))
    assert set(refusal.value.sentences) == {"where", "description", "email"}


def test_a_required_question_must_be_answered_and_an_answer_be_one_of_the_list(town: Town):
    Question.objects.filter(code="pole").update(is_required=True)
    for given in ({}, {"pole": ["nobody"]}):
        with pytest.raises(ReportRefused) as refusal:
            town.report(service=town.light_service, answers=given)
        assert "answers.pole" in refusal.value.sentences
    assert town.report(service=town.light_service, answers={"pole": ["city"]}).answers == {"pole": "city"}


def test_an_organizations_own_question_is_asked_on_its_ground_only(town: Town):
    Question.objects.create(
        service=town.pothole_service, organization=town.alder, code="lane", text={"en": "Lane?"}, is_required=True
    )
    with pytest.raises(ReportRefused):
        town.report(IN_ALDER)
    assert town.report((6, 2))


def test_identity_is_demanded_where_the_government_must(town: Town):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(identity_required=True)
    current.refresh()
    with pytest.raises(ReportRefused) as refusal:
        town.report(contact=Contact())
    assert set(refusal.value.sentences) == {"name", "email"}
    assert town.report(contact=Contact(name="Rosa", phone="727 555 0100"))
    assert town.report((6, 2), contact=Contact())


def test_a_private_offering_makes_the_request_private(town: Town):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_private=True)
    current.refresh()
    assert town.report().is_private
    assert not town.report((6, 2)).is_private


def test_a_number_can_be_said_in_any_groups_and_a_slip_is_found(town: Town):
    number = town.report().number
    digits = number.replace("-", "")
    assert numbers.read(f"{digits[:2]} {digits[2:]}") == number
    assert numbers.read(digits[:-1] + str((int(digits[-1]) + 1) % 10)) is None
    swapped = digits[1] + digits[0] + digits[2:]
    assert numbers.read(swapped) is None or swapped == digits


def test_numbers_are_never_the_same(town: Town):
    assert len({numbers.next_number() for _ in range(50)}) == 50


def test_an_address_longer_than_any_mail_can_have_is_refused_at_its_field(town: Town):
    longest = "a" * 60 + "@" + ".".join(["b" * 60, "c" * 60, "d" * 60]) + ".example"
    assert len(longest) == 251
    assert town.report(contact=Contact(email="abc" + longest)).reporter.person.email == "abc" + longest

    with pytest.raises(ReportRefused) as refusal:
        town.report(contact=Contact(email="abcd" + longest))

    assert "not an e-mail address" in refusal.value.sentences["email"]


def test_a_request_gets_at_most_five_photos_at_a_time_whatever_the_door(town: Town):
    pothole = town.report(contact=Contact(email="rosa@example.net"))
    picture = Picture(data=b"", thumbnail=b"", width=1, height=1, name="hole")
    with pytest.raises(Refused, match="at most 5 photos"):
        add_photos(pothole, [picture] * 6, by=town.rosa)
    assert not pothole.photos.exists()


def test_a_report_that_comes_again_leaves_no_second_file_of_its_photos(town: Town, settings, tmp_path):
    where = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": where}
    picture = Picture(data=b"large", thumbnail=b"small", width=1, height=1, name="hole")
    key = uuid.uuid4()
    hole = town.report(key=key, pictures=[picture])
    assert town.report(key=key, pictures=[picture]) == hole

    kept = {name for photo in hole.photos.all() for name in (photo.file.name, photo.thumbnail.name)}
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.jpg")} == kept


def test_what_the_government_there_does_not_offer_is_refused_at_its_field_by_whatever_door(town: Town):
    Offering.objects.filter(organization=town.alder, service=town.pothole_service).update(is_hidden=True)
    current.refresh()
    town.pothole_service.refresh_from_db()
    with pytest.raises(ReportRefused) as refused:
        town.report(IN_ALDER)
    assert refused.value.sentences == {"service": "City of Alder is responsible there, and does not offer “Pothole”."}
    assert town.report(IN_BIRCH).service == town.pothole_service
