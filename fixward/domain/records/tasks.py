"""What the worker does for records."""

from fixward.domain.records.operations.exports import PRODUCE
from fixward.domain.records.production import expire, produce
from fixward.domain.records.retention import DESTROY, nightly, run
from fixward.foundation import jobs

jobs.task(PRODUCE)(produce)
jobs.task(DESTROY)(run)
jobs.periodic("records.expire", cron="17 * * * *")(expire)
# In the night of the place: between 1:30 and 5:30 from one coast of the United States to the other.
jobs.periodic("records.nightly", cron="30 9 * * *")(nightly)
