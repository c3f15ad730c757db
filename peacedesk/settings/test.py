"""Tests: a database of their own, a fast password hasher, and no file left behind."""

import tempfile
from pathlib import Path

from peacedesk.settings import env
from peacedesk.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests need a key of a length that no check complains about"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

VAR_DIR = SCRATCH = Path(tempfile.mkdtemp(prefix="peacedesk-test-"))
MEDIA_ROOT = SCRATCH / "media"
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()
PAGE_STATE = SCRATCH / "page-state"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A file rather than memory: a live server reads and writes in several threads, as in production.
DATABASES = {"default": env.database("TEST_DATABASE_URL", f"sqlite:///{SCRATCH / 'unused.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "peacedesk.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
