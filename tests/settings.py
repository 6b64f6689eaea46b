"""The settings of the tests: those of Fixward, in a VAR folder that is thrown away.

TEST_DATABASE_URL names another PostgreSQL than the embedded one. Its user must be allowed to create databases, for the
tests make their own and drop them.
"""

import atexit
import os
import shutil
import tempfile

_var = tempfile.mkdtemp(prefix="fixward-tests-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)

for name in (
    "DATABASE_URL",
    "EMAIL_URL",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "METRICS_TOKEN",
    "MAP_STYLE_URL",
    "FIXWARD_DEMO",
):
    os.environ.pop(name, None)
os.environ |= {"FIXWARD_VAR": _var, "SECRET_KEY": "only for tests " * 4, "LOG_LEVEL": "WARNING"}
os.environ["REQUIRE_SECOND_FACTOR"] = "false"  # test_second_factor.py turns it on
os.environ["OUTBOUND_NETWORKS"] = "127.0.0.0/8"  # the issuers and receivers of the tests are on this machine
os.environ["LEAST_SECONDS_TO_REPORT"] = "0"  # tests type faster than people
# Playwright keeps a loop in the main thread, and Django would take every query for one made inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from fixward.foundation import database  # noqa: E402
from fixward.settings import *  # noqa: E402, F403
from fixward.settings import STORAGES, VAR  # noqa: E402

DATABASES = {"default": database.configuration(os.environ.get("TEST_DATABASE_URL", ""), var=VAR)}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
