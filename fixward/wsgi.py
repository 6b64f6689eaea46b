"""The WSGI application that Granian serves."""

import gc
import os
import sys
import warnings
from importlib import import_module

from django.core.wsgi import get_wsgi_application

# What other libraries take if they find it, for what a web process never does: tracebacks in colour, guesses at
# encodings, and what only tests need. 8 MB.
for unneeded in ("rich", "charset_normalizer", "jinja2", "greenlet"):
    sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]
warnings.filterwarnings("ignore", "Unable to find acceptable character detection")
# A list of a thousand rows makes thousands of objects, all of which are still needed when Python looks for garbage.
OBJECTS_BETWEEN_LOOKS = 10_000

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fixward.settings")
application = get_wsgi_application()
# Every page is loaded before the first is asked for, and what is there now stays: it is not looked through for garbage.
import_module("fixward.urls")
gc.collect()
gc.freeze()
gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
