"""What members may do, and the least role that may: said once, asked by the policies, shown on the page of roles."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Role


@dataclass(frozen=True, slots=True)
class Permission:
    """`operations` are those it opens, by room and name, or `set_up` and the code of the subject that they change.

    What is `of_steward` the members of other organizations lack.
    """

    least: Role
    label: str | Promise
    operations: tuple[str, ...] = ()
    of_steward: bool = False

    def is_given_to(self, role: int | None) -> bool:
        return (role or 0) >= self.least


READ = Permission(Role.VIEWER, _("Read what the desk holds, its story, its notes and private answers"))
KEEP_VIEWS = Permission(
    Role.VIEWER,
    _("Keep views of the inbox for oneself, and open it with one"),
    ("desks.change_view", "desks.keep_view", "desks.open_with", "desks.remove_view"),
)
WORK = Permission(
    Role.WORKER,
    _("Work on requests: acknowledge, assign, transfer, return, answer, ask, note, correct, link, close, reopen"),
    (
        "conversations.ask",
        "conversations.note",
        "conversations.reply",
        "conversations.tell",
        "service_requests.acknowledge",
        "service_requests.add_photos",
        "service_requests.assign",
        "service_requests.change_service",
        "service_requests.close",
        "service_requests.mark_duplicate",
        "service_requests.move_pin",
        "service_requests.relate",
        "service_requests.reopen",
        "service_requests.resume",
        "service_requests.return_to_sender",
        "service_requests.separate",
        "service_requests.set_priority",
        "service_requests.set_target",
        "service_requests.transfer",
        "service_requests.unrelate",
    ),
)
TAKE = Permission(
    Role.WORKER,
    _("Take a report for somebody who calls or comes to the counter"),
    ("service_requests.join_for", "service_requests.take"),
)
SHARE_VIEWS = Permission(
    Role.WORKER,
    _("Share a view of the inbox with a department or the whole organization"),
    ("desks.share_view",),
)
SEE_REPORTER = Permission(Role.WORKER, _("See who reported, and how to reach them"))
MODERATE = Permission(
    Role.MANAGER,
    _("Keep what the public reads fit for everybody: hide, show again, edit, let through, answer flags"),
    (
        "conversations.edit_description",
        "conversations.edit_message",
        "conversations.hide_message",
        "conversations.hide_photo",
        "conversations.keep",
        "conversations.let_through",
        "conversations.show_message",
        "conversations.show_photo",
        "service_requests.hide",
        "service_requests.show_again",
    ),
)
ADOPT = Permission(
    Role.MANAGER,
    _("Take over what another handles, once the organization stands alone"),
    ("service_requests.adopt",),
)
WRITE_CANNED = Permission(
    Role.MANAGER,
    _("Write the organization's canned replies"),
    ("conversations.retire_canned", "conversations.write_canned", "set_up.canned"),
)
SETTLE = Permission(
    Role.MANAGER,
    _("Settle what two governments both gave away, and make it a rule"),
    ("service_requests.settle",),
    of_steward=True,
)
BRING_HISTORY = Permission(
    Role.MANAGER,
    _("Bring in the history of another system by a program"),
    ("service_requests.bring_history",),
    of_steward=True,
)

SET_UP = Permission(
    Role.ADMINISTRATOR,
    _("Set up the organization: profile, departments, members, offerings, rules, grants, programs and their keys"),
    (
        "governments.invite",
        "governments.remove",
        "governments.undo",
        "governments.withdraw",
        "programs.end",
        "programs.make_key",
        "programs.revoke_key",
        "set_up.branding",
        "set_up.close_reason",
        "set_up.department",
        "set_up.figures",
        "set_up.grant",
        "set_up.holiday",
        "set_up.hours",
        "set_up.invitation",
        "set_up.key",
        "set_up.member",
        "set_up.offering",
        "set_up.profile",
        "set_up.program",
        "set_up.question",
        "set_up.retention",
        "set_up.rule",
        "set_up.sign_on",
        "set_up.stand_alone",
        "set_up.webhook",
        "set_up.zone",
    ),
)
SET_UP_UMBRELLA = Permission(
    Role.ADMINISTRATOR,
    _("Set up what all share: services, organizations, responsibilities, places and asset layers"),
    (
        "set_up.connector",
        "set_up.ground_file",
        "set_up.group",
        "set_up.handling",
        "set_up.layer",
        "set_up.mail_domain",
        "set_up.organization",
        "set_up.pairing",
        "set_up.place",
        "set_up.responsibility",
        "set_up.service",
        "surveying.apply",
        "surveying.bring",
        "surveying.choose",
        "surveying.discard",
    ),
    of_steward=True,
)

EXPORT_RECORDS = Permission(
    Role.ADMINISTRATOR,
    _("Give out public records, with what must stay out blacked out; read what was destroyed and when"),
    (
        "records.call_off",
        "records.choose",
        "records.download",
        "records.prepare",
        "records.produce",
        "records.take_back",
        "records.withhold",
    ),
)
HOLD_RECORDS = Permission(
    Role.ADMINISTRATOR,
    _("Hold records for a legal matter, so that nothing of them is destroyed, and release them"),
    ("records.place_hold", "records.release_hold"),
)

PERMISSIONS = (
    READ,
    KEEP_VIEWS,
    WORK,
    TAKE,
    SHARE_VIEWS,
    SEE_REPORTER,
    MODERATE,
    WRITE_CANNED,
    ADOPT,
    SETTLE,
    BRING_HISTORY,
    SET_UP,
    SET_UP_UMBRELLA,
    EXPORT_RECORDS,
    HOLD_RECORDS,
)
