"""What the worker does for desks."""

from fixward.domain.desks.many import TASK, go_on
from fixward.foundation import jobs

jobs.task(TASK)(go_on)
