"""The WSGI entry point of servers: finished pages first, then static files, then Django."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.production")
django = get_wsgi_application()

from django.urls import resolve  # noqa: E402  (apps must be loaded first)

from peacedesk.website.page_cache.edge import with_page_cache  # noqa: E402
from peacedesk.website.static_files import StaticFiles  # noqa: E402

application = with_page_cache(StaticFiles(django))
resolve("/")  # loads all views
gc.freeze()  # what is loaded stays: the collector looks only at what requests leave, and so comes before there is much
