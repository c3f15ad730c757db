"""Read the environment, and refuse what is wrong with a sentence that says how to mend it.

Each function takes the variable's name, returns a checked value and raises `ImproperlyConfigured` on a bad one.
"""

import os
import zoneinfo
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name, default=None):
    """The variable as a string; required when `default` is None."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. Set it before starting PeaceDesk.")
    return value


def boolean(name, default):
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 for yes or 0 for no.")
    return value in TRUE


def number(name, default):
    """A whole number, 0 or more."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number, 0 or more.")
    return int(value)


def words(name, default=()):
    """A comma-separated list, without empty items."""
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def origin(name, default=None):
    """A web origin (RFC 6454) such as https://peacedesk.example, without a path."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write an address such as https://peacedesk.example.")
    return value


def time_zone(name, default):
    """An IANA time zone name."""
    value = text(name, default)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no IANA zone. Write e.g. Asia/Almaty.") from error
    return value


def directory(name, default):
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name):
    """A key of at least 50 characters with at least 5 different ones (the measure of Django's own deploy check)."""
    value = text(name)
    if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure"):
        raise ImproperlyConfigured(
            f'{name} is too weak. Make a new one with: python -c "import secrets; print(secrets.token_urlsafe(60))"'
        )
    return value


def database(name, default):
    """A Django database dictionary from a URL such as postgres://user:password@host/peacedesk or sqlite:////file."""
    value = text(name, default)
    is_file = value.startswith("sqlite")
    try:
        # A connection that the server has closed meanwhile is opened anew, at the cost of one "SELECT 1" a request.
        config = dj_database_url.parse(value, conn_max_age=None if is_file else 600, conn_health_checks=not is_file)
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read as a database address: {error}") from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = "peacedesk.sqlite3"
        # Readers never wait for a writer, and a writer asks for its lock at once instead of failing half-way.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return config


def replica(name, primary):
    """The same for a read replica of the database `primary`, a Django dictionary too; None while the variable is unset.

    A replica that does not answer is given up after two seconds, unless the URL has a `connect_timeout`.
    """
    if not os.environ.get(name, "").strip():
        return None
    config = database(name, None)
    if {config["ENGINE"], primary["ENGINE"]} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured(f"{name} is set. A replica needs PostgreSQL, there and in DATABASE_URL.")
    config["OPTIONS"] = {"connect_timeout": 2} | config.get("OPTIONS", {})
    return config


def media_storage(name, address):
    """Where uploads are kept, as an item of Django's STORAGES: in MEDIA_ROOT, or in a bucket such as s3://uploads.

    What follows a `?` are further options of `storages.backends.s3.S3Storage`. `address` is where the site itself
    serves them: a bucket stays private, since an upload is public only while a public page shows it.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(value)
    if parts.scheme != "s3" or not parts.netloc or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} is {value!r}. Write an address such as s3://bucket?endpoint_url=https://…")
    if find_spec("storages") is None:
        raise ImproperlyConfigured(f'{name} is set. Install what it needs: pip install "django-storages[s3]"')
    scheme, _separator, place = address.partition("//")
    options = dict(parse_qsl(parts.query)) | {
        "bucket_name": parts.netloc,
        "url_protocol": scheme,
        "custom_domain": place.rstrip("/"),
        "querystring_auth": False,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
