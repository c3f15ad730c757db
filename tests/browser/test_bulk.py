"""A step for many entries and the log, in a browser: with its progress, without scripts, accessible."""

from itertools import product

import pytest

from peacedesk.editorial import roles
from peacedesk.editorial.models import Part
from tests.browser.conftest import follow
from tests.browser.looking import violations
from tests.conftest import make_user
from tests.factories import make_initiative_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author(transactional_db):
    roles.make_groups()
    for _ in range(12):
        make_initiative_draft()
    return make_user("author", roles.AUTHORS)


def choose_all(page, address):
    """Choose “Submit for review” for every entry of the list."""
    page.goto(f"{address}/admin/initiatives/initiativedraft/")
    for box in page.locator("input.action-select").all():
        box.check()
    page.select_option("[name=action]", "submit")
    follow(page.locator("[name=index]"))


def faults(page, where):
    found = [f"{where}: {violation['id']}" for violation in violations(page)]
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *([f"{where}: scrolls sideways"] if is_wide else [])]


def in_review():
    return Part.objects.filter(part="en", state="in_review").count()


def test_progress_is_shown_and_each_row_gets_its_answer(live_server, author, sign_in):
    page = sign_in(author)
    choose_all(page, live_server.url)

    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("12 of 12 entries, done: 12").wait_for()

    assert page.locator("progress").evaluate("bar => [bar.value, bar.max]") == [12, 12]
    assert page.locator("tr[data-done=yes]").count() == 12
    assert page.get_by_role("columnheader", name="What was done").count() == 1
    assert page.get_by_role("link", name="Back to the list").is_visible()
    assert in_review() == 12


def test_after_a_stop_the_rest_can_be_sent_again(live_server, author, sign_in):
    page = sign_in(author)
    choose_all(page, live_server.url)
    page.route("**/bulk-submit/*", lambda route: route.fulfill(body="Nobody is there."), times=1)
    button = page.get_by_role("button", name="Submit for review")

    button.click()
    page.get_by_text("Stopped.").wait_for()
    assert in_review() == 0
    button.click()
    page.get_by_text("12 of 12 entries, done: 12").wait_for()

    assert in_review() == 12


def test_without_scripts_the_form_goes_as_a_whole(live_server, author, sign_in):
    page = sign_in(author, java_script_enabled=False)
    choose_all(page, live_server.url)

    follow(page.get_by_role("button", name="Submit for review"))

    assert page.get_by_text("Done for 12 entries.").is_visible()
    assert in_review() == 12


def test_the_pages_are_accessible(live_server, author, sign_in):
    auditor, found = make_user("auditor", roles.AUDITORS), []

    for language, width in product(("en", "ar"), (1280, 390)):
        where = f"{language} {width}"
        page = sign_in(author, language, width)
        choose_all(page, live_server.url)
        found += faults(page, f"before {where}")
        page = sign_in(auditor, language, width)
        page.goto(f"{live_server.url}/admin/accounts/logrecord/?since=2026-01-01&action=login")
        found += faults(page, f"log {where}")

    assert found == []
