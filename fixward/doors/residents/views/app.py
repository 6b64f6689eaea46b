"""Fixward as an app on a phone: what makes it installable, its service worker, and a page without a network."""

from __future__ import annotations

import hashlib
import io
import json
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fixward.domain.governments.models import Organization

# What a page needs that is drawn without a network; the map is left out, since it is heavy and of no use then.
_ASSETS = ("fixward/built/site.css", "fixward/built/site.js", "fixward/built/icons.svg", "fixward/mark.svg")
_WORKER = "fixward/built/worker.js"
ICON_SIZES = (180, 192, 512)
_BRAND, _PIN, _HOLE = "#0c4a47", "#ffc145", "#0c4a47"


@require_safe
@cache_control(max_age=86_400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """https://www.w3.org/TR/appmanifest/"""
    icons = [
        {
            "src": reverse("residents:icon", args=[size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": settings.UMBRELLA_NAME,
        "short_name": settings.UMBRELLA_NAME[:12],
        "description": _("Tell us what is wrong and where. We find out who fixes it."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7f5",
        "theme_color": _BRAND,
        "icons": icons,
        "shortcuts": [{"name": _("Report a problem"), "url": reverse("residents:report")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker for one language; another version of what it keeps makes it another file."""
    path = finders.find(_WORKER)
    if not isinstance(path, str):
        raise Http404
    language = _language(request)
    assets = [staticfiles_storage.url(name) for name in _ASSETS]
    with open(path, encoding="utf-8") as file:
        script = file.read()
    page = _page(language).content
    stamp = hashlib.sha256(page + script.encode() + repr(assets).encode()).hexdigest()[:16]
    facts = {
        "cache": f"fixward-{stamp}",
        "offline": f"{reverse('residents:offline')}?language={language}",
        "assets": assets,
    }
    return HttpResponse(f"const FIXWARD={json.dumps(facts)};\n{script}", content_type="text/javascript")


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Nobody's page, in the language asked for: it may lie on a phone that several people use."""
    return _page(_language(request))


@require_safe
@cache_control(max_age=7 * 86_400, public=True)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """A pin on the colour of the platform; what matters lies in the middle, where no mask cuts it off."""
    if size not in ICON_SIZES:
        raise Http404
    return HttpResponse(_icon(size), content_type="image/png")


@lru_cache(maxsize=len(ICON_SIZES))
def _icon(size: int) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  (with its memory)

    scale = 4
    drawing = Image.new("RGB", (size * scale, size * scale), _BRAND)
    draw, unit = ImageDraw.Draw(drawing), size * scale / 100
    draw.ellipse([part * unit for part in (31, 22, 69, 60)], fill=_PIN)
    draw.polygon([part * unit for part in (33, 49, 67, 49, 50, 80)], fill=_PIN)
    draw.ellipse([part * unit for part in (42, 33, 58, 49)], fill=_HOLE)
    out = io.BytesIO()
    drawing.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _page(language: str) -> HttpResponse:
    """Drawn without the request, so that nothing of who asks gets into it."""
    context = {"steward": Organization.objects.filter(is_steward=True).first(), "umbrella_name": settings.UMBRELLA_NAME}
    with translation.override(language):
        return HttpResponse(render_to_string("residents/offline.html", context))


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"
