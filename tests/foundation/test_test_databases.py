"""The fixtures that other tests stand on."""

import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


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
    ContentType.objects.create(app_label="seen", model="seen")
    seen = []

    def look():
        seen.append(ContentType.objects.filter(app_label="seen").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.django_db
def test_what_a_test_commits_is_gone_for_the_next():
    assert not ContentType.objects.filter(app_label="seen").exists()
