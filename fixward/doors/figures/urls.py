"""The addresses of the figures."""

from django.urls import path

from fixward.doors.figures import by_mail, views

app_name = "figures"
urlpatterns = [
    path("", views.umbrella, name="umbrella"),
    path("o/<slug:code>", views.organization, name="organization"),
    path("o/<slug:code>/<int:pk>", views.department, name="department"),
    path("services/<slug:code>", views.service, name="service"),
    path("places/<int:pk>", views.place, name="place"),
    path("across", views.across, name="across"),
    path("handovers", views.handovers, name="handovers"),
    path("measures", views.measures, name="measures"),
    path("behind", views.behind, name="behind"),
    path("by-mail", by_mail.choose, name="by_mail"),
    path("by-mail/stop", by_mail.stop, name="stop_by_mail"),
]
