"""What every test stands on: a real PostgreSQL and, where asked for, a real server and a real mailbox."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from fixward.domain.routing import current
from fixward.foundation import database
from tests import browser, clones, schedule, servers
from tests import town as towns

# How long one example takes says more about the machine's other work than about the rule.
hypothesis_settings.register_profile("fixward", deadline=None)
hypothesis_settings.load_profile("fixward")

cloned = clones.cloned
committed = clones.committed
mail = servers.mail
server = servers.server
shared_clone = clones.shared_clone
site = servers.site
static_files = servers.static_files
town = towns.town


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server of the run: the embedded one in its VAR folder, unless another is named."""
    with nullcontext() if os.environ.get("TEST_DATABASE_URL") else database.running(settings.VAR):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: None, django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The migrated test database; unlike pytest-django's own, also for tests that only ask for a clone."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def nobody_counted() -> None:
    """The limits of logging in are counted in the cache, which outlives a test's transaction."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_language_of_another_test() -> None:
    """A request in Spanish leaves its thread speaking it until the next request comes."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def table_at_rest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where queries are counted, how many of the looks at the routing's version fall into a page would be chance."""
    counts = any("num_queries" in name for name in request.fixturenames) or hasattr(
        request.module, "CaptureQueriesContext"
    )
    if counts:
        monkeypatch.setattr(current, "CHECK_EVERY_S", 3600)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """A browser without a graphics card, and Debian's where that is."""
    return browser_type_launch_args | browser.launch_arguments()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So that the browsers come last, and of them the longest first."""
    items.sort(key=schedule.order)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> schedule.Scheduling:
    """Longest first is of use only where nobody takes many of them at once."""
    return schedule.Scheduling(config, log)
