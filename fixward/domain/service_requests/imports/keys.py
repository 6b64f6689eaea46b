"""Reading the tables of a TOML file key by key: each wrong key becomes a sentence that says what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.validators import slug_re
from django.utils.translation import gettext as _


class Keys:
    """One table of the file. What is wrong is added to `problems`, and a harmless value is given instead."""

    def __init__(self, values: Any, problems: list[str], *, table: str = "") -> None:
        self._table, self._problems, self._asked = table, problems, set[str]()
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            problems.append(_("“%(key)s” must be a table.") % {"key": table})

    def text(self, key: str, *, default: str | None = None, longest: int = 200) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._get(key, default)
        if value is None:
            self._wrong(key, _("a text"), None)
        elif not isinstance(value, str) or (default is None and not value.strip()):
            self._wrong(key, _("a text"), value)
        elif len(value) > longest:
            self._wrong(key, _("a text of at most %(longest)d characters") % {"longest": longest}, value)
        else:
            return value.strip()
        return ""

    def code(self, key: str, *, default: str | None = None) -> str:
        """A code as services, organizations and departments have it."""
        found = self.text(key, default=default, longest=50)
        if found and not slug_re.fullmatch(found):
            self._wrong(key, _("a code of letters, digits, hyphens and underscores"), found)
        return found

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value = self._get(key, [])
        if isinstance(value, list) and all(isinstance(text, str) for text in value) and (value or not required):
            return tuple(value)
        self._wrong(key, _('a list of texts, such as ["a", "b"]'), value if key in self._values else None)
        return ()

    def flag(self, key: str) -> bool:
        value = self._get(key, False)
        if not isinstance(value, bool):
            self._wrong(key, _("true or false"), value)
        return value is True

    def one_of(self, key: str, choices: list[str], *, default: str) -> str:
        value = self._get(key, default)
        if value in choices:
            return str(value)
        self._wrong(key, _("one of: %(choices)s") % {"choices": ", ".join(filter(None, choices))}, value)
        return default

    def table(self, key: str, *, required: bool = False) -> Keys:
        """A table inside this one; empty where it is left out and may be."""
        if required and key not in self._values:
            self._problems.append(_("The table [%(key)s] is missing.") % {"key": self._name(key)})
        return Keys(self._get(key, {}), self._problems, table=self._name(key))

    def words(self) -> list[str]:
        """The keys of a table that the writer of the file chose."""
        return list(self._values)

    def finish(self) -> None:
        """Says which keys nobody asked for: a slip of the pen must not pass for a default."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self._problems.append(
                    _("“%(key)s” is not a key of a mapping; known there: %(known)s.")
                    % {"key": self._name(key), "known": known}
                )

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self._values.get(key, default)

    def _name(self, key: str) -> str:
        return f"{self._table}.{key}" if self._table else key

    def _wrong(self, key: str, expected: str, found: Any) -> None:
        said = {"key": self._name(key), "expected": expected, "found": found}
        if found is None:
            self._problems.append(_("“%(key)s” is missing: %(expected)s was expected.") % said)
        else:
            self._problems.append(_("“%(key)s” must be %(expected)s, and is %(found)r.") % said)
