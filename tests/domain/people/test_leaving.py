"""Who leaves is forgotten everywhere; what was done stays."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.conversations.story import story
from fixward.domain.people import operations, personal
from fixward.domain.people.models import Person
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import Event, Follow, Reporter, Support
from fixward.domain.service_requests.operations import Contact
from fixward.followups.notifications.models import Delivery
from fixward.foundation import jobs

EMAIL, NAME, PHONE = "zenobia@example.net", "Zenobia Quux", "(727) 555-0147"
_TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public'
  AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea')
ORDER BY 1, 2
"""


@pytest.fixture
def zenobia(town):
    """Somebody who has done everything that a resident can do, and named herself wherever there is room."""
    person = Person.objects.create_user(EMAIL, "a long password", name=NAME, phone=PHONE, language="es")
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    said = f"Call {NAME} at 727.555.0147 or write to {EMAIL.upper()}"
    contact = Contact(email=EMAIL, name=NAME, phone=PHONE)
    own = town.report(contact=contact, description=said, by=person)
    for service_request in (own, town.pothole):
        conversations.comment(service_request, text=said, by=person)
    requests.support(town.pothole, by=person)
    requests.follow(town.pothole, by=person)
    conversations.flag(town.pothole, reason="other", text=said, by=person)
    conversations.edit_description(own, text=f"{said}, please", reason="Shorter", by=town.abel)
    requests.close(own, resolution="fixed", text="Filled", by=town.ada)
    conversations.rate(own, stars=4, text=said, by=person)
    for event in Event.objects.all():
        Delivery.objects.create(event=event, channel="email", address=EMAIL, person=person, message_id=f"<{event.pk}>")
    jobs.defer("residents.confirm_follow", number=own.number, address=EMAIL, language="es")
    return person


def test_after_closing_no_column_of_the_database_holds_the_address_name_or_number(zenobia):
    assert {"people_person.email", "service_requests_reporter.name", "conversations_message.text"} <= _holding()

    operations.close_account(zenobia, by=zenobia)

    assert _holding() == set()


def test_what_was_done_stays_without_who_did_it(town, zenobia):
    own = Reporter.objects.get(person=zenobia).service_request
    events = Event.objects.count()

    operations.close_account(zenobia, by=zenobia)

    assert Event.objects.count() == events
    assert not Reporter.objects.filter(person=zenobia).exists()
    assert Message.objects.filter(service_request=own).count() == 1
    assert not Follow.objects.filter(person=zenobia).exists()
    assert not Support.objects.filter(person=zenobia).exists()
    said = [entry.by for entry in story(town.pothole, None) if entry.kind == "commented"]
    assert said == ["A resident who left"]


def test_every_table_that_points_at_a_person_points_at_nobody_or_at_an_empty_row(zenobia):
    operations.close_account(zenobia, by=zenobia)

    zenobia.refresh_from_db()
    assert (zenobia.name, zenobia.phone, zenobia.is_active) == ("", "", False)
    left = {
        relation.related_model._meta.label
        for relation in Person._meta.related_objects
        if relation.related_model._default_manager.filter(**{relation.field.name: zenobia}).exists()
    }
    # What says that something was done; nothing that a person is reached or named by.
    assert left <= {"service_requests.Event", "conversations.Message", "conversations.Flag"}


def test_who_works_for_an_organization_or_runs_the_platform_cannot_leave_yet(town):
    with pytest.raises(operations.Refused, match="You work for City of Alder"):
        operations.close_account(town.ada.person, by=town.ada.person)
    town.fred.is_operator = True
    town.fred.save()
    with pytest.raises(operations.Refused, match="You run this platform"):
        operations.close_account(town.fred, by=town.fred)


def test_nobody_closes_or_changes_anothers_account(town):
    with pytest.raises(operations.Refused):
        operations.close_account(town.rosa, by=town.fred)
    with pytest.raises(operations.Refused):
        operations.set_preferences(town.rosa, language="es", hears=[], by=town.fred)
    town.rosa.refresh_from_db()
    assert (town.rosa.email, town.rosa.language) == ("rosa@example.net", "en")


def test_an_account_is_closed_once_and_the_address_can_come_back_as_somebody_new(zenobia):
    operations.close_account(zenobia, by=zenobia)
    with pytest.raises(operations.Refused):
        operations.close_account(zenobia, by=zenobia)
    assert Person.objects.for_email(EMAIL).pk != zenobia.pk


def test_the_data_tell_everything_of_one_person_and_nothing_of_another(town, zenobia):
    town.report(description="Fred's own report", contact=Contact(email=town.fred.email, name="Fred"))

    told = json.dumps(personal.everything(zenobia), default=str)

    assert all(word in told for word in (EMAIL, NAME, PHONE, "please", '"stars": 4'))
    assert "fred@example.net" not in told
    assert "Fred" not in told


def _holding() -> set[str]:
    """The columns of the whole database that hold one of the three, however it is written."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~* %s',  # noqa: S608 names from the catalogue
                [r"zenobia|quux|727\D{0,3}555\D{0,3}0147"],
            )
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found
