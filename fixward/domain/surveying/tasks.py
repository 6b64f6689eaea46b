"""What the worker does for the ground."""

from fixward.domain.surveying.operations import TASK, go_on
from fixward.foundation import jobs

jobs.task(TASK)(go_on)
