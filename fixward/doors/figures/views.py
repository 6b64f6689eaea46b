"""The pages of figures: one address for all, public for everybody and whole for members."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Organization
from fixward.domain.places.models import Place
from fixward.doors.figures import back, by_mail, pages, scopes, sheets
from fixward.doors.figures.across import Across
from fixward.doors.figures.asked import FORMAT, Asked
from fixward.doors.figures.behind import COLUMNS, List
from fixward.doors.figures.handovers import Handovers
from fixward.doors.figures.pages import Page
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import NOW
from fixward.followups.insights.telling import choosing
from fixward.followups.insights.telling.measures import LEAST, MEASURES
from fixward.followups.insights.telling.seeing import told_apart

_CSV = "csv"
View = Callable[..., HttpResponse]


def _named_once(view: View) -> View:
    """What the form sends says the same days more than once, and one day others: the address that is kept says which.

    Where days were wrong the form stays, and says so.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        if choosing.SHOWN in request.GET and not (asked := Asked.read(request)).chosen.trouble:
            return redirect(asked.changed(request.path))
        return view(request, *arguments, **named)

    return wrapped


@require_safe
@_named_once
def umbrella(request: HttpRequest) -> HttpResponse:
    return _page(request, scopes.umbrella(), Asked.read(request))


@require_safe
@_named_once
def organization(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Organization, code=code)
    return _page(request, scopes.of_organization(found), Asked.read(request))


@require_safe
@_named_once
def department(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Of last week, where no other time is asked for: its head reads it on Monday."""
    asked = Asked.read(request, usual=choosing.LAST_WEEK)
    of = get_object_or_404(Organization, code=code)
    hidden = asked.is_member and pk not in told_apart(of)
    return _page(request, scopes.seen_department(of, pk, public=asked.public), asked, is_hidden_in_public=hidden)


@require_safe
@_named_once
def service(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Service, code=code)
    return _page(request, scopes.of_service(found), Asked.read(request))


@require_safe
@_named_once
def place(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, scopes.of_place(get_object_or_404(Place, pk=pk)), Asked.read(request))


@require_safe
@_named_once
def across(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request)
    crossed = Across(asked)
    if _wants_csv(asked):
        return sheets.answer(crossed.sheet(), "figures-across")
    context = {"across": crossed, "asked": asked, "path": reverse("figures:across")}
    return render(request, "figures/across.html", _framed(asked, context, fields=Across.FIELDS))


@require_safe
@_named_once
def handovers(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request)
    handed = Handovers(asked)
    if _wants_csv(asked):
        return sheets.answer(handed.sheet(), "handovers")
    context = {"handed": handed, "asked": asked, "path": reverse("figures:handovers")}
    return render(request, "figures/handovers.html", _framed(asked, context, fields=Handovers.FIELDS))


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Each with its sentence, so that any figure can be looked up."""
    context = {"measures": MEASURES, "now": NOW.items(), "least": LEAST}
    return render(request, "figures/measures.html", context)


@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request)
    rows = List(asked, came_from=back.referred(request))
    if _wants_csv(asked):
        return sheets.answer(rows.sheet(), f"requests-{rows.measure}", COLUMNS)
    return render(request, "figures/behind.html", _framed(asked, {"list": rows, "asked": asked}))


def _page(request: HttpRequest, scope: Scope, asked: Asked, **more: object) -> HttpResponse:
    page = Page(scope, asked)
    if _wants_csv(asked):
        return sheets.answer(sheets.of_page(page), "-".join(["figures", *scope.codes.values()]))
    context = pages.context(page) | {
        "path": scope.path,
        "mine": scopes.own(asked.hats),
        "by_mail": by_mail.offer(request, scope),
        **more,
    }
    return render(request, "figures/page.html", _framed(asked, context))


def _framed(asked: Asked, context: dict[str, object], *, fields: Collection[str] = ()) -> dict[str, object]:
    """With what the form of the period, which has these fields too, and the line of who looks need."""
    written = {*_OF_THE_PERIOD, *fields}
    return context | {
        "query": asked.written,
        "named": choosing.NAMED.items(),
        "kept": [(name, value) for name, value in asked.given.items() if name not in written],
        "as_public": asked.changed("", **{"as": "public"}),
        "as_member": asked.changed("", **{"as": None}),
        "csv": asked.changed("", format=_CSV),
    }


def _wants_csv(asked: Asked) -> bool:
    return asked.given.get(FORMAT) == _CSV


_OF_THE_PERIOD = {"period", "from", "to", choosing.SHOWN, "page", FORMAT}
