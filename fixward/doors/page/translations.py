"""Finds what people read, keeps the translations beside it, and tells what is missing; GNU gettext is not needed.

`python -m fixward.doors.page.translations extract | compile | check`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_with
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
LANGUAGES = ("es",)  # the sentences in the code are the English ones
# Nothing that differs from one day to the next: a file without news stays as it is.
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Fixward\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (*CONTEXT, 3)),
}


def found() -> Catalog:
    """Every message of the Python files and templates, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in sorted((*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html"), *ROOT.rglob("templates/**/*.txt"))):
        place = path.relative_to(ROOT.parent).as_posix()
        for messages, comments, context in _messages(path):
            catalog.add(messages, locations=[(place, 1)], auto_comments=comments, context=context)
    return catalog


def translated(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """What is not said in this language, said in doubt, or said with other placeholders; one line each."""
    known = translated(language)
    lines = []
    for message in found():
        if message.id:
            fault = _fault(known.get(_id(message), message.context), known)
            if fault:
                lines.append(f"{fault}: {_id(message)!r} ({message.locations[0][0]})")
    return lines


def update(language: str) -> None:
    """Brings the language's file up to date; what is no longer used is kept at its end for the next time."""
    catalog = translated(language)
    catalog.update(found(), no_fuzzy_matching=True)
    _path(language).parent.mkdir(parents=True, exist_ok=True)
    with _path(language).open("wb") as file:
        file.write(HEADER.format(language=language, plurals=catalog.plural_forms).encode())
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=True)


def write_compiled(language: str) -> None:
    with _path(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, translated(language))


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template is Python but for its indentation.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, messages, comments, context in extract_with(
        "python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"}
    ):
        yield messages, comments, context


def _fault(message: Message | None, catalog: Catalog) -> str:
    if message is None:
        return "missing"
    said = (message.string,) if isinstance(message.string, str) else message.string
    if not said or not all(said):
        return "missing"
    if message.fuzzy:
        return "in doubt"
    return "; ".join(str(error) for error in message.check(catalog))


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


@click.command()
@click.argument("what", type=click.Choice(["extract", "compile", "check"]))
def main(what: str) -> None:
    for language in LANGUAGES:
        if what == "extract":
            update(language)
        elif what == "compile":
            write_compiled(language)
        elif lines := missing(language):
            click.echo("\n".join(lines))
            sys.exit(f"{len(lines)} messages are not in order in {language}.")


if __name__ == "__main__":
    main()
