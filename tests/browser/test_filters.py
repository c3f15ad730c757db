"""Filtering with a script: the list changes in place, and nothing else about the page is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOTAL = '[role="status"]#results'


@pytest.fixture
def page(site, chromium):
    """The list of initiatives on a wide screen; a navigation that loads the whole page sets `window.isNew`."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/en/initiatives/")
    page.evaluate("window.isSame = true")
    yield page
    context.close()


def is_same(page):
    return page.evaluate("Boolean(window.isSame)")


def check(page, name, value):
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def test_results_change_in_place_and_keep_focus_address_and_back(page):
    whole = page.locator(TOTAL).inner_text()
    check(page, "theme", "nuclear-disarmament")
    assert page.locator(TOTAL).inner_text() == whole  # nothing happens before it is asked for

    page.locator("#show-results").click()

    expect(page.locator(".chip")).to_have_count(1)
    assert page.url.endswith("/en/initiatives/?theme=nuclear-disarmament")
    assert page.evaluate("document.activeElement.id") == "show-results"
    narrowed = page.locator(TOTAL).inner_text()
    assert narrowed != whole
    page.go_back()
    expect(page.locator(TOTAL)).to_have_text(whole)
    expect(page.locator('input[name="theme"][value="nuclear-disarmament"]')).not_to_be_checked()
    page.go_forward()
    expect(page.locator(TOTAL)).to_have_text(narrowed)
    expect(page.locator('input[name="theme"][value="nuclear-disarmament"]')).to_be_checked()
    assert is_same(page)


def test_forward_before_back_has_answered_keeps_what_the_address_says(page):
    page.locator("#sort-oldest").click()
    expect(page.locator("#sort-oldest")).to_have_attribute("aria-current", "true")
    waiting = []
    page.route("**/en/initiatives/", lambda route: waiting.append(route))
    page.evaluate("history.back()")
    expect(page.locator("[data-list]")).to_have_attribute("aria-busy", "true")
    page.evaluate("history.forward()")
    page.wait_for_url("**/?sort=oldest")
    waiting[0].continue_()

    expect(page.locator("[data-list]")).not_to_have_attribute("aria-busy", "true")
    assert page.locator("#sort-oldest").get_attribute("aria-current") == "true"
    assert is_same(page)


def test_total_is_announced_by_the_element_that_was_there(page):
    page.evaluate(
        f"""window.said = [];
        new MutationObserver(() => window.said.push(document.querySelector('{TOTAL}').textContent.trim()))
          .observe(document.querySelector('{TOTAL}'), {{childList: true, subtree: true, characterData: true}})"""
    )
    check(page, "status", "completed")
    page.keyboard.press("Enter")  # the focus is in a checkbox

    expect(page.locator(".chip")).to_have_count(1)
    assert page.evaluate("window.said.length") == 1
    assert page.evaluate("window.said[0]") == page.locator(TOTAL).inner_text()
    assert page.evaluate("document.activeElement.value") == "completed"
    assert page.locator("[data-list]").get_attribute("aria-busy") is None


def test_links_of_the_list_lead_in_place_and_other_links_away(page):
    page.locator("#sort-oldest").click()
    expect(page.locator("#sort-oldest")).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.activeElement.id") == "sort-oldest"

    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"sort=oldest&page=2$"))
    assert page.evaluate("document.activeElement.id") == "results"
    assert is_same(page)
    addresses = page.locator(".langs a").evaluate_all("links => links.map((link) => link.search)")
    assert addresses == ["?sort=oldest&page=2"] * 4
    assert page.locator(".pager [aria-current]").inner_text() == "2"

    page.locator(".entry h3 a").first.click()
    expect(page.locator("article.record, .record").first).to_be_visible()
    assert not is_same(page)
    page.go_back()
    expect(page.locator(".pager [aria-current]")).to_have_text("2")


def test_files_and_feed_follow_the_filters(page):
    page.fill('.filters input[name="q"]', "nuclear")
    page.keyboard.press("Enter")

    expect(page.locator(".chip")).to_have_count(1)
    links = page.locator(".follow li a").evaluate_all("links => links.map((link) => link.pathname + link.search)")
    assert links == [
        "/en/initiatives.atom?q=nuclear",
        "/en/initiatives.csv?q=nuclear",
        "/en/initiatives.json?q=nuclear",
        "/en/initiatives.jsonl?q=nuclear",
    ]
    assert page.evaluate("document.activeElement.name") == "q"


def test_unfolded_options_stay_so_and_chosen_ones_are_seen(page):
    more = page.locator('details.more[data-name="country"]')
    more.locator("summary").click()
    box = more.locator("input").last
    value = box.get_attribute("value")
    box.check()
    page.locator("#show-results").click()

    expect(page.locator(".chip")).to_have_count(1)
    assert more.evaluate("more => more.open")
    chosen = page.locator(f'input[name="country"][value="{value}"]')
    expect(chosen).to_be_checked()
    assert chosen.evaluate("box => !box.closest('details.more')")


def test_what_cannot_be_fetched_is_opened(page):
    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    page.locator("#sort-title").click()

    expect(page.locator("#sort-title")).to_have_attribute("aria-current", "true")
    assert not is_same(page)


def test_a_list_that_cannot_be_shown_says_so_in_place(page):
    page.fill('input[name="from"]', "2020")
    page.fill('input[name="to"]', "1990")
    page.keyboard.press("Enter")

    expect(page.locator(".empty li")).to_have_count(1)
    assert is_same(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_events_can_be_narrowed_down_without_scripts(site, chromium, language):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/{language}/events/?when=all")
    count = page.locator('label:has(input[name="format"]) .num').first.text_content()
    page.locator("details.filters > summary").click()
    page.locator('input[name="format"]').first.check()
    follow(page.locator("#show-results"))

    assert "format=" in page.url
    assert re.search(r"\d+", page.locator(TOTAL).inner_text())[0] == count
    context.close()


def test_facets_are_a_short_way_by_keyboard(page):
    stops = page.locator(".filters form").evaluate(
        "form => [...form.querySelectorAll('input, button, summary')]"
        ".filter((stop) => stop.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert stops <= 45
