"""What every test has: English as the active language, people of the desk, and the catalogue on demand."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import translation

from peacedesk.accounts.models import User
from peacedesk.editorial import roles
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.website import listing

CATALOGUE = [f"fixtures/{name}.json" for name in ("library", "initiatives", "events", "drafts")]
EDITOR = (roles.AUTHORS, *(roles.translators(language) for language in CONTENT_LANGUAGES))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A test that needs what this machine lacks is skipped with a reason, or fails under REQUIRE_ALL=1."""
    if item.get_closest_marker("browser") and not CHROMIUM:
        refuse = pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip
        refuse("No Chromium found. Install it (apt-get install chromium).")


@pytest.fixture(autouse=True)
def _english():
    """LocaleMiddleware leaves a request's language active in the thread; each test starts in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_index():
    """A test that is rolled back leaves no trace in the number that tells of changes."""
    listing.forget()


def make_user(name, *groups):
    user = User.objects.create_user(name, password="correct horse battery staple", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def editor(db):
    """Someone who may write everything: the shared facts and all languages."""
    return make_user("editor", *EDITOR)


@pytest.fixture
def publisher(db):
    return make_user("publisher", roles.PUBLISHERS)


@pytest.fixture
def chief(db):
    """Someone who may both edit and publish."""
    return make_user("chief", *EDITOR, roles.PUBLISHERS)


@pytest.fixture
def stranger(db):
    """A member of staff without any right."""
    return make_user("stranger")


@pytest.fixture
def catalogue(db):
    """The real catalogue, loaded as `make run` loads it."""
    load_catalogue()


def load_catalogue():
    root = Path(__file__).resolve().parent.parent
    call_command("loaddata", *(root / path for path in CATALOGUE), verbosity=0)
