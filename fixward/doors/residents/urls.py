"""The residents' addresses."""

from django.urls import include, path

from fixward.doors.residents.views import (
    actions,
    by_mail,
    drafts,
    feeds,
    flags,
    home,
    known,
    organization,
    photos,
    points,
    report,
    reporter,
    share,
    what,
)
from fixward.doors.residents.views import request as requests
from fixward.doors.residents.views.my import requests as my

app_name = "residents"
urlpatterns = [
    path("", home.home, name="home"),
    path("requests.geojson", feeds.geojson, name="geojson"),
    path("requests.atom", feeds.atom, name="atom"),
    path("requests/viewport.geojson", points.viewport, name="viewport"),
    path("report", report.report, name="report"),
    path("report/addresses", report.found, name="found"),
    path("report/services", what.found, name="services"),
    path("report/destination", report.destination, name="destination"),
    path("report/draft", report.draft, name="draft"),
    path("report/photos", drafts.keep, name="keep_photo"),
    path("report/photos/<path:token>", report.draft_photo, name="draft_photo"),
    path("requests/<str:number>", requests.show, name="request"),
    path("requests/<str:number>/sent", report.sent, name="sent"),
    path("requests/<str:number>/joined", known.joined, name="joined"),
    path("requests/<str:number>/sent/code", report.send_code, name="send_code"),
    path("requests/<str:number>/point.geojson", points.point, name="point"),
    path("requests/<str:number>/support", actions.support, name="support"),
    path("requests/<str:number>/follow", actions.follow, name="follow"),
    path("requests/<str:number>/follow/end", actions.unfollow, name="end_following"),
    path("requests/<str:number>/follow/confirm", by_mail.confirm_follow, name="confirm_follow"),
    path("requests/<str:number>/unfollow", by_mail.stop, name="unfollow"),
    path("requests/<str:number>/comment", actions.comment, name="comment"),
    path("requests/<str:number>/photos", reporter.add_photos, name="add_photos"),
    path("requests/<str:number>/reopen", reporter.reopen, name="reopen"),
    path("requests/<str:number>/withdraw", reporter.withdraw, name="withdraw"),
    path("requests/<str:number>/rate", reporter.rate, name="rate"),
    path("requests/<str:number>/flag", flags.flag, name="flag"),
    path("requests/<str:number>/card.png", share.card, name="card"),
    path("requests/<str:number>/qr.svg", share.qr, name="qr"),
    path("photos/<int:photo_id>", photos.photo, name="photo"),
    path("photos/<int:photo_id>/small", photos.photo_small, name="photo_small"),
    path("o/<slug:code>", organization.front, name="organization"),
    path("o/<slug:code>/frame", organization.frame, name="frame"),
    path("o/<slug:code>/colours.css", organization.colours_css, name="colours"),
    path("o/<slug:code>/logo.jpg", organization.logo, name="logo"),
    path("my", my.my, name="my"),
    path("my/", include("fixward.doors.residents.views.my.urls")),
]
