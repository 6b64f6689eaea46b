"""What the worker does for the API."""

from __future__ import annotations

import datetime as dt

from fixward.doors.api.models import Answered
from fixward.foundation import clock, jobs

KEPT = dt.timedelta(hours=24)


def forget_answers() -> None:
    """After a day nobody sends the same call again."""
    Answered.objects.filter(at__lt=clock.now() - KEPT).delete()


jobs.periodic("api.forget_answers", cron="17 * * * *")(forget_answers)
