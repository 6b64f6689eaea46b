"""Who works in the demonstration: role accounts, not persons, all at example.org."""

from __future__ import annotations

from collections.abc import Iterator

from demo.organizations import COUNTY, ORGANIZATIONS
from demo.records import Department, Grant, Member, Organization, Role

# Printed when the demonstration starts; it opens nothing else.
PASSWORD = "fixward-demo"
OPERATOR = "operator@example.org"
RESIDENTS = tuple(f"resident{number}@example.org" for number in range(1, 25))

# The founding case: the city kept an administrator on the county's desk for what slips through.
GRANTS = (Grant(COUNTY, to="st-petersburg", role="worker", least_role="administrator"),)


def members() -> tuple[Member, ...]:
    """For each organization with departments: one account a role for all of it, one worker a department."""
    return tuple(member for one in ORGANIZATIONS if one.departments for member in _members_of(one))


def printed_log_ins() -> tuple[tuple[str, str], ...]:
    """E-mail address and what it shows, for the lines printed at the start; the password is `PASSWORD`."""
    return (
        (f"{COUNTY}.manager@example.org", "Pinellas County, the steward: every department, and the unsettled queue"),
        (f"{COUNTY}.administrator@example.org", "Pinellas County: everything a member may do there"),
        ("st-petersburg.stormwater.worker@example.org", "St. Petersburg: one department's inbox"),
        ("st-petersburg.administrator@example.org", "St. Petersburg: its own desk and, by a grant, the county's"),
        ("clearwater.manager@example.org", "Clearwater: all departments"),
        ("kenneth-city.manager@example.org", "Kenneth City: stands alone soon"),
        (RESIDENTS[0], "A resident with requests"),
    )


def _members_of(one: Organization) -> Iterator[Member]:
    yield _for_all(one, "administrator", "administration")
    yield _for_all(one, "manager", "duty manager")
    yield _for_all(one, "viewer", "reading room")
    yield from (_worker(one, department) for department in one.departments)


def _for_all(one: Organization, role: Role, desk: str) -> Member:
    return Member(f"{one.code}.{role}@example.org", f"{one.name}, {desk} (demo)", one.code, role)


def _worker(one: Organization, department: Department) -> Member:
    email = f"{one.code}.{department.code}.worker@example.org"
    return Member(email, f"{department.name} desk (demo)", one.code, "worker", department.code)
