"""Settings that hold everywhere. What differs stands in development, production and test."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from peacedesk.settings import env
from peacedesk.website.policies import PUBLIC_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = env.directory("VAR_DIR", BASE_DIR / "var")

INSTALLED_APPS = [
    # Before modeltranslation: our loaddata extends its command of the same name.
    "peacedesk.editorial",
    # Before the admin, which it extends.
    "modeltranslation",
    "peacedesk.accounts.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_prose_editor",
    "js_asset",
    "peacedesk.accounts",
    "peacedesk.library",
    "peacedesk.website",
    "initiatives",
    "events",
]

MIDDLEWARE = [
    "peacedesk.website.middleware.ReplicaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "peacedesk.website.middleware.PublicGZipMiddleware",
    "peacedesk.website.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "peacedesk.accounts.middleware.DeskLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "peacedesk.website.middleware.OneStateMiddleware",
]

ROOT_URLCONF = "peacedesk.urls"
WSGI_APPLICATION = "peacedesk.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["peacedesk.website.unindented.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peacedesk.website.context_processors.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "peacedesk.website.templatetags.site",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'peacedesk.sqlite3'}")}
DATABASE_ROUTERS = ["peacedesk.replica.ReplicaRouter"]
if replica := env.replica("REPLICA_DATABASE_URL", DATABASES["default"]):
    DATABASES["replica"] = replica

AUTHENTICATION_BACKENDS = ["peacedesk.accounts.backends.RoleBackend"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The order of the language switcher. Every language has its prefix in the address.
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"), ("ar", "العربية")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "framework"]
FORMAT_MODULE_PATH = ["peacedesk.formats"]
USE_THOUSAND_SEPARATOR = False

# Languages of the content are columns of the database: they change by a migration, never by a setting alone.
MODELTRANSLATION_LANGUAGES = ("en", "kk", "ru", "ar")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_PREPOPULATE_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False
MODELTRANSLATION_AUTO_POPULATE = False

TIME_ZONE = env.time_zone("DESK_TIME_ZONE", "Asia/Almaty")
USE_TZ = True

# Who last changed a text may neither approve nor publish it. Off only where one person runs the whole desk.
FOUR_EYES = env.boolean("FOUR_EYES", True)

SITE_NAME = _("PeaceDesk")
SITE_URL = env.origin("SITE_URL", "http://127.0.0.1:8000")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "desk@peacedesk.example")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.directory("MEDIA_ROOT", VAR_DIR / "media")

# Finished pages in the memory of each process, and the file by which processes of a host know that they are outdated.
PAGE_CACHE_BYTES = env.number("PAGE_CACHE_MB", 12) * 2**20
PAGE_STATE = VAR_DIR / "page-state"
# How long a CDN may answer without asking, in seconds.
CDN_SECONDS = env.number("CDN_SECONDS", 0)

SERIALIZATION_MODULES = {
    "json": "peacedesk.editorial.fixture_json",
    "jsonl": "peacedesk.editorial.fixture_jsonl",
}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an event with many sessions in four languages
