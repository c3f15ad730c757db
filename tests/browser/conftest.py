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


@pytest.fixture
def sign_in(live_server, transactional_db, chromium):
    """A function that signs a person in, in a browser of their own, and returns its page, which shows the desk.

    Whatever is wrong in the console of such a browser fails the test at its end.
    """
    contexts, problems = [], []

    def sign_in(user, language="en", width=1280, **options):
        user.interface_language = language
        user.save(update_fields=["interface_language"])
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("weberror", lambda error: problems.append(f"{error.page.url}: {error.error}"))
        context.on("console", lambda message: problems.extend(_complaints(message)))
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", "correct horse battery staple")
        page.click("#login-form [type=submit]")
        page.wait_for_url(f"{live_server.url}/admin/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert problems == []


def follow(locator):
    """Click what leads to another page, and return when that page is there."""
    with locator.page.expect_navigation():
        locator.click()


def _complaints(message):
    """The error of a console message, if it is one.

    What the accessibility checker does has no address, and that a page was answered with 409 (Conflict) is no error.
    """
    address = message.location["url"]
    if message.type == "error" and address and "409" not in message.text:
        yield f"{address}: {message.text}"
