"""The class that Django looks for under this name."""

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor, RawCursor


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked once a request whether it lives, without a query, and that can prepare statements."""

    def get_connection_params(self) -> dict[str, Any]:
        # psycopg's own default; Django switches preparing off, for the sake of poolers that could not do it.
        return {**super().get_connection_params(), "prepare_threshold": 5}

    def prepared_cursor(self, kind: type[Cursor[Any]] = RawCursor) -> CursorWrapper:
        """A cursor for a large statement that comes again and again: the server parses and plans it once.

        Its placeholders are PostgreSQL's own, $1 and so on: then nobody has to look for them. With `Cursor` they are
        those of a queryset.
        Django's own writes the values into the text of the statement, which is then another one each time.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        cursor: Any = kind(self.connection)  # what is wrapped; the stubs ask for the wrapper
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)

    def is_usable(self) -> bool:
        """Whether the server still holds the other end."""
        # Measured: `SELECT 1` before each request costs 120 µs. A server that went away has closed
        # the socket, which shows as something to read; only then is the question worth a query.
        if self.connection is None:
            return False
        if not self.errors_occurred and not _has_something_to_read(self.connection.fileno()):
            return True
        return bool(super().is_usable())


def _has_something_to_read(descriptor: int) -> bool:
    looking = select.poll()  # unlike select(), also for descriptors above 1023
    looking.register(descriptor, select.POLLIN)
    return bool(looking.poll(0))
