"""Tests: like development, with a fast password hasher and no file left behind."""

import tempfile

from peacedesk.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests need a key of a length that no check complains about"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = tempfile.mkdtemp(prefix="peacedesk-media-")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
