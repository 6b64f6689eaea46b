"""The API as a whole: its description, and how what is refused is said."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from fixward.domain.catalog.answers import AnswersRefused
from fixward.domain.service_requests.operations import Refused, ReportRefused
from fixward.domain.watching.operations import WatchRefused
from fixward.doors.api import history, reporting
from fixward.doors.api.acts.act import publish
from fixward.doors.api.acts.table import ACTS
from fixward.doors.api.describing import described
from fixward.doors.api.features import pages
from fixward.doors.api.problems import Problem, answered, not_found, unreadable, wrong_fields
from fixward.doors.api.reads import catalog, changes, desk, files, governments, mine, moderation, requests, routing


class Api(NinjaAPI):
    """Describes itself with the problems that each call may end in."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """Made once in a process: it says the same to everybody."""
        self._described = self._described or described(super().get_openapi_schema(**asked))
        return self._described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Fixward",
    version="1",
    description="One front door for all the governments of a place. See docs/API.md.",
    urls_namespace="api",
    docs_url=None,
)
_acts = Router(tags=["Acts"])
publish(_acts, ACTS)
for _router in (
    catalog.router,
    governments.router,
    routing.router,
    requests.router,
    reporting.router,
    history.router,
    _acts,
    desk.router,
    moderation.router,
    changes.router,
    files.router,
    mine.router,
    pages.router,
):
    api.add_router("", _router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answered(problem)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """It can be read, and cannot be done as things stand: nothing was changed."""
    return answered(Problem(409, str(refusal)))


@api.exception_handler(ReportRefused)
def _report_refused(request: HttpRequest, refusal: ReportRefused) -> HttpResponse:
    return answered(wrong_fields(refusal.sentences))


@api.exception_handler(WatchRefused)
def _watch_refused(request: HttpRequest, refusal: WatchRefused) -> HttpResponse:
    return answered(wrong_fields({name or "body": sentence for name, sentence in refusal.sentences.items()}))


@api.exception_handler(AnswersRefused)
def _answers_refused(request: HttpRequest, refusal: AnswersRefused) -> HttpResponse:
    return answered(wrong_fields({f"answers.{code}": sentence for code, sentence in refusal.sentences.items()}))


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answered(unreadable(error.errors))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework says by it that a body cannot be read."""
    return answered(Problem(error.status_code, _("This is no JSON.") if error.status_code == 400 else str(error)))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return answered(not_found())
