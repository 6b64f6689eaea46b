"""The language that somebody is spoken to in."""

from django.utils.translation import get_language


def language_in_use() -> str:
    """The language in use, by its two letters, as it is kept with what is made in it."""
    return (get_language() or "en")[:2]
