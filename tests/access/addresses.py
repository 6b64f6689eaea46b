"""Who is let in at each address. One line an address, by its name in the urlconf: add yours here.

`row(who)`, or `row(who, private=...)` where a private request lets in others than a public one. What an address names
(`number`, `code` ...) is in World.arguments; name other things beside it: `row(who, department=lambda world: ...)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fixward.doors.api.acts.table import ACTS as API_ACTS
from tests.access.kinds import (
    ADMINISTRATORS,
    ADMINISTRATORS_HERE,
    ANYBODY,
    CLERKS,
    GRANTED,
    HOLDING,
    INVOLVED,
    KEEPERS,
    LOGGED_IN,
    MANAGERS,
    MANAGERS_HERE,
    MEMBERS,
    MODERATORS,
    NOBODY,
    REPORTER,
    RESIDENT,
    UMBRELLA,
    WITH_PASSWORD,
    members,
)
from tests.access.set_up import brought, connector, program
from tests.access.world import World


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    private: frozenset[str]
    named: dict[str, Callable[[World], Any]]


def row(who: frozenset[str], *, private: frozenset[str] | None = None, **named: Callable[[World], Any]) -> Row:
    return Row(who, who if private is None else private, named)


def _of_open311() -> dict[str, Row]:
    """Programs without a key read what is public, of the umbrella and of each government; nobody is known there."""
    json: dict[str, Callable[[World], Any]] = {"suffix": lambda world: "json"}
    government: dict[str, Callable[[World], Any]] = {"organization": lambda world: world.town.alder.code}
    code: dict[str, Callable[[World], Any]] = {"code": lambda world: world.town.pothole_service.code}
    rows: dict[str, Row] = {}
    for name in ("discovery", "services", "definition", "requests", "request"):
        private, named = (NOBODY if name == "request" else None), (json | code if name == "definition" else json)
        rows[f"open311:{name}"] = row(ANYBODY, private=private, **named)
        rows[f"open311:{name}_of"] = row(ANYBODY, private=private, **named, **government)
    rows["open311:bulk"], rows["open311:bulk_of"] = row(ANYBODY, **json), row(ANYBODY, **json, **government)
    for suffix, more in (("", {}), ("_of", government)):
        rows[f"open311:updates{suffix}"] = row(ANYBODY, **json, **more)
        rows[f"open311:token{suffix}"] = row(ANYBODY, **json, **more, token=lambda world: world.public.number)
    return rows | {"open311:endpoints_at": row(ANYBODY)}


_API_OPEN = (
    *("groups", "services", "organizations", "organization", "departments", "route", "requests", "changes"),
    *("landing", "conformance", "collections", "report", "send_photo", "openapi-json"),
)
_API_KEYED = (
    *("members", "reasons", "desk_requests", "desk_views", "history", "moderation", "api-root"),
    *("me", "my_requests", "my_follows", "watch_areas", "watch", "preferences", "set_preferences"),
)
_API_OF_AN_AREA = ("watch_area", "change_watch_area", "forget_watch_area", "watched_requests")


def _of_our_api() -> dict[str, Row]:
    """Browsers have no keys: what takes one is shut to all of them, whoever is logged in. test_api.py comes with keys.

    What is sent is read before the request is looked for: an act that takes no key tells nobody if there is one.
    """
    layer: dict[str, Callable[[World], Any]] = {"name": lambda world: "requests"}
    rows = {
        **{name: row(ANYBODY) for name in _API_OPEN},
        **{name: row(ANYBODY, **layer) for name in ("collection", "items")},
        **{name: row(NOBODY) for name in _API_KEYED},
        **{name: row(NOBODY, area=lambda world: world.area.pk) for name in _API_OF_AN_AREA},
        **{act.name.replace("-", "_"): row(ANYBODY if act.is_open else NOBODY) for act in API_ACTS.values()},
        "service": row(ANYBODY, code=lambda world: world.town.pothole_service.code),
        **{name: row(ANYBODY, private=NOBODY) for name in ("photo", "small_photo")},
        "file": row(NOBODY, file_id=lambda world: world.file.pk),
        "one_request": row(ANYBODY, private=NOBODY),
        "item": row(ANYBODY, private=NOBODY, **layer),
        "nothing": row(NOBODY, rest=lambda world: "else"),
    }
    return {f"api:{name}": one for name, one in rows.items()}


ADDRESSES = {
    **_of_our_api(),
    **_of_open311(),
    "healthz": row(ANYBODY),
    "readyz": row(ANYBODY),
    "metrics": row(ANYBODY),
    "set_language": row(ANYBODY),
    "map_places": row(ANYBODY),
    "map_streets": row(ANYBODY),
    "map_outlines": row(ANYBODY),
    # Figures: everybody sees the public ones at the same addresses at which members see the whole ones.
    "figures:umbrella": row(ANYBODY),
    "figures:organization": row(ANYBODY),
    # Nobody works in the departments of the world, so the public is told of none of them.
    "figures:department": row(MEMBERS, pk=lambda world: world.town.alder_desk.pk),
    "figures:service": row(ANYBODY, code=lambda world: world.town.pothole_service.code),
    "figures:place": row(ANYBODY, pk=lambda world: world.town.places["alder"].pk),
    "figures:across": row(ANYBODY),
    "figures:handovers": row(ANYBODY),
    "figures:measures": row(ANYBODY),
    "figures:behind": row(NOBODY),  # no measure is named
    "figures:by_mail": row(LOGGED_IN),
    "figures:stop_by_mail": row(NOBODY),  # by a link in a mail that nobody here has
    # The residents' door. At a public request others are told that it is its reporter's to change.
    "residents:home": row(ANYBODY),
    "residents:geojson": row(ANYBODY),
    "residents:atom": row(ANYBODY),
    "residents:viewport": row(ANYBODY),
    "residents:manifest": row(ANYBODY),
    "residents:worker": row(ANYBODY),
    "residents:offline": row(ANYBODY),
    "residents:icon": row(ANYBODY),
    "residents:report": row(ANYBODY),
    "residents:found": row(ANYBODY),
    "residents:services": row(ANYBODY),
    "residents:destination": row(ANYBODY),
    "residents:draft": row(ANYBODY),
    "residents:keep_photo": row(ANYBODY),
    "residents:draft_photo": row(NOBODY),
    "residents:request": row(ANYBODY, private=REPORTER),
    "residents:sent": row(ANYBODY, private=REPORTER),
    "residents:joined": row(ANYBODY, private=REPORTER),
    "residents:send_code": row(LOGGED_IN),
    "residents:point": row(ANYBODY, private=REPORTER),
    "residents:support": row(ANYBODY, private=REPORTER),
    "residents:follow": row(ANYBODY, private=REPORTER),
    "residents:end_following": row(ANYBODY, private=REPORTER),
    "residents:confirm_follow": row(NOBODY),
    "residents:unfollow": row(NOBODY),
    "residents:comment": row(ANYBODY, private=REPORTER),
    "residents:add_photos": row(ANYBODY, private=REPORTER),
    "residents:reopen": row(ANYBODY, private=REPORTER),
    "residents:withdraw": row(ANYBODY, private=REPORTER),
    "residents:rate": row(ANYBODY, private=REPORTER),
    "residents:flag": row(ANYBODY, private=REPORTER),
    "residents:card": row(ANYBODY, private=NOBODY),
    "residents:qr": row(ANYBODY, private=NOBODY),
    "residents:photo": row(ANYBODY, private=INVOLVED | REPORTER),
    "residents:photo_small": row(ANYBODY, private=INVOLVED | REPORTER),
    "residents:file": row(members(HOLDING, GRANTED), file_id=lambda world: world.file.pk),
    "residents:organization": row(ANYBODY),
    "residents:frame": row(ANYBODY),
    "residents:colours": row(ANYBODY),
    "residents:logo": row(NOBODY),
    "residents:open_data": row(ANYBODY),
    "residents:open_data_package": row(ANYBODY),
    # The world has no files of open data.
    "residents:open_data_file": row(NOBODY, form=lambda world: "csv"),
    "residents:open_data_table": row(NOBODY, table=lambda world: "lives"),
    "residents:open_data_file_of": row(NOBODY, form=lambda world: "csv"),
    "residents:my": row(LOGGED_IN),
    "residents:watches": row(LOGGED_IN),
    "residents:add_watch": row(LOGGED_IN),
    "residents:watch": row(RESIDENT),
    "residents:change_watch": row(RESIDENT),
    "residents:remove_watch": row(RESIDENT),
    "residents:watch_points": row(RESIDENT),
    "residents:keys": row(LOGGED_IN),
    "residents:revoke_key": row(NOBODY, pk=lambda world: 0),
    "residents:settings": row(LOGGED_IN),
    "residents:my_data": row(LOGGED_IN),
    "residents:close_account": row(LOGGED_IN),
    # The staff's door.
    "staff:inbox": row(MEMBERS),
    "staff:newer": row(MEMBERS),
    "staff:points": row(MEMBERS),
    "staff:export": row(MEMBERS, form=lambda world: "csv"),
    "staff:report": row(CLERKS),
    "staff:taken": row(CLERKS),
    "staff:replies": row(MANAGERS),
    "staff:new_reply": row(MANAGERS),
    "staff:canned_reply": row(MANAGERS_HERE, pk=lambda world: world.canned.pk),
    "staff:retire_reply": row(MANAGERS_HERE, pk=lambda world: world.canned.pk),
    "staff:keyboard": row(MEMBERS),
    "staff:views": row(MEMBERS),
    "staff:new_view": row(MEMBERS),
    "staff:view": row(KEEPERS, pk=lambda world: world.view.pk),
    "staff:renew_view": row(KEEPERS, pk=lambda world: world.view.pk),
    "staff:remove_view": row(KEEPERS, pk=lambda world: world.view.pk),
    "staff:find": row(MEMBERS),
    "staff:roles": row(MEMBERS),
    "staff:many": row(NOBODY),
    "staff:begin": row(MEMBERS, act=lambda world: "assign"),
    "staff:batch": row(NOBODY, batch=lambda world: 0),
    "staff:invitation": row(NOBODY),
    # Set-up: of Alder, where an address names one; Elm is handled by the steward, and has nobody of its own.
    "staff:setup": row(ADMINISTRATORS),
    "staff:setup_of": row(ADMINISTRATORS_HERE | UMBRELLA),
    "staff:setup_changes": row(ADMINISTRATORS_HERE | UMBRELLA),
    "staff:setup_changes_of_all": row(UMBRELLA),
    "staff:setup_undo": row(NOBODY, pk=lambda world: 0),
    "staff:setup_ground": row(ADMINISTRATORS),
    "staff:setup_try": row(ADMINISTRATORS_HERE),
    "staff:setup_key": row(ADMINISTRATORS_HERE, pk=lambda world: program(world).pk),
    "staff:setup_revoke": row(
        ADMINISTRATORS_HERE, pk=lambda world: program(world).pk, key=lambda world: program(world).keys.get().pk
    ),
    **{
        f"staff:setup_webhook_{name}": row(ADMINISTRATORS_HERE, pk=lambda world: world.webhook.pk)
        for name in ("secret", "test", "log", "replay_all")
    },
    **{
        f"staff:setup_webhook_{name}": row(
            ADMINISTRATORS_HERE,
            pk=lambda world: world.webhook.pk,
            delivery=lambda world: world.webhook.deliveries.get().pk,
        )
        for name in ("delivery", "replay")
    },
    "staff:setup_list": row(ADMINISTRATORS_HERE, name=lambda world: "departments"),
    "staff:setup_new": row(ADMINISTRATORS_HERE, name=lambda world: "departments"),
    "staff:setup_change": row(
        ADMINISTRATORS_HERE, name=lambda world: "departments", pk=lambda world: world.town.alder_desk.pk
    ),
    "staff:setup_remove": row(
        ADMINISTRATORS_HERE, name=lambda world: "departments", pk=lambda world: world.town.alder_desk.pk
    ),
    "staff:setup_shared": row(UMBRELLA, name=lambda world: "services"),
    "staff:setup_shared_new": row(UMBRELLA, name=lambda world: "services"),
    "staff:setup_shared_change": row(
        UMBRELLA, name=lambda world: "services", pk=lambda world: world.town.pothole_service.pk
    ),
    "staff:setup_shared_remove": row(UMBRELLA, name=lambda world: "responsibilities", pk=lambda world: world.rule.pk),
    "staff:setup_files": row(UMBRELLA),
    "staff:setup_bring": row(UMBRELLA, sort=lambda world: "boundaries"),
    "staff:setup_file": row(UMBRELLA, pk=lambda world: brought(world).pk),
    "staff:setup_apply": row(UMBRELLA, pk=lambda world: brought(world).pk),
    "staff:setup_discard": row(UMBRELLA, pk=lambda world: brought(world).pk),
    "staff:setup_services": row(NOBODY, pk=lambda world: 0),
    "staff:setup_try_mail": row(UMBRELLA, pk=lambda world: connector(world).pk),
    "staff:setup_alone": row(UMBRELLA, code=lambda world: "elm"),
    "staff:setup_alone_off": row(UMBRELLA, code=lambda world: "elm"),
    "staff:setup_rehearsal": row(UMBRELLA, code=lambda world: "elm"),
    "staff:setup_adopt": row(UMBRELLA, code=lambda world: "elm"),
    # Records: of one's own organization; the world has no export, hold or run of Alder's but those named.
    "staff:records": row(ADMINISTRATORS),
    "staff:new_export": row(ADMINISTRATORS),
    "staff:export_of_records": row(ADMINISTRATORS_HERE, pk=lambda world: world.export.pk),
    "staff:look_through": row(ADMINISTRATORS_HERE, pk=lambda world: world.export.pk),
    "staff:do_with_export": row(ADMINISTRATORS_HERE, pk=lambda world: world.export.pk, act=lambda world: "choose"),
    "staff:download_records": row(NOBODY, pk=lambda world: 0),
    "staff:holds": row(ADMINISTRATORS),
    "staff:new_hold": row(ADMINISTRATORS),
    "staff:hold": row(ADMINISTRATORS_HERE, pk=lambda world: world.hold.pk),
    "staff:destroyed": row(ADMINISTRATORS),
    "staff:certificate": row(ADMINISTRATORS_HERE, pk=lambda world: world.run.pk),
    "staff:hat": row(MEMBERS),
    "staff:request": row(MEMBERS, private=INVOLVED),
    "staff:outside": row(CLERKS),
    "staff:send_again": row(NOBODY, pk=lambda world: 0),
    "staff:is_there": row(NOBODY, pk=lambda world: 0),
    "staff:seen_to": row(NOBODY, pk=lambda world: 0),
    "staff:moderation": row(MEMBERS),
    "staff:moderate": row(MODERATORS),
    "staff:decide": row(MODERATORS, name=lambda world: "report"),
    "staff:crew": row(MEMBERS, private=INVOLVED),
    "staff:around": row(MEMBERS, private=INVOLVED),
    "staff:ground": row(MEMBERS, private=INVOLVED),
    "staff:near": row(MEMBERS, private=INVOLVED),
    "staff:hide_message": row(MEMBERS, private=INVOLVED),
    "staff:operate": row(MEMBERS, private=INVOLVED),
    # For organizations off the platform, by links that nobody here has.
    "outside:page": row(NOBODY),
    "outside:photo": row(NOBODY),
    "outside:of": row(NOBODY, letters=lambda world: "none"),
    # Logging in. Who comes to a step of it out of order is led to where they belong.
    "account/email/": row(NOBODY),
    "account_login": row(ANYBODY),
    "account_logout": row(ANYBODY),
    "account_inactive": row(ANYBODY),
    "account_signup": row(ANYBODY),
    "account_reauthenticate": row(WITH_PASSWORD),
    "sessions": row(LOGGED_IN),
    "usersessions_list": row(LOGGED_IN),
    "account_email": row(NOBODY),
    "account_email_verification_sent": row(ANYBODY),
    "account_change_password": row(LOGGED_IN),
    "account_set_password": row(LOGGED_IN),
    "account_reset_password": row(ANYBODY),
    "account_confirm_login_code": row(LOGGED_IN),
    "account_confirm_email": row(ANYBODY),
    "account_reset_password_from_key_done": row(ANYBODY),
    "account_reset_password_from_key": row(ANYBODY),
    "account_reset_password_done": row(ANYBODY),
    "account_request_login_code": row(ANYBODY),
    "sign_on": row(ANYBODY),
    "sign_on_link": row(WITH_PASSWORD, organization=lambda world: world.town.alder.pk),
    "openid_connect_login": row(NOBODY, provider_id=lambda world: f"organization-{world.town.alder.pk}"),
    "openid_connect_callback": row(NOBODY, provider_id=lambda world: f"organization-{world.town.alder.pk}"),
    "account/3rdparty/": row(NOBODY),
    "socialaccount_connections": row(NOBODY),
    "socialaccount_signup": row(LOGGED_IN),
    "socialaccount_login_cancelled": row(ANYBODY),
    "socialaccount_login_error": row(NOBODY),
    "account/social/login/cancelled/": row(ANYBODY),
    "account/social/login/error/": row(NOBODY),
    "account/social/signup/": row(LOGGED_IN),
    "account/social/connections/": row(NOBODY),
    "mfa_index": row(LOGGED_IN),
    "mfa_list_webauthn": row(LOGGED_IN),
    "mfa_add_webauthn": row(LOGGED_IN),
    "mfa_login_webauthn": row(LOGGED_IN),
    "mfa_reauthenticate_webauthn": row(WITH_PASSWORD),
    "mfa_edit_webauthn": row(WITH_PASSWORD, pk=lambda world: 0),
    "mfa_remove_webauthn": row(WITH_PASSWORD, pk=lambda world: 0),
    "mfa_authenticate": row(LOGGED_IN),
    "mfa_reauthenticate": row(WITH_PASSWORD),
    "mfa_activate_totp": row(LOGGED_IN),
    "mfa_deactivate_totp": row(NOBODY),
    "mfa_view_recovery_codes": row(NOBODY),
    "mfa_generate_recovery_codes": row(LOGGED_IN),
    "mfa_download_recovery_codes": row(NOBODY),
}
