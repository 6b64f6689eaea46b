"""What a load balancer and an administrator ask: does it live, is it ready, how is it doing."""

from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def alive(http_request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(http_request: HttpRequest) -> HttpResponse:
    """200 when the database is there and up to date, else 503."""
    try:
        missing = missing_migrations()
    except DatabaseError:
        return JsonResponse({"ready": False, "because": "The database cannot be reached."}, status=503)
    if missing:
        return JsonResponse({"ready": False, "because": "The database needs `fixward migrate`."}, status=503)
    return JsonResponse({"ready": True})


def missing_migrations() -> list[str]:
    """The migrations that this program has and the database has not."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _known() if (app, name) not in applied]


@lru_cache(maxsize=1)
def _known() -> list[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(loader.graph.leaf_nodes())
