"""The addresses for organizations off the platform, as `followups/exchange/connectors/links.py` makes them."""

from django.urls import path

from fixward.doors.outside import views

app_name = "outside"
urlpatterns = [
    path("photos/<str:token>.jpg", views.photo, name="photo"),
    path("of/<slug:letters>", views.of, name="of"),
    path("<str:token>", views.page, name="page"),
]
