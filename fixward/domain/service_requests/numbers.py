"""Numbers that can be said over the phone: digits in groups, the last one a check digit (Damm) that finds slips."""

from __future__ import annotations

from django.db import connection
from stdnum import damm


def next_number() -> str:
    """A number never used before, such as 100-0079; numbers of rolled back requests are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_request_number')")
        return written(cursor.fetchone()[0])


def written(count: int) -> str:
    digits = f"{count}{damm.calc_check_digit(str(count))}"
    return f"{digits[:-4]}-{digits[-4:]}"


def read(text: str) -> str | None:
    """The number somebody typed or said, in whatever groups; None where its check digit is wrong."""
    digits = "".join(character for character in text if character.isdecimal() and character.isascii())
    return f"{digits[:-4]}-{digits[-4:]}" if len(digits) > 5 and damm.is_valid(digits) else None
