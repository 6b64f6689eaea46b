"""The addresses: one line a door."""

from django.urls import include, path

from fixward.doors.page import sessions, views
from fixward.doors.page.sign_on import views as sign_on
from fixward.foundation import health, metrics

handler400 = views.not_understood
handler500 = views.broken
urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
    path("open311/", include("fixward.doors.open311.urls")),
    path("api/v1/", include("fixward.doors.api.urls")),
    path("figures/", include("fixward.doors.figures.urls")),
    path("", include("fixward.doors.residents.urls")),
    path("outside/", include("fixward.doors.outside.urls")),
    path("staff/", include("fixward.doors.staff.urls")),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/email/", views.one_address),
    path("account/sign-on/", sign_on.sign_ons, name="sign_on"),
    path("account/sign-on/<int:organization>/link", sign_on.link, name="sign_on_link"),
    path("account/3rdparty/", views.one_address),
    path("account/", include("allauth.urls")),
    path("", include("fixward.doors.page.urls")),
]
