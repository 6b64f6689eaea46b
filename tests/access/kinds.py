"""Every kind of person that may stand before a door or an operation, seen from one request and from Alder."""

from __future__ import annotations

ROLES = ("viewer", "worker", "manager", "administrator")
# How the organizations of the members stand to the request: Alder holds it, Birch had it, Cove has a grant of Alder's,
# Dune knows nothing of it, and the county is the steward and never held it.
HOLDING, FORMER, GRANTED, FOREIGN, STEWARD = STANDINGS = ("holding", "former", "granted", "foreign", "steward")


def members(*standings: str, least: str = "viewer") -> frozenset[str]:
    """Members of these organizations, of all where none is named, from this role on."""
    roles = ROLES[ROLES.index(least) :]
    return frozenset(f"{standing}.{role}" for standing in standings or STANDINGS for role in roles)


MEMBERS = members()
ANYBODY = MEMBERS | {"anonymous", "resident", "reporter", "operator"}
KINDS = sorted(ANYBODY)
NOBODY: frozenset[str] = frozenset()
LOGGED_IN = ANYBODY - {"anonymous"}
WITH_PASSWORD = LOGGED_IN - {"resident", "reporter"}
REPORTER = frozenset({"reporter"})
RESIDENT = frozenset({"resident"})  # whose watch area is looked at
# Who may know of a private request: the desk, who had it, who works on the desk by a grant.
INVOLVED = members(HOLDING, FORMER, GRANTED)
WORKERS = members(HOLDING, GRANTED, least="worker")
MODERATORS = members(HOLDING, GRANTED, least="manager")
# In their own organization, whichever that is; then in Alder, whose things the addresses name.
ADMINISTRATORS = members(least="administrator")
ADMINISTRATORS_HERE = members(HOLDING, least="administrator")
CLERKS = members(least="worker")
MANAGERS = members(least="manager")
MANAGERS_HERE = members(HOLDING, least="manager")
# Of the view that Alder's worker has shared: whose it is, and the administrator of that house.
KEEPERS = frozenset({"holding.worker", "holding.administrator"})
UMBRELLA = members(STEWARD, least="administrator")
JUDGES = members(STEWARD, least="manager")
