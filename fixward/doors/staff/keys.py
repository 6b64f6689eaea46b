"""Which key does what on the staff's pages: said once, drawn into the pages, listed for everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fixward.domain.desks.views import View
from fixward.domain.people import operations as people
from fixward.doors.staff.access import StaffRequest, staff_view

Text = str | Promise

# By the name under which a template asks for it; two one after the other are typed so.
KEYS = {
    "keys": "?",
    "inbox": "g i",
    "views": "g v",
    "call": "g l",
    "number": "#",
    "down": "j",
    "up": "k",
    "open": "o",
    "tick": "x",
    "tick-until": "X",
    "search": "/",
    "before": "p",
    "after": "n",
    "newer": ".",
    "save-view": "v",
    "back": "u",
    "next": "j",
    "previous": "k",
    "acknowledge": "e",
    "assign": "a",
    "close": "c",
    "transfer": "t",
    "return": "b",
    "reply": "r",
    "note": "n",
    "ask": "q",
    "resume": "q",
    "service": "s",
    "duplicate": "d",
    "target": "w",
    "priority": "h",
    "relate": "i",
    "separate": "z",
    "pin": "m",
    "settle": "y",
    "reopen": "o",
}
VIEWS = {
    View.NEW: "g n",
    View.MINE: "g m",
    View.MENTIONED: "g e",
    View.DEPARTMENT: "g d",
    View.UNASSIGNED: "g u",
    View.ARRIVING: "g f",
    View.RETURNED: "g r",
    View.UNSETTLED: "g t",
    View.SOON: "g s",
    View.OVERDUE: "g o",
    View.WAITING: "g w",
    View.ACTIVE: "g p",
    View.CLOSED: "g c",
    View.ALL: "g a",
}
SAVED = 9  # the first ones have a figure each
_LISTED: list[tuple[Text, list[tuple[str, Text]]]] = [
    (
        _("On every page"),
        [
            ("keys", _("These keys")),
            ("inbox", _("The inbox")),
            ("views", _("My views")),
            ("call", _("Take a call")),
            ("number", _("Find a request by its number")),
        ],
    ),
    (
        _("In the inbox"),
        [
            ("down", _("Next request, also with the arrow keys")),
            ("up", _("Previous request")),
            ("open", _("Open it, also with Enter")),
            ("tick", _("Tick it")),
            ("tick-until", _("Tick all from the last one ticked to this one")),
            ("search", _("Search")),
            ("acknowledge", _("Acknowledge those ticked, or this one")),
            ("assign", _("Assign them")),
            ("close", _("Reply and close them")),
            ("transfer", _("Transfer them")),
            ("service", _("Change their service")),
            ("duplicate", _("Mark them as reported before")),
            ("reply", _("Open this one to answer it")),
            ("after", _("Next page")),
            ("before", _("Previous page")),
            ("newer", _("Show what came meanwhile")),
            ("save-view", _("Save this view")),
        ],
    ),
    (
        _("At one request"),
        [
            ("next", _("Next request of the inbox")),
            ("previous", _("Previous request")),
            ("back", _("Back to the inbox")),
            ("acknowledge", _("Acknowledge")),
            ("assign", _("Assign")),
            ("reply", _("Answer, for everybody")),
            ("note", _("Note, for us")),
            ("ask", _("Ask the reporter for something, or go on without waiting")),
            ("close", _("Close")),
            ("transfer", _("Transfer")),
            ("return", _("Return")),
            ("service", _("Change the service")),
            ("duplicate", _("Mark as reported before")),
            ("separate", _("Separate it again")),
            ("relate", _("Link another request")),
            ("priority", _("Set the priority")),
            ("target", _("Set the target by hand")),
            ("pin", _("Move the pin")),
            ("settle", _("Settle")),
            ("reopen", _("Reopen")),
        ],
    ),
]
_ALWAYS = [
    ("Ctrl Enter", _("Send what is being written")),
    ("Esc", _("Leave a field, so that letters are keys again")),
]


def key_of(name: str, number: int = 0) -> str:
    """The key of what a template names; of a saved view by its place."""
    if name == "saved":
        return f"g {number}" if number <= SAVED else ""
    kind, _dash, view = name.partition("view-")
    return VIEWS.get(View(view), "") if not kind and view in View.values else KEYS[name]


@staff_view
def keyboard(request: StaffRequest) -> HttpResponse:
    """All keys; and whether single letters are among them, which is each person's own choice."""
    if request.method == "POST":
        people.set_keys(request.user, single=request.POST.get("single") == "1", by=request.user)
        return redirect("staff:keyboard")
    return render(request, "staff/keyboard.html", {"lists": _lists(), "always": _ALWAYS})


def _lists() -> list[tuple[Text, list[tuple[list[str], Text]]]]:
    lists = [(heading, [(KEYS[name].split(), words) for name, words in rows]) for heading, rows in _LISTED]
    views: list[tuple[list[str], Text]] = [(key.split(), view.label) for view, key in VIEWS.items()]
    views.append((["g", f"1 … {SAVED}"], _("Saved view, by its place")))
    return [*lists[:2], (_("Views of the inbox"), views), *lists[2:]]
