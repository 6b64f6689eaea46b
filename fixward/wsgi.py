"""The WSGI application that Granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

# A list of a thousand rows makes thousands of objects, all of which are still needed when Python looks for garbage.
OBJECTS_BETWEEN_LOOKS = 10_000

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fixward.settings")
application = get_wsgi_application()
gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
