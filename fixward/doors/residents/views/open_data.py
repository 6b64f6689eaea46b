"""Open data: what there is and what its columns mean, for people and for programs, and the files themselves."""

from __future__ import annotations

from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from fixward.domain.governments.models import Organization
from fixward.domain.open_data import columns
from fixward.domain.open_data.beside import TABLES
from fixward.domain.open_data.making import newest
from fixward.domain.open_data.models import REQUESTS, TYPES, Edition, Made

# The address stays and the file changes every night.
_FOR_ALL = "public, max-age=600"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    _must_be_offered()
    edition = newest()
    name, _bar, address = settings.OPEN_DATA_LICENSE.partition("|")
    context = {
        "edition": edition,
        "files": [(one, _address(one)) for one in edition.made()] if edition else [],
        "organizations": _organizations(edition) if edition else [],
        "columns": columns.ALL,
        "beside": [(TABLES[one.table], one, _address(one)) for one in edition.beside()] if edition else [],
        "license": name.strip(),
        "license_address": address.strip(),
    }
    return render(request, "residents/open_data.html", context)


@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """The same for programs: https://datapackage.org/standard/data-package."""
    _must_be_offered()
    edition = newest()
    name, _bar, address = settings.OPEN_DATA_LICENSE.partition("|")
    described: dict[str, Any] = {
        "name": "service-requests",
        "title": settings.UMBRELLA_NAME,
        "homepage": settings.BASE_URL + reverse("residents:open_data"),
        "resources": [_resource(one) for one in (*edition.made(), *edition.beside())] if edition else [],
    }
    if edition:
        described["created"] = edition.made_at.isoformat(timespec="seconds")
    if name.strip():
        described["licenses"] = [{"title": name.strip()} | ({"path": address.strip()} if address.strip() else {})]
    return JsonResponse(described, headers={"Cache-Control": _FOR_ALL, "Access-Control-Allow-Origin": "*"})


@require_safe
def file(request: HttpRequest, form: str, code: str = "") -> HttpResponseBase:
    """One file of the newest edition; 304 for who has it already."""
    edition = newest()
    made = next((one for one in edition.made(code) if one.form == form), None) if edition else None
    return _given(request, edition, made, f"{code}-requests.{form}" if code else f"requests.{form}")


@require_safe
def table(request: HttpRequest, table: str) -> HttpResponseBase:
    """What is given out beside the requests."""
    edition = newest()
    made = next((one for one in edition.beside() if one.table == table), None) if edition else None
    return _given(request, edition, made, f"{table}.parquet")


def _given(request: HttpRequest, edition: Edition | None, made: Made | None, name: str) -> HttpResponseBase:
    if edition is None or made is None:
        raise Http404
    tag = f'"{made.sha256}"'
    changed = int(edition.made_at.timestamp())
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(edition.made_at.replace(microsecond=0), usegmt=True),
        "Cache-Control": _FOR_ALL,
        "Access-Control-Allow-Origin": "*",
    }
    if (known := get_conditional_response(request, tag, changed)) is not None:
        for header, value in headers.items():
            known[header] = value
        return known
    content = default_storage.open(made.name, "rb")
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[made.form], headers=headers)


def _must_be_offered() -> None:
    if not settings.OPEN_DATA:
        raise Http404


def _organizations(edition: Edition) -> list[tuple[str, list[tuple[Made, str]]]]:
    """By their names, each with its files and their addresses."""
    names = dict(Organization.objects.filter(code__in=edition.organizations()).values_list("code", "name"))
    ordered = sorted(names, key=lambda code: names[code].casefold())
    return [(names[code], [(one, _address(one)) for one in edition.made(code)]) for code in ordered]


def _address(made: Made) -> str:
    if made.table != REQUESTS:
        return reverse("residents:open_data_table", args=[made.table])
    if made.organization:
        return reverse("residents:open_data_file_of", args=[made.organization, made.form])
    return reverse("residents:open_data_file", args=[made.form])


def _resource(made: Made) -> dict[str, Any]:
    of = columns.ALL if made.table == REQUESTS else TABLES[made.table].columns
    fields = [{"name": column.name, "type": str(column.kind), "description": str(column.about)} for column in of]
    return {
        "name": f"{made.table}-{made.form}",
        "path": settings.BASE_URL + _address(made),
        "format": made.form,
        "mediatype": TYPES[made.form].partition(";")[0],
        "bytes": made.size,
        "hash": f"sha256:{made.sha256}",
        "schema": {"fields": fields, "missingValues": [""]} | _key(made),
    }


def _key(made: Made) -> dict[str, Any]:
    """A request stands once in its table, and as often in others as they say."""
    return {"primaryKey": ["service_request_id"]} if made.table == REQUESTS else {}
