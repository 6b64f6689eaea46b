"""How an organization looks: set by its administrators, checked so that it can be read and shows no harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Branding, Member, Organization, Role
from fixward.foundation import colours
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean

LONGEST_GREETING = 600
MOST_ORIGINS = 20


class BrandingRefused(Exception):
    """Carries a sentence for each field that is not right."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


def can_brand(member: Member, organization: Organization) -> bool:
    """Its own administrators."""
    return member.is_active and member.organization_id == organization.pk and member.role >= Role.ADMINISTRATOR


def set_branding(
    organization: Organization,
    *,
    by: Member,
    colour: str = "",
    greeting: Mapping[str, str] | None = None,
    frame_origins: Iterable[str] = (),
    logo: Picture | None = None,
) -> Branding:
    """Raises BrandingRefused, and then nothing is stored. Without a logo the one it has stays."""
    if not can_brand(by, organization):
        raise BrandingRefused({"": _("Only an administrator of the organization can change how it looks.")})
    wrong: dict[str, str] = {}
    greetings = {language: clean(text) for language, text in (greeting or {}).items()}
    if any(len(text) > LONGEST_GREETING for text in greetings.values()):
        wrong["greeting"] = _("Please keep the greeting under %(longest)d characters.") % {"longest": LONGEST_GREETING}
    origins, wrong_origins = _origins(frame_origins)
    known_colour, wrong_colour = _colour(colour)
    if wrong := wrong | wrong_origins | wrong_colour:
        raise BrandingRefused(wrong)
    with transaction.atomic():
        branding, _new = Branding.objects.select_for_update().get_or_create(organization=organization)
        branding.colour, branding.greeting, branding.frame_origins = known_colour, greetings, origins
        if logo is not None:
            branding.logo.save(f"{organization.code}.jpg", ContentFile(logo.thumbnail), save=False)
        branding.save()
    return branding


def _colour(text: str) -> tuple[str, dict[str, str]]:
    if not text.strip():
        return "", {}
    try:
        return colours.read(text), {}
    except ValueError:
        return "", {"colour": _("Write the colour like #0c4a47: six figures or letters from a to f.")}


def _origins(given: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    origins = list(dict.fromkeys(clean(text).rstrip("/").lower() for text in given if text.strip()))
    wrong = next((origin for origin in origins if not _is_origin(origin)), None)
    if wrong is not None:
        sentence = _("“%(origin)s” is no web site's address. It looks like https://www.example.org.")
        return [], {"frame_origins": sentence % {"origin": wrong[:80]}}
    if len(origins) > MOST_ORIGINS:
        return [], {"frame_origins": _("Please name at most %(most)d web sites.") % {"most": MOST_ORIGINS}}
    return origins, {}


def _is_origin(text: str) -> bool:
    """A scheme and a host, perhaps a port: a source as a Content-Security-Policy takes it, and nothing around it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = host.replace("-", "").replace(".", "").isalnum() and host.isascii() and "." in host.strip(".")
    whole = f"https://{host}" + (f":{port}" if port else "")
    return named and text == whole
