"""A public site. Refuses to start when the environment would make it unsafe."""

from django.core.exceptions import ImproperlyConfigured

from peacedesk.settings import env
from peacedesk.settings.base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)
if DEBUG:
    raise ImproperlyConfigured("DEBUG is on. Unset it: a public site never shows its source in error pages.")

SECRET_KEY = env.secret("SECRET_KEY")
SITE_URL = env.origin("SITE_URL")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}. A public site needs an https:// address.")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the site, separated by commas, and not '*'.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

STORAGES = {
    "default": env.media_storage("MEDIA_STORAGE", SITE_URL + MEDIA_URL),
    "staticfiles": {"BACKEND": "peacedesk.website.static_files.HashedFiles"},
}

SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("BEHIND_TLS_PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = env.boolean("SECURE_HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is a decision of the domain's owner, not of the site
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
