"""What `fixward check` finds, where it must be seen on a real server."""

import secrets
import subprocess

import psycopg
import pytest
from psycopg import sql

from fixward.foundation import checks
from tests.clones import url
from tests.servers import environment, fixward


@pytest.mark.django_db
def test_a_database_that_knows_its_letters_is_good():
    assert checks._letters().good


def test_a_database_under_the_locale_c_is_told_what_to_do(cloned, tmp_path):
    name = sql.Identifier(f"test_{secrets.token_hex(6)}")
    with psycopg.connect(url("postgres"), autocommit=True) as maintenance:
        plain = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
        maintenance.execute(sql.SQL(plain).format(name))
        try:
            there = environment(tmp_path, DATABASE_URL=url(name.as_string(maintenance).strip('"')))
            said = subprocess.run(fixward("check"), env=there, capture_output=True, text=True, timeout=60)
        finally:
            maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    assert said.returncode == 1
    assert "make it with a UTF-8 locale" in said.stdout
