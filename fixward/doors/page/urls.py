"""What belongs to no door alone: the language and the ground of the map."""

from django.urls import path
from django.views.i18n import set_language

from fixward.doors.page import views

urlpatterns = [
    path("language", set_language, name="set_language"),
    path("map/places.geojson", views.places, name="map_places"),
    path("map/outlines.geojson", views.outlines, name="map_outlines"),
    path("map/streets.geojson", views.streets, name="map_streets"),
]
