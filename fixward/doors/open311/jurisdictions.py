"""Whose endpoint it is: the umbrella's, where all governments are, or one organization's own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.querysets import involving, working
from fixward.doors.open311.errors import not_found


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """All governments of the umbrella, or one of them."""

    organization: Organization | None

    @property
    def id(self) -> str:
        return domain_of(self.organization) if self.organization else _host(settings.BASE_URL)

    @property
    def requests(self) -> Q:
        """What belongs to it: what it holds, and what another works on for it."""
        return working(self.organization.pk) if self.organization else Q()

    @property
    def ever(self) -> Q:
        """What it holds or held once: an old id never dies."""
        return involving(self.organization.pk) if self.organization else Q()


def asked(request: HttpRequest, code: str | None) -> Jurisdiction:
    """By the address, else by `jurisdiction_id`; without either the whole umbrella. Raises Wrong for an unknown one."""
    if code is not None:
        return Jurisdiction(_by_code(code))
    wanted = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or ""
    if not wanted or wanted == _host(settings.BASE_URL):
        return Jurisdiction(None)
    for organization in Organization.objects.all():
        if wanted in (domain_of(organization), organization.code):
            return Jurisdiction(organization)
    raise not_found(_("There is no jurisdiction_id “%(wanted)s” here.") % {"wanted": wanted[:100]})


def endpoint(code: str | None) -> str:
    """The whole address of a government's endpoint, or of the umbrella's: a client adds /services.xml and the like."""
    named = {"suffix": "xml"} | ({"organization": code} if code else {})
    path = reverse("open311:services_of" if code else "open311:services", kwargs=named)
    return str(settings.BASE_URL) + path.removesuffix("/services.xml")


def domain_of(organization: Organization) -> str:
    """The root domain of its web site, without www; where it has none, its short name before ours."""
    host = urlsplit(organization.website).hostname or ""
    return host.removeprefix("www.") or f"{organization.code}.{_host(settings.BASE_URL)}"


def _by_code(code: str) -> Organization:
    organization = Organization.objects.filter(code=code).first()
    if organization is None:
        raise not_found(_("There is no government “%(code)s” here.") % {"code": code})
    return organization


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
