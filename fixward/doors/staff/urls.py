"""The addresses of the staff's door."""

from django.urls import path

from fixward.doors.staff import moderation, views

app_name = "staff"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("find", views.find, name="find"),
    path("hat", views.hat, name="hat"),
    path("requests/<str:number>", views.desk, name="request"),
    path("moderation", moderation.queue, name="moderation"),
    path("requests/<str:number>/moderation", moderation.of_request, name="moderate"),
    path("requests/<str:number>/moderation/<slug:name>/<slug:act>", moderation.decide, name="decide"),
    path("requests/<str:number>/near.geojson", views.near, name="near"),
    path("requests/<str:number>/messages/<int:message>/hide", views.hide_message, name="hide_message"),
    path("requests/<str:number>/<slug:name>", views.operate, name="operate"),
]
