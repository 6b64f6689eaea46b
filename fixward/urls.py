"""The addresses: one line a door."""

from django.urls import include, path

from fixward.doors.page import sessions, views
from fixward.foundation import health, metrics

handler400 = views.not_understood
handler500 = views.broken
urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
    path("", include("fixward.doors.residents.urls")),
    path("open311/", include("fixward.doors.open311.urls")),
    path("staff/", include("fixward.doors.staff.urls")),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/email/", views.one_address),
    path("account/", include("allauth.urls")),
    path("", include("fixward.doors.page.urls")),
]
