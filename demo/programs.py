"""One program in the demonstration, so that Open311 and the API can be tried without making a key first."""

from __future__ import annotations

from demo.organizations import COUNTY
from fixward.domain.governments.changes import save
from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.programs import operations, secret
from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.setup import PROGRAM

# Printed when the demonstration starts, as the password is; it opens nothing else.
KEY = f"{secret.PREFIX}OnlyForTheDemonstrationOfThePlatform0311"
NAME = "Demonstration app"


def write() -> None:
    """The steward's, which may do all that a key can."""
    county = Organization.objects.get(code=COUNTY)
    by = Member.objects.working().filter(organization=county, role=Role.ADMINISTRATOR).select_related("person")[0]
    made = Program(organization=county, made_by=by.person)
    made = save(PROGRAM, made, by=by, name=NAME, contact="it@example.org", scopes=["report", "manage"])
    key, _text = operations.make_key(made, by=by)
    # A real one is never known before it is made.
    AccessKey.objects.filter(pk=key.pk).update(digest=secret.digest(KEY), start=secret.start(KEY))
