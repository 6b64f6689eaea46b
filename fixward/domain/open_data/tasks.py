"""What the worker does for open data."""

from fixward.domain.open_data.making import make
from fixward.foundation import jobs


# In the night of the place: between 2 and 6 from one coast of the United States to the other.
@jobs.periodic("open_data.nightly", cron="0 10 * * *")
def nightly() -> None:
    make()
