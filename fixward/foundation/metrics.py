"""Figures of the processes, in the format of Prometheus."""

import hmac
import ipaddress
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

ANSWER_SECONDS = Histogram(
    "fixward_answer_seconds",
    "Time from a request to its answer",
    ["view", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Measured:
    """The middleware that times every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, http_request: HttpRequest) -> HttpResponse:
        begin = time.perf_counter()
        response = self.get_response(http_request)
        match = http_request.resolver_match
        # The view's name and never the address: addresses carry numbers and tokens, and never end.
        view = match.view_name if match else "none"
        seconds = time.perf_counter() - begin
        method = http_request.method if http_request.method in ("GET", "HEAD", "POST") else "other"
        ANSWER_SECONDS.labels(view, method, f"{response.status_code // 100}xx").observe(seconds)
        return response


@require_safe
@never_cache
def metrics(http_request: HttpRequest) -> HttpResponse:
    """The figures of all processes of this machine and of the jobs; 403 for strangers."""
    if not _may_read(http_request):
        return HttpResponse("Only for this machine, or with the METRICS_TOKEN.\n", "text/plain", status=403)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    jobs = CollectorRegistry()
    jobs.register(_Jobs())
    return HttpResponse(generate_latest(registry) + generate_latest(jobs), content_type="text/plain; version=0.0.4")


def _may_read(http_request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        expected = f"Bearer {settings.METRICS_TOKEN}"
        return hmac.compare_digest(http_request.headers.get("Authorization", "").encode(), expected.encode())
    # What comes through a proxy on this machine has a loopback address too, and comes from anywhere.
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & {*http_request.headers}
    try:
        return not forwarded and ipaddress.ip_address(http_request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False


class _Jobs(Collector):
    def collect(self) -> Iterator[Metric]:
        gauge = GaugeMetricFamily("fixward_jobs", "Jobs in the database", labels=["status"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT status, count(*) FROM procrastinate_jobs GROUP BY status")
            counted = dict(cursor.fetchall())
        for status in ("todo", "doing", "failed"):
            gauge.add_metric([status], counted.get(status, 0))
        yield gauge
