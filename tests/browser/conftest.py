"""A real browser on a real server over the real catalogue."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM

# Playwright keeps an event loop in this thread, and Django refuses database access beside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, transactional_db, catalogue):
    """The address of a running site with the whole catalogue."""
    return live_server.url
