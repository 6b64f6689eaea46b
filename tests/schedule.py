"""Which process makes which test: most in large portions, and what needs a browser one by one, longest first.

A journey takes as long as a hundred other tests. Given out in portions, the last of them keeps one process busy for
minutes while the others have nothing left to do.
"""

from itertools import takewhile

import pytest
from xdist.scheduler import LoadScheduling
from xdist.workermanage import WorkerController

# The journeys that take longest, the longest first.
LONGEST = (
    "test_axe_finds_nothing_on_any_page",
    "test_a_department_works_through_its_morning",
    "test_a_report_reaches_its_government",
    "test_set_up_by_an_administrator_it_lets_in_members",
    "test_axe_finds_nothing_on_what_is_ones_own",
    "test_axe_finds_nothing",
)
AHEAD = 2  # the test that is being made, and the next one, which a process must know of before


def order(item: pytest.Item) -> tuple[bool, int]:
    """Browsers come last: Playwright keeps a loop running in this thread, beside which no other can be started."""
    if "browser" not in getattr(item, "fixturenames", ()):
        return False, 0
    return True, next((at for at, name in enumerate(LONGEST) if item.name.startswith(name)), len(LONGEST))


def needs_browser(name: str) -> bool:
    """pytest-playwright names the browser among the parameters of a test."""
    return "[chromium" in name


class Scheduling(LoadScheduling):
    """As `--dist load`, except for the browsers."""

    def _send_tests(self, node: WorkerController, num: int) -> None:
        names = self.collection or []
        portion = list(takewhile(lambda at: not needs_browser(names[at]), self.pending[:num]))
        super()._send_tests(node, len(portion) or max(1, AHEAD - len(self.node2pending[node])))
