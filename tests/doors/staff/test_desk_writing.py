"""Files and mentions at the desk, and who is given a file."""

import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fixward.domain.conversations.models import Attachment, Note
from fixward.domain.conversations.operations import note, reply
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation.files import documents
from tests.town import Town

PDF = b"%PDF-1.7\n%plan"


def upload(name: str = "plan.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def paper() -> documents.Document:
    return documents.read(io.BytesIO(PDF), name="plan.pdf")


def test_a_note_with_files_and_a_mention_is_written_and_shown(ada, town: Town):
    shot = io.BytesIO()
    Image.new("RGB", (9, 9), "grey").save(shot, "PNG")
    sent = {"key": uuid.uuid4(), "text": "@Abel, see both", "documents": [upload(), upload("a.png", shot.getvalue())]}
    assert ada.send(town.pothole, "note", **sent).status_code == 302
    assert [row.name for row in Attachment.objects.all()] == ["plan.pdf", "a.jpg"]
    page = ada.desk(town.pothole).content.decode()
    assert f"/files/{Attachment.objects.first().pk}" in page
    assert "@Streets" not in page
    assert 'data-name="Abel"' in page


def test_what_cannot_be_taken_is_said_at_the_field_and_the_words_stay(ada, town: Town):
    sent = {"key": uuid.uuid4(), "text": "Important words", "documents": [upload("x.exe", b"MZ\x00")]}
    answer = ada.send(town.pothole, "note", **sent)
    assert answer.status_code == 422
    assert "of a kind that is not taken" in answer.content.decode()
    assert "Important words" in answer.content.decode()
    answer = ada.send(town.pothole, "note", key=uuid.uuid4(), text="@Nobody there")
    assert "is called “@Nobody”" in answer.content.decode()
    assert not Note.objects.exists()


def test_a_file_is_to_be_kept_and_never_shown(town: Town, client: Client):
    reply(town.pothole, text="The plan", documents=[paper()], by=town.ada)
    file = Attachment.objects.get()
    assert f"/files/{file.pk}" in client.get(f"/requests/{town.pothole.number}").content.decode()
    answer = client.get(f"/files/{file.pk}")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "no-store" in answer["Cache-Control"]


def test_the_file_of_a_private_requests_answer_is_for_who_sees_that(ada, carla, town: Town, client: Client):
    reply(town.pothole, text="The plan", documents=[paper()], by=town.ada)
    ServiceRequest.objects.update(is_private=True)
    path = f"/files/{Attachment.objects.get().pk}"
    rosa = Client()
    rosa.force_login(town.rosa)
    assert [one.get(path).status_code for one in (client, carla, ada, rosa)] == [404, 404, 200, 200]


def test_a_notes_file_is_for_the_desk(ada, vera, carla, town: Town, client: Client):
    note(town.pothole, text="Inside", documents=[paper()], by=town.ada)
    path = f"/files/{Attachment.objects.get().pk}"
    assert [one.get(path).status_code for one in (client, carla, vera, ada)] == [404, 404, 200, 200]
    assert client.get("/files/999999").status_code == 404


def test_what_mentions_me_is_a_view_of_the_inbox(abel, ada, town: Town):
    note(town.pothole, text="@Abel", by=town.ada)
    assert town.pothole.number in abel.get("/staff/", view="mentioned").content.decode()
    assert town.pothole.number not in ada.get("/staff/", view="mentioned").content.decode()
