"""How an organization looks: set by its administrators, checked so that it can be read and shows no harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused, State, Subject, save, subject
from fixward.domain.governments.models import Branding, Member, Organization
from fixward.foundation import colours
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean

LONGEST_GREETING = 600
MOST_ORIGINS = 20


class BrandingRefused(Refused):
    """Carries a sentence for each field that is not right."""

    def __init__(self, sentences: dict[str, str]) -> None:
        said = dict(sentences)
        super().__init__(said.pop("", ""), **said)


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
    if not policy.can_set_up(by, organization):
        raise BrandingRefused({"": _("Only an administrator of the organization can change how it looks.")})
    values: dict[str, Any] = {"colour": colour, "greeting": greeting or {}, "frame_origins": list(frame_origins)}
    branding = branding_of(organization)
    if logo is not None:
        checked(colour, values["greeting"], values["frame_origins"])  # no picture is stored in vain
        values["logo"] = _keep_logo(branding, logo)
    return save(BRANDING, branding, by=by, **values)


def branding_of(organization: Organization) -> Branding:
    """What it has, or one to be filled."""
    return Branding.objects.filter(organization=organization).first() or Branding(organization=organization)


class _Branding(Subject[Branding]):
    code = "branding"
    model = Branding
    word = gettext_lazy("Look")
    fields = {
        "colour": gettext_lazy("Color"),
        "greeting": gettext_lazy("Greeting"),
        "frame_origins": gettext_lazy("Web sites that may frame it"),
        "logo": gettext_lazy("Logo"),
    }

    def read(self, thing: Branding) -> State:
        return {
            "colour": thing.colour,
            "greeting": dict(thing.greeting),
            "frame_origins": list(thing.frame_origins),
            "logo": thing.logo.name or "",
        }

    def fill(self, thing: Branding, state: State) -> None:
        """`store` gives it to the operation that checks it."""
        thing.logo.name = state["logo"]

    def store(self, thing: Branding, state: State) -> None:
        colour, greeting, origins = checked(state["colour"], state["greeting"], state["frame_origins"])
        thing.colour, thing.greeting, thing.frame_origins = colour, greeting, origins
        thing.full_clean()
        thing.save()

    def check_removal(self, thing: Branding) -> None:
        """It may go: the page then looks as everywhere."""


BRANDING = subject(_Branding())


def checked(
    colour: str, greeting: Mapping[str, str], frame_origins: Iterable[str]
) -> tuple[str, dict[str, str], list[str]]:
    """The three as they may be stored; raises BrandingRefused."""
    wrong: dict[str, str] = {}
    greetings = {language: clean(text) for language, text in greeting.items()}
    if any(len(text) > LONGEST_GREETING for text in greetings.values()):
        wrong["greeting"] = _("Please keep the greeting under %(longest)d characters.") % {"longest": LONGEST_GREETING}
    origins, wrong_origins = _origins(frame_origins)
    known_colour, wrong_colour = _colour(colour)
    if wrong := wrong | wrong_origins | wrong_colour:
        raise BrandingRefused(wrong)
    return known_colour, greetings, origins


def _keep_logo(branding: Branding, logo: Picture) -> str:
    """Store the picture and give its name. The one before stays, so that a change can be taken back."""
    field = branding.logo.field
    name = field.generate_filename(branding, f"{branding.organization.code}.jpg")
    return str(field.storage.save(name, ContentFile(logo.thumbnail)))


def _colour(text: str) -> tuple[str, dict[str, str]]:
    if not text.strip():
        return "", {}
    try:
        return colours.read(text), {}
    except ValueError:
        return "", {"colour": _("Write the color like #0c4a47: six figures or letters from a to f.")}


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
