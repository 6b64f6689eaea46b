"""Each method twice: for the whole umbrella, and for one organization."""

from django.urls import URLPattern, path

from fixward.doors.open311 import bulk, discovery, geo_web_dns, requests, services, tokens, updates

app_name = "open311"


def _methods(under: str, of: str = "") -> list[URLPattern]:
    return [
        path(f"{under}discovery.<str:suffix>", discovery.discovery, name=f"discovery{of}"),
        path(f"{under}v2/services.<str:suffix>", services.services, name=f"services{of}"),
        path(f"{under}v2/services/<slug:code>.<str:suffix>", services.definition, name=f"definition{of}"),
        path(f"{under}v2/bulk/requests.<str:suffix>", bulk.bulk, name=f"bulk{of}"),
        path(f"{under}v2/requests.<str:suffix>", requests.requests, name=f"requests{of}"),
        path(f"{under}v2/tokens/<str:token>.<str:suffix>", tokens.token, name=f"token{of}"),
        path(f"{under}v2/servicerequestupdates.<str:suffix>", updates.updates, name=f"updates{of}"),
        path(f"{under}v2/requests/<str:number>.<str:suffix>", requests.by_id, name=f"request{of}"),
    ]


urlpatterns = [
    path("service", geo_web_dns.service, name="endpoints_at"),
    *_methods(""),
    *_methods("<slug:organization>/", of="_of"),
]
