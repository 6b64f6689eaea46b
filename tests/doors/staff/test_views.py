"""The pages on which members keep their views of the inbox."""

import re
from urllib.parse import parse_qsl

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from fixward.domain.desks import operations
from fixward.domain.desks.models import SavedView, Sharing
from fixward.domain.desks.operations import keep_view, open_with, share_view
from tests.town import Town

ASKED = {"desk": "alder", "department": "all", "view": "all", "sort": "newest", "service": "light"}


def kept(town: Town, name: str = "Lights", **asked: str) -> SavedView:
    return keep_view(name, asked=ASKED | asked, words={"service": "Street light out"}, by=town.ada)


def told(answer, view: SavedView) -> str:
    found = re.search(rf'id="saved-{view.pk}".*?class="count">([^<]*)<', answer.content.decode())
    assert found
    return found[1]


def test_a_view_is_saved_from_the_inbox_shared_and_opened_with(ada, vera, town: Town):
    town.report()
    light = town.report(service=town.light_service)
    page = ada.get("/staff/views/new", **ASKED).content.decode()
    assert "Street light out" in page
    sent = {"query": urlencode(ASKED), "name": "Lights", "sharing": "organization", "opens": "on"}
    answer = ada.client.post("/staff/views/new", sent, follow=True)
    view = SavedView.objects.get()
    assert (view.asked, view.sharing) == (ASKED, Sharing.ORGANIZATION)
    assert light.number in answer.content.decode()
    assert told(answer, view) == "1"
    assert dict(parse_qsl(ada.get("/staff/").url.partition("?")[2])) == ASKED | {"saved": str(view.pk)}
    assert told(vera.get("/staff/"), view) == "1"


def test_what_is_refused_is_said_at_the_form_and_keeps_nothing(ada, town: Town):
    kept(town)
    for name, sentence in (("", "required"), ("Lights", "of this name already"), ("x" * 61, "60")):
        answer = ada.client.post("/staff/views/new", {"query": "view=new", "name": name, "sharing": "nobody"})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_what_was_added_to_a_view_is_saved_into_it(ada, town: Town):
    view = kept(town)
    page = ada.get("/staff/", **ASKED, saved=view.pk).content.decode()
    assert "Save the change" not in page
    page = ada.get("/staff/", **ASKED, state="open", saved=view.pk).content.decode()
    assert "You ask for something else than “Lights” keeps." in page
    ada.client.post(f"/staff/views/{view.pk}/renew", {"query": urlencode(ASKED | {"state": "open"})})
    view.refresh_from_db()
    assert view.asked == ASKED | {"state": "open"}


def test_a_view_is_renamed_unshared_and_deleted(ada, town: Town):
    view = share_view(kept(town), sharing=Sharing.ORGANIZATION, by=town.ada)
    ada.client.post(f"/staff/views/{view.pk}", {"name": "Lamps", "sharing": "nobody"})
    view.refresh_from_db()
    assert (view.name, view.sharing) == ("Lamps", Sharing.NOBODY)
    assert "Lamps" in ada.get("/staff/views").content.decode()
    ada.client.post(f"/staff/views/{view.pk}/remove")
    assert not SavedView.objects.exists()


def test_a_rename_that_cannot_be_shared_changes_nothing(ada, town: Town, monkeypatch):
    monkeypatch.setattr(operations, "MOST_SHARED", 0)
    view = kept(town)
    answer = ada.client.post(f"/staff/views/{view.pk}", {"name": "Lamps", "sharing": "organization"})
    assert answer.status_code == 422
    view.refresh_from_db()
    assert view.name == "Lights"


def test_a_shared_view_of_another_is_looked_at_and_not_changed(abel, town: Town):
    view = share_view(kept(town), sharing=Sharing.ORGANIZATION, by=town.ada)
    page = abel.get("/staff/", **view.asked, saved=view.pk, state="open").content.decode()
    assert "Name and sharing" not in page
    assert "Save the change" not in page
    assert abel.get(f"/staff/views/{view.pk}").status_code == 404
    assert "by Ada" in abel.get("/staff/views").content.decode()


def test_what_a_view_names_and_is_gone_is_said(ada, town: Town):
    gone = town.alder.departments.create(code="gone", name="Trees and parks")
    words = {"service": "Street light out", "department": "Trees and parks"}
    view = keep_view("Old", asked=ASKED | {"department": str(gone.pk)}, words=words, by=town.ada)
    assert "not there any more" not in ada.get("/staff/", **view.asked, saved=view.pk).content.decode()
    gone.delete()
    town.light_service.is_active = False
    town.light_service.save()
    page = ada.get("/staff/", **view.asked, saved=view.pk).content.decode()
    assert "names what is not there any more" in page
    assert "Department: Trees and parks" in page


def test_a_view_that_is_no_longer_shared_is_not_opened_with(vera, town: Town):
    view = share_view(kept(town), sharing=Sharing.ORGANIZATION, by=town.ada)
    open_with(view, by=town.vera)
    assert vera.get("/staff/").status_code == 302
    share_view(view, sharing=Sharing.NOBODY, by=town.ada)
    assert vera.get("/staff/").status_code == 200
    assert vera.client.post("/staff/views", {"opens": view.pk}).status_code == 404


def test_ten_more_views_cost_no_query_more(ada, town: Town, django_assert_num_queries):
    town.report()
    kept(town, "0")
    with CaptureQueriesContext(connection) as few:
        ada.get("/staff/", view="new")
    for number in range(1, 11):
        kept(town, str(number), q="hole", supporters="1", department=str(town.alder_streets.pk))
    with django_assert_num_queries(len(few)):
        assert ada.get("/staff/", view="new").status_code == 200
