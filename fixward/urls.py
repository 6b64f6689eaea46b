"""The addresses: one line a door."""

from django.urls import include, path

urlpatterns = [
    path("", include("fixward.doors.residents.urls")),
    path("staff/", include("fixward.doors.staff.urls")),
    path("account/", include("allauth.urls")),
    path("", include("fixward.doors.page.urls")),
]
