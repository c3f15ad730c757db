"""The WSGI entry point of servers: static files first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.production")
django = get_wsgi_application()

from peacedesk.website.static_files import StaticFiles  # noqa: E402  (settings must be loaded first)

application = StaticFiles(django)
