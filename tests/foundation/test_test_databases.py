"""The fixtures that other tests stand on."""

import threading

import pytest
from django.db import DatabaseError, connection

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Event
from tests import town


@pytest.mark.django_db
def test_the_extensions_are_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {"unaccent", "pg_trgm", "btree_gist"} <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_letters_beyond_ascii_are_compared_without_regard_to_case_and_accent():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(unaccent('ÑANDÚ')), 'ÑANDÚ' ILIKE 'ñandú', to_tsvector('simple', 'Árbol')::text")
        assert cursor.fetchone() == ("nandu", True, "'árbol':1")


def test_what_a_test_commits_is_seen_by_other_connections(committed):
    seen = []

    def look():
        seen.append(Event.objects.count())
        connection.close()

    town.build().report()
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


def test_what_a_test_commits_is_gone_for_the_next(committed):
    assert not Event.objects.exists()
    assert not Organization.objects.exists()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="Events are only added"):
        cursor.execute("TRUNCATE service_requests_event CASCADE")


@pytest.mark.django_db
def test_what_a_test_commits_is_nothing_to_those_that_do_not():
    assert not Organization.objects.exists()
