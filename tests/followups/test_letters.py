"""Each kind of event: who hears of it, in which language, and what they read."""

from __future__ import annotations

from django.utils import translation

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person, Topic
from fixward.domain.people.operations import set_preferences
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Resolution, ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.domain.service_requests.operations.waiting import remind
from fixward.domain.service_requests.operations.work import close_unanswered
from fixward.foundation import clock
from tests.followups.letters import FRED, ROSA, STREETS, WORKS, fresh, html
from tests.programs import program


def test_a_repetition_that_is_none_is_told_to_its_own_followers_and_to_nobody_else(town, told, followed):
    other = town.report(contact=Contact(email="gina@example.net"))
    closed = operations.mark_duplicate(other, of=followed, by=town.ada)
    operations.separate(closed, reason="Two holes", by=town.ada)
    mails = told(other)
    assert list(mails) == ["gina@example.net"]
    assert mails["gina@example.net"].subject == f"Request {other.number}, Pothole: goes on by itself"
    assert "It does not, so it goes on by itself with City of Alder (Streets)." in mails["gina@example.net"].body
    assert "Two holes" in mails["gina@example.net"].body
    assert told(followed, "separated") == {}


def test_who_never_heard_of_a_program_reads_that_it_sent_the_report(town, told):
    made = town.report(by=program(town.alder, name="City app").member)
    mail = told(made)[ROSA].body
    assert "Sent by: Program “City app”, City of Alder\n" in mail
    assert "your address was given with the report" in mail
    assert "Sent by" not in told(town.pothole)[ROSA].body


def test_a_report_is_confirmed_to_its_reporter_and_comes_to_the_department(town, told):
    mails = told(town.pothole)
    assert list(mails) == [ROSA, STREETS]
    number = town.pothole.number
    assert mails[ROSA].subject == f"Request {number}, Pothole: received"
    assert "It is now with City of Alder (Streets)." in mails[ROSA].body
    assert "The pin is in Alder, which belongs to City of Alder." in mails[ROSA].body
    assert "Where: Alder\n" in mails[ROSA].body
    assert f"http://127.0.0.1:8000/requests/{number}?key=" in mails[ROSA].body
    assert mails[STREETS].subject == f"Request {number}, Pothole: new"
    assert f"http://127.0.0.1:8000/staff/requests/{number}" in mails[STREETS].body


def test_nobody_can_have_us_send_their_words_to_an_address_that_they_only_typed(town, told):
    service_request = town.report(description="Buy my pills", address="pills.example.com")
    assert "pills" not in told(service_request)[ROSA].message().as_string()
    operations.acknowledge(service_request, by=town.ada)
    assert "pills.example.com" in told(service_request)[ROSA].body


def test_a_reporter_who_is_logged_in_reads_their_own_words(town, told):
    body = told(town.report(by=town.rosa, address="12 Cedar Street"))[ROSA].body
    assert "    A deep hole" in body
    assert "Where: 12 Cedar Street\n" in body


def test_a_desk_never_reads_who_reported_it(town, told):
    desk = told(town.report(contact=Contact(ROSA, "Rosa Real", "+1 727 555 0100")))[STREETS]
    for secret in (ROSA, "Rosa Real", "727 555 0100"):
        assert secret not in desk.message().as_string()


def test_a_follower_never_reads_who_reported_it(town, told, followed):
    operations.acknowledge(followed, by=town.ada)
    mails = told(followed)
    assert ROSA not in mails[FRED].message().as_string()
    assert "You get this mail as a follower." in mails[FRED].body
    assert "You get this mail because you reported it." in mails[ROSA].body


def test_an_anonymous_report_is_told_to_the_department_alone(town, told):
    assert list(told(town.report(contact=Contact()))) == [STREETS]


def test_an_acknowledgement_is_told_to_reporter_and_follower(town, told, followed):
    operations.acknowledge(followed, by=town.ada)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED]
    assert "City of Alder has taken note of this request and works on it." in mails[FRED].body


def test_a_transfer_is_told_with_its_reason_to_all_and_to_the_receiving_department(town, told, followed):
    operations.transfer(followed, to=town.county, reason="County Road 611 is the county's", by=town.ada)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED, WORKS]
    assert mails[ROSA].subject.endswith("now with Cedar County")
    assert "City of Alder has handed this request to Cedar County (Public Works)." in mails[ROSA].body
    assert "County Road 611 is the county's" in mails[ROSA].body
    assert mails[WORKS].subject.endswith("transferred by City of Alder")
    assert "County Road 611 is the county's" in mails[WORKS].body


def test_a_return_is_told_to_the_department_that_gets_it_back(town, told, followed):
    there = operations.transfer(followed, to=town.county, reason="Yours", by=town.ada)
    operations.return_to_sender(there, reason="It is a city street", by=town.carla)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED, STREETS]
    assert "Cedar County has given this request back to City of Alder (Streets)." in mails[FRED].body
    assert "returned this request" in mails[STREETS].body


def test_what_was_given_away_twice_is_told_to_the_steward_and_its_decision_to_the_new_holder(town, told, followed):
    there = operations.transfer(followed, to=town.birch, reason="Yours", by=town.ada)
    notified = told(there)
    assert list(notified) == [ROSA, FRED, "birch@example.org"]
    back = operations.transfer(
        operations.transfer(there, to=town.county, reason="Not ours", by=member_of(town.birch)),
        to=town.birch,
        reason="Not ours either",
        by=town.carla,
    )
    mails = told(back)
    assert list(mails) == [ROSA, FRED, "county@example.org"]
    assert mails["county@example.org"].subject.endswith("to be settled")
    assert "Cedar County now decides whose it is." in mails[ROSA].body
    operations.settle(back, to=town.alder, reason="It is a city street", by=town.cora)
    mails = told(back)
    assert list(mails) == [ROSA, FRED, STREETS]
    assert "It has been decided that this request belongs to City of Alder (Streets)." in mails[ROSA].body


def member_of(organization: Organization) -> Member:
    return Member.objects.create(person=Person.objects.create_user("bo@example.org"), organization=organization)


def test_an_assignment_is_told_to_another_department_only(town, told, followed):
    operations.assign(followed, department=town.alder_desk, by=town.ada)
    mails = told(followed)
    assert list(mails) == ["desk.alder@example.org"]
    assert "assigned to City of Alder (City desk)" in mails["desk.alder@example.org"].body


def test_an_assignment_to_a_member_of_the_same_department_is_told_to_nobody(town, told, followed):
    moved = operations.assign(followed, department=town.alder_desk, by=town.ada)
    operations.assign(moved, department=town.alder_desk, member=town.abel, by=town.ada)
    assert told(followed) == {}


def test_a_reply_is_told_with_its_text(town, told, followed):
    conversations.reply(followed, text="We come on Monday.\nSorry for the wait.", by=town.ada)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED]
    assert mails[ROSA].subject.endswith("an answer from City of Alder")
    assert "    We come on Monday.\n    Sorry for the wait." in mails[ROSA].body
    assert "<p>We come on Monday.<br>Sorry for the wait.</p>" in html(mails[ROSA])


def test_a_reply_that_was_hidden_meanwhile_is_told_to_nobody(town, told, followed):
    message = conversations.reply(followed, text="Oh", by=town.ada)
    conversations.hide_message(message, reason="The wrong request", by=town.abel)
    assert told(followed, "replied") == {}


def test_a_note_and_a_comment_are_told_to_nobody(town, told, followed):
    conversations.note(followed, text="Internal", by=town.ada, shared=True)
    assert told(followed) == {}
    conversations.comment(followed, text="Me too", by=town.fred)
    assert told(followed) == {}


def test_closing_is_told_with_the_resolution_and_the_reporter_hears_how_to_reopen(town, told, followed):
    operations.close(followed, resolution=Resolution.FIXED, text="Filled with asphalt", by=town.ada)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED]
    assert "it is fixed" in mails[ROSA].body
    assert "Filled with asphalt" in mails[FRED].body
    assert "open it again on its page within 30 days" in mails[ROSA].body
    assert "open it again" not in mails[FRED].body


def test_a_duplicate_is_told_once_with_the_number_where_it_goes_on(town, told, followed):
    original = town.report(contact=Contact())
    operations.mark_duplicate(followed, of=original, by=town.ada)
    assert told(followed, "duplicate") == {}
    assert told(original) == {}
    assert f"goes on as {original.number}" in told(followed, "closed")[ROSA].body


def test_a_withdrawal_is_told_to_the_followers_and_not_to_who_did_it(town, told, followed):
    operations.withdraw(followed, by=town.rosa)
    mails = told(followed)
    assert list(mails) == [FRED]
    assert "taken it back" in mails[FRED].body


def test_reopening_is_told_to_the_followers_and_the_department_and_confirmed_to_the_reporter(town, told, followed):
    closed = operations.close(followed, resolution=Resolution.FIXED, by=town.ada)
    operations.reopen(closed, reason="The hole is still there", by=town.rosa)
    mails = told(followed)
    assert list(mails) == [ROSA, FRED, STREETS]
    assert "The hole is still there" in mails[STREETS].body


def test_followers_read_what_residents_write_without_what_reaches_a_person(town, told):
    secret = "727-464-3000"
    hole = operations.follow(town.report(address=f"Main Street, {secret}"), by=town.fred)
    set_preferences(town.rosa, language="en", hears=[Topic.COMMENTS], by=town.rosa)
    closed = operations.close(hole, resolution=Resolution.FIXED, by=town.ada)
    operations.reopen(closed, reason=f"Call {secret}", by=town.rosa)
    to_follower = told(hole)[FRED].message().as_string()
    conversations.comment(hole, text=f"Call {secret}", by=town.fred)
    to_reporter = told(hole)[ROSA].message().as_string()
    for mail in (to_follower, to_reporter):
        assert "Call [phone number]" in mail
        assert secret not in mail


def test_nobody_is_told_what_they_did_themselves(town, told):
    town.ada.departments.add(town.alder_streets)
    service_request = town.report(by=town.ada)
    assert list(told(service_request)) == [ROSA]
    operations.follow(service_request, by=town.ada.person)
    operations.acknowledge(service_request, by=town.ada)
    assert list(told(service_request)) == [ROSA]


def test_who_follows_later_does_not_hear_of_what_was_before(town, told):
    operations.acknowledge(town.pothole, by=town.ada)
    operations.follow(town.pothole, by=town.fred)
    assert list(told(town.pothole, "acknowledged")) == [ROSA]


def test_a_reporter_who_has_stopped_following_hears_nothing_more(town, told):
    operations.unfollow(town.pothole, by=town.rosa)
    operations.acknowledge(town.pothole, by=town.ada)
    assert told(town.pothole) == {}


def test_what_is_hidden_is_told_to_the_reporter_alone(town, told, followed):
    operations.hide(followed, reason="A licence plate", by=town.abel)
    operations.acknowledge(followed, by=town.ada)
    assert list(told(followed)) == [ROSA]


def test_what_is_private_is_told_to_the_reporter_alone(town, told, followed):
    ServiceRequest.objects.filter(pk=followed.pk).update(is_private=True)
    conversations.reply(fresh(followed), text="Between us", by=town.ada)
    assert list(told(followed)) == [ROSA]


def test_every_reader_is_written_to_in_their_own_language(town, told):
    town.alder.language = "es"
    town.alder.save()
    Person.objects.filter(pk=town.fred.pk).update(language="es")
    with translation.override("es"):
        service_request = town.report(contact=Contact("nora@example.net"))
    mails = told(service_request)
    assert "Bache" in mails["nora@example.net"].subject
    assert "Bache" in mails[STREETS].subject
    assert mails[STREETS].extra_headers["Content-Language"] == "es"
    assert 'lang="es"' in html(mails["nora@example.net"])
    operations.follow(service_request, by=Person.objects.get(pk=town.fred.pk))
    operations.follow(service_request, by=town.rosa)
    operations.acknowledge(service_request, by=town.ada)
    mails = told(service_request)
    assert {address: message.extra_headers["Content-Language"] for address, message in mails.items()} == {
        "nora@example.net": "es",
        FRED: "es",
        ROSA: "en",
    }


def test_the_reporter_is_asked_whatever_they_chose_to_hear_and_told_how_to_answer(town, told, followed):
    set_preferences(town.rosa, language="en", hears=[Topic.PROGRESS], by=town.rosa)
    conversations.ask(followed, text="Which lane?", by=town.ada)
    mails = told(followed)
    assert set(mails) == {ROSA, FRED}
    assert mails[ROSA].subject.endswith("a question from City of Alder")
    assert "    Which lane?" in mails[ROSA].body
    assert "write your answer there, until" in mails[ROSA].body
    assert "write your answer there" not in mails[FRED].body


def test_only_the_reporter_is_reminded(town, told, followed):
    conversations.ask(followed, text="Which lane?", by=town.ada)
    remind(followed.waits.get())
    mails = told(followed)
    assert set(mails) == {ROSA}
    assert "waits for your answer" in mails[ROSA].body
    assert "    Which lane?" in mails[ROSA].body


def test_whoever_works_on_it_hears_of_the_answer(town, told):
    operations.assign(town.pothole, department=town.alder_streets, member=town.abel, by=town.ada)
    conversations.ask(town.pothole, text="Which lane?", by=town.ada)
    conversations.comment(town.pothole, text="The left one", by=town.rosa)
    mails = told(town.pothole)
    assert set(mails) == {town.abel.person.email}
    assert "The reporter has answered" in mails[town.abel.person.email].body


def test_what_was_not_answered_is_told_when_it_is_closed(town, told):
    conversations.ask(town.pothole, text="Which lane?", by=town.ada)
    wait = town.pothole.waits.get()
    with clock.at(wait.ends_at):
        close_unanswered(wait)
    mails = told(town.pothole)
    assert "no answer came" in mails[ROSA].body
    assert "you can open it again" in mails[ROSA].body
