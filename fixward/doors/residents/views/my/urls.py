"""What stands below /my/."""

from django.urls import path

from fixward.doors.residents.views.my import closing, data, keys, settings, watches

urlpatterns = [
    path("watches", watches.listed, name="watches"),
    path("watches/add", watches.add, name="add_watch"),
    path("watches/<int:area_id>", watches.show, name="watch"),
    path("watches/<int:area_id>/change", watches.change, name="change_watch"),
    path("watches/<int:area_id>/remove", watches.remove, name="remove_watch"),
    path("watches/<int:area_id>/points.geojson", watches.points, name="watch_points"),
    path("keys", keys.keys, name="keys"),
    path("keys/<int:pk>/revoke", keys.revoke, name="revoke_key"),
    path("settings", settings.settings, name="settings"),
    path("data", data.download, name="my_data"),
    path("close", closing.close, name="close_account"),
]
