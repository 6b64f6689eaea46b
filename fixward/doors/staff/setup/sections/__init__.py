"""What can be set up, section by section: for whom, which things, how a row says them, by which form they change."""

from fixward.doors.staff.setup.sections.own import OWN
from fixward.doors.staff.setup.sections.shared import SHARED

__all__ = ["OWN", "SHARED"]
