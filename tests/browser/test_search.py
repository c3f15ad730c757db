"""Search as a reader has it: by keyboard, by ear as far as the tree tells, and without scripts."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import follow
from tests.browser.looking import faults, go, open_page, violations, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "start": "search/",
    "results": "search/?q=Kazakhstan&theme=nuclear-disarmament&sort=newest",
    "results of one kind": "search/?q=Kazakhstan&kind=person",
    "nothing left": "search/?q=Kazakhstan&theme=nuclear-disarmament&to=1900",
    "nothing": "search/?q=qqqqzzzz",
    "corrected": "search/?q=Semipalatinks",
}
SELECTED = '#find-suggestions [aria-selected="true"]'


@pytest.fixture
def home(site, chromium):
    """The home page in English, ready to type into the field of the masthead."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page, _response = open_page(context, f"{site}/en/")
    page.focus("#find")
    yield page
    context.close()


def suggest(page, words):
    page.keyboard.type(words)
    page.wait_for_selector("#find-suggestions [role=option]")


def test_pages_are_accessible_fit_the_screen_and_stand_still(site, chromium):
    failures = []
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = watched(context)
        for language, (name, path) in product(("en", "ar"), PAGES.items()):
            found = faults(page, go(page, f"{site}/{language}/{path}"), width)
            failures += [f"{name} {language} {width} {scheme}: {fault}" for fault in found]
        context.close()

    assert failures == []


def test_the_field_is_a_combobox_that_the_keyboard_works(home):
    suggest(home, "nuclear")
    field = home.locator("#find")
    count = home.locator("#find-suggestions [role=option]").count()

    assert field.get_attribute("aria-expanded") == "true"
    assert home.locator(SELECTED).count() == 0
    expect(home.locator("body > [role=status]")).to_have_text(f"{count} suggestions")  # one for all scripts

    home.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == home.locator(SELECTED).get_attribute("id")
    home.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    home.keyboard.press("ArrowUp")
    assert home.locator(SELECTED).get_attribute("id") == f"find-suggestions-{count - 1}"
    home.keyboard.press("Home")
    assert home.locator(SELECTED).count() == 0
    assert home.evaluate("document.activeElement.selectionStart") == 0
    home.keyboard.press("ArrowDown")
    home.keyboard.press("End")
    assert home.locator(SELECTED).count() == 0
    assert home.evaluate("document.activeElement.selectionStart") == len("nuclear")

    home.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert home.locator("#find-suggestions").is_hidden()
    assert field.input_value() == "nuclear"
    home.keyboard.press("Alt+ArrowDown")
    assert field.get_attribute("aria-expanded") == "true"
    home.keyboard.press("Tab")
    assert home.locator("#find-suggestions").is_hidden()


def test_an_open_list_is_accessible(home):
    suggest(home, "nuclear")
    home.keyboard.press("ArrowDown")

    assert [violation["id"] for violation in violations(home)] == []


def test_enter_follows_the_option_and_searches_without_one(home):
    suggest(home, "semipal")
    home.keyboard.press("ArrowDown")
    name = home.locator(f"{SELECTED} span").inner_text()
    home.keyboard.press("Enter")
    home.wait_for_url(re.compile("/en/(initiatives|events)/"))
    assert home.locator("h1").inner_text() == name

    home.focus("#find")
    suggest(home, "semipal")
    home.keyboard.press("Enter")
    home.wait_for_url("**/en/search/?q=semipal")
    assert home.locator("main .entries li").count()


def test_a_click_follows_the_option(home):
    suggest(home, "tokay")
    home.locator("#find-suggestions [role=option]").first.click()

    home.wait_for_url("**/en/people/tokayev/")


def test_options_say_the_language_they_are_in(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 390, "height": 800}), f"{site}/ar/search/")
    page.focus("#q")
    page.keyboard.type("كازا")
    page.wait_for_selector("#q-suggestions [role=option]")
    option = page.locator("#q-suggestions [role=option] span").first

    assert (option.get_attribute("lang"), option.get_attribute("dir")) == ("ar", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_a_field_without_an_answer_stays_a_field(home):
    home.route("**/suggestions*", lambda route: route.abort())
    home.keyboard.type("peace")
    home.keyboard.press("Enter")

    home.wait_for_url("**/en/search/?q=peace")


def test_filters_swap_the_results_and_keep_address_and_back(site, chromium):
    page, _response = open_page(chromium.new_context(), f"{site}/en/search/?q=nuclear")
    page.evaluate("window.isSame = true")
    total = page.locator("#results").inner_text()

    page.locator("#tab-event").click()
    page.wait_for_url("**/en/search/?q=nuclear&kind=event")
    page.get_by_label("Cancelled").or_(page.get_by_label("Held")).first.check()
    page.locator("#show-results").click()
    page.wait_for_url("**/en/search/?q=nuclear&kind=event&status=*")
    narrowed = int(page.locator("#results").inner_text().split()[0])
    assert page.locator("#tab-event .num").inner_text() == str(narrowed)
    assert page.locator(".langs a[lang=ar]").get_attribute("href").endswith(page.url.partition("/en/")[2])

    page.go_back()
    page.wait_for_url("**/en/search/?q=nuclear&kind=event")
    page.go_back()
    page.wait_for_function("total => document.querySelector('#results').innerText === total", arg=total)
    assert page.evaluate("window.isSame")
    page.context.close()


def test_a_reader_without_scripts_can_search_filter_and_sort(site, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site}/en/")
    page.fill("#find-home", "nuclear")
    follow(page.locator(".hero form button"))
    total = page.locator("#results").inner_text()
    page.get_by_label("Nuclear disarmament").first.check()
    page.fill('main input[name="from"]', "2000")
    follow(page.locator(".filters__go"))

    assert dict(pair.split("=") for pair in page.url.partition("?")[2].split("&")) == {
        "q": "nuclear",
        "theme": "nuclear-disarmament",
        "from": "2000",
        "to": "",
    }
    assert page.locator("#results").inner_text() != total
    follow(page.get_by_role("link", name="Newest first"))
    assert "sort=newest" in page.url
    follow(page.get_by_role("link", name="Clear all filters"))
    assert page.locator("#results").inner_text() == total
    page.context.close()
