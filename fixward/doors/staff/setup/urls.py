"""The addresses of the set-up, below /staff/setup/."""

from django.urls import path

from fixward.doors.staff.setup import alone, files, ground, log, outside, programs, sign_on, views, webhooks

_SHARED = {"code": ""}
urlpatterns = [
    path("", views.home, name="setup"),
    path("changes", log.changes, _SHARED, name="setup_changes_of_all"),
    path("changes/<int:pk>/undo", log.take_back, name="setup_undo"),
    path("ground.geojson", ground.of_rule, name="setup_ground"),
    path("ground", files.overview, name="setup_files"),
    path("ground/new/<slug:sort>", files.bring, name="setup_bring"),
    path("ground/<int:pk>", files.one, name="setup_file"),
    path("ground/<int:pk>/apply", files.apply, name="setup_apply"),
    path("ground/<int:pk>/discard", files.discard, name="setup_discard"),
    path("outside/<int:pk>/services", outside.services, name="setup_services"),
    path("outside/<int:pk>/try", outside.try_mail, name="setup_try_mail"),
    path("shared/<slug:name>", views.listing, _SHARED, name="setup_shared"),
    path("shared/<slug:name>/new", views.new, _SHARED, name="setup_shared_new"),
    path("shared/<slug:name>/<int:pk>", views.change, _SHARED, name="setup_shared_change"),
    path("shared/<slug:name>/<int:pk>/remove", views.take_away, _SHARED, name="setup_shared_remove"),
    path("for/<slug:code>", views.home, name="setup_of"),
    path("for/<slug:code>/changes", log.changes, name="setup_changes"),
    path("for/<slug:code>/stand-alone", alone.page, name="setup_alone"),
    path("for/<slug:code>/stand-alone/off", alone.call_off, name="setup_alone_off"),
    path("for/<slug:code>/stand-alone/rehearsal", alone.rehearsal, name="setup_rehearsal"),
    path("for/<slug:code>/stand-alone/adopt", alone.adopt, name="setup_adopt"),
    path("for/<slug:code>/sign-on/try", sign_on.try_out, name="setup_try"),
    path("for/<slug:code>/programs/<int:pk>/keys", programs.make, name="setup_key"),
    path("for/<slug:code>/programs/<int:pk>/keys/<int:key>/revoke", programs.revoke, name="setup_revoke"),
    path("for/<slug:code>/webhooks/<int:pk>/secret", webhooks.secret, name="setup_webhook_secret"),
    path("for/<slug:code>/webhooks/<int:pk>/test", webhooks.test, name="setup_webhook_test"),
    path("for/<slug:code>/webhooks/<int:pk>/log", webhooks.log, name="setup_webhook_log"),
    path("for/<slug:code>/webhooks/<int:pk>/log/replay", webhooks.replay_all, name="setup_webhook_replay_all"),
    path("for/<slug:code>/webhooks/<int:pk>/log/<int:delivery>", webhooks.one, name="setup_webhook_delivery"),
    path("for/<slug:code>/webhooks/<int:pk>/log/<int:delivery>/replay", webhooks.replay, name="setup_webhook_replay"),
    path("for/<slug:code>/<slug:name>", views.listing, name="setup_list"),
    path("for/<slug:code>/<slug:name>/new", views.new, name="setup_new"),
    path("for/<slug:code>/<slug:name>/<int:pk>", views.change, name="setup_change"),
    path("for/<slug:code>/<slug:name>/<int:pk>/remove", views.take_away, name="setup_remove"),
]
