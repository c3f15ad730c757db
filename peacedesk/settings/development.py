"""One developer, one machine: SQLite in var/, static files straight from the source tree."""

from peacedesk.settings import env
from peacedesk.settings.base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "only for development, never for a public site: peacedesk")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])

VAR_DIR.mkdir(parents=True, exist_ok=True)
if DEBUG:
    PAGE_CACHE_BYTES = 0  # who works on templates sees each change at once
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
