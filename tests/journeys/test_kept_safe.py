"""What hurts somebody is flagged by a neighbour and hidden by a manager; what was fixed is rated: on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fixward.domain.conversations.models import Flag, Rating
from fixward.domain.conversations.operations import comment
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.operations import close
from tests.journeys.visitor import Visitor
from tests.town import Town

MANNERS = [
    pytest.param("mouse", id="by touch"),
    pytest.param("keyboard", id="by keyboard"),
    pytest.param("no script", id="without scripts"),
]


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS)
def test_what_a_neighbour_flags_a_manager_hides(manner: str, visitor: Callable[..., Visitor], real_town: Town) -> None:
    hole = real_town.report()
    comment(hole, text="Ask Hans about it, 727-464-3000", by=real_town.fred)
    neighbour = visitor(manner, phone=True)
    neighbour.open(f"/requests/{hole.number}")
    neighbour.reads("Ask Hans about it, [phone number]")
    neighbour.press("Something here should not be public")
    neighbour.reads("It shows somebody's name, number, plate or face")
    if manner != "no script":
        neighbour.must_be_accessible()
    neighbour.tick("“Ask Hans about it, [phone number]”")
    neighbour.tick("It shows somebody's name, number, plate or face")
    neighbour.press("Tell them")
    neighbour.reads("Somebody at City of Alder looks at it.")
    assert Flag.objects.get().reason == "personal"

    manager = visitor(manner, phone=True)
    manager.comes_as("abel@example.org")
    manager.open("/staff/moderation")
    manager.reads("Ask Hans about it, 727-464-3000")
    fold = manager.page.locator(".item details", has_text="Hide from the public")
    manager.unfold(fold)
    manager.write("Reason", "A private number", within=fold)
    manager.press("Hide from the public", within=fold)
    manager.reads("Nothing waits")

    neighbour.open(f"/requests/{hole.number}")
    assert "Ask Hans" not in neighbour.page.content()


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS)
def test_the_reporter_says_how_it_was(manner: str, visitor: Callable[..., Visitor], real_town: Town) -> None:
    hole = real_town.report()
    close(hole, resolution="fixed", text="Filled", by=real_town.ada)
    rosa = visitor(manner, phone=True)
    rosa.comes_as("rosa@example.net")
    rosa.open(f"/requests/{hole.number}")
    rosa.tick("4")
    rosa.write("Why?", "It took a while")
    rosa.press("Send")
    rosa.reads("You gave it 4 of 5")
    assert Rating.objects.get().stars == 4


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS)
def test_a_comment_that_is_read_first_waits_for_a_manager(
    manner: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    Organization.objects.filter(pk=real_town.alder.pk).update(holds_comments=True)
    hole = real_town.report()
    fred = visitor(manner, phone=True)
    fred.comes_as("fred@example.net")
    fred.open(f"/requests/{hole.number}")
    fred.write("Your comment", "It is deeper today")
    fred.press("Write a comment")
    fred.reads("Until then only you see it:")
    fred.reads("It is deeper today")
    if manner != "no script":
        fred.must_be_accessible()
    passer_by = visitor("no script", phone=True)
    passer_by.open(f"/requests/{hole.number}")
    assert "It is deeper today" not in passer_by.page.content()

    manager = visitor(manner, phone=True)
    manager.comes_as("abel@example.org")
    manager.open("/staff/moderation")
    manager.reads("It is deeper today")
    manager.press("Let it through")
    manager.reads("Nothing waits")
    passer_by.open(f"/requests/{hole.number}")
    passer_by.reads("It is deeper today")
