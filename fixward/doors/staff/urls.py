"""The addresses of the staff's door."""

from django.urls import include, path

from fixward.doors.staff import around, counter, crew, keys, moderation, outside, replies, roles, views
from fixward.doors.staff.inbox import keeping, many
from fixward.doors.staff.inbox import views as inbox
from fixward.doors.staff.setup import invitations

app_name = "staff"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("newer", inbox.newer, name="newer"),
    path("map.geojson", inbox.points, name="points"),
    path("requests.<str:form>", inbox.export, name="export"),
    path("many", many.choose, name="many"),
    path("many/<int:batch>", many.progress, name="batch"),
    path("many/<slug:act>", many.begin, name="begin"),
    path("keyboard", keys.keyboard, name="keyboard"),
    path("views", keeping.views, name="views"),
    path("views/new", keeping.new, name="new_view"),
    path("views/<int:pk>", keeping.view, name="view"),
    path("views/<int:pk>/renew", keeping.renew, name="renew_view"),
    path("views/<int:pk>/remove", keeping.remove, name="remove_view"),
    path("find", views.find, name="find"),
    path("setup/roles", roles.roles, name="roles"),
    path("hat", views.hat, name="hat"),
    path("invitations/<str:token>", invitations.invitation, name="invitation"),
    path("setup/", include("fixward.doors.staff.setup.urls")),
    path("records/", include("fixward.doors.staff.records.urls")),
    path("requests/<str:number>", views.desk, name="request"),
    path("report", counter.report, name="report"),
    path("report/taken", counter.taken, name="taken"),
    path("setup/replies", replies.replies, name="replies"),
    path("setup/replies/new", replies.reply, name="new_reply"),
    path("setup/replies/<int:pk>", replies.reply, name="canned_reply"),
    path("setup/replies/<int:pk>/retire", replies.retire, name="retire_reply"),
    path("outside", outside.queue, name="outside"),
    path("outside/<int:pk>/again", outside.send_again, name="send_again"),
    path("outside/<int:pk>/there", outside.is_there, name="is_there"),
    path("outside/received/<int:pk>/seen", outside.seen_to, name="seen_to"),
    path("moderation", moderation.queue, name="moderation"),
    path("requests/<str:number>/moderation", moderation.of_request, name="moderate"),
    path("requests/<str:number>/moderation/<slug:name>/<slug:act>", moderation.decide, name="decide"),
    path("requests/<str:number>/crew", crew.crew, name="crew"),
    path("requests/<str:number>/around", around.around, name="around"),
    path("requests/<str:number>/ground.geojson", around.ground, name="ground"),
    path("requests/<str:number>/near.geojson", views.near, name="near"),
    path("requests/<str:number>/messages/<int:message>/hide", views.hide_message, name="hide_message"),
    path("requests/<str:number>/<slug:name>", views.operate, name="operate"),
]
