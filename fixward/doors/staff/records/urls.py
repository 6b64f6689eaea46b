"""The addresses of the records, below /staff/records/."""

from django.urls import path

from fixward.doors.staff.records import destroyed, exports, holds

urlpatterns = [
    path("", exports.listing, name="records"),
    path("exports/new", exports.new, name="new_export"),
    path("exports/<int:pk>", exports.one, name="export_of_records"),
    path("exports/<int:pk>/download", exports.take, name="download_records"),
    path("exports/<int:pk>/requests/<str:number>", exports.look, name="look_through"),
    path("exports/<int:pk>/<slug:act>", exports.do, name="do_with_export"),
    path("holds", holds.listing, name="holds"),
    path("holds/new", holds.new, name="new_hold"),
    path("holds/<int:pk>", holds.one, name="hold"),
    path("destroyed", destroyed.listing, name="destroyed"),
    path("destroyed/<int:pk>", destroyed.certificate, name="certificate"),
]
