"""Public pages as a reader has them: accessible, within the screen, without a script, without a jump."""

import gzip
from itertools import product

import pytest

from tests.browser.conftest import follow
from tests.browser.looking import faults, go, open_page, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "",
    "initiatives": "initiatives/",
    "initiatives filtered": "initiatives/?theme=nuclear-disarmament&country=kz&q=test",
    "initiatives empty": "initiatives/?q=zzzzzz",
    "initiative": "initiatives/closure-of-semipalatinsk-test-site/",
    "initiative with figures": "initiatives/un-peacekeeping-participation/",
    "events": "events/",
    "events past": "events/?when=past",
    "event": "events/astana-international-forum-2023/",
    "event cancelled": "events/astana-international-forum-2024/",
    "event recurring": "events/day-against-nuclear-tests-29-august/",
    "series index": "series/",
    "series": "series/astana-international-forum/",
    "themes": "themes/",
    "theme": "themes/nuclear-disarmament/",
    "countries": "countries/",
    "country": "countries/kz/",
    "organisations": "organisations/",
    "organisation": "organisations/un/",
    "people": "people/",
    "person": "people/tokayev/",
    "sources": "sources/",
    "source": "sources/src-fakti-facts/",
    "about": "about/",
    "accessibility": "accessibility/",
    "contact": "contact/",
    "not found": "nothing-here/",
}
FIRST_LOADS = (
    "",
    "initiatives/",
    "initiatives/closure-of-semipalatinsk-test-site/",
    "events/",
    "events/astana-international-forum-2023/",
    "search/?q=nuclear",
    "timeline/",
    "map/",
)
# Fulfilled once text is drawn.
FIRST_PAINT = """new Promise((drawn) => {
  const look = (list) => { if (list.getEntriesByName("first-contentful-paint").length) drawn(); };
  new PerformanceObserver(look).observe({type: "paint", buffered: true});
})"""

# Fulfilled once all fonts are there and the frame after them is drawn.
FONTS_DRAWN = """document.fonts.ready.then(
  () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
)"""


@pytest.mark.parametrize(("language", "width"), list(product(("en", "ar"), (1280, 390))))
def test_pages_are_accessible_fit_the_screen_and_stand_still(site, chromium, language, width):
    failures = []
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = watched(context)
    for name, path in PAGES.items():
        response = go(page, f"{site}/{language}/{path}")
        found = faults(page, response, width, status=404 if name == "not found" else 200)
        failures += [f"{name}: {fault}" for fault in found]
    context.close()

    assert failures == []


@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_a_page_that_is_read_already_stands_still_when_its_fonts_arrive(site, chromium, language):
    shifts = {}
    for width, path in product((1280, 390), ("events/", "timeline/")):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        shifts[width, path] = shift_by_late_fonts(context, f"{site}/{language}/{path}")
        context.close()

    assert max(shifts.values()) <= 0.01, shifts


def shift_by_late_fonts(context, address):
    """How far a page moves when its fonts arrive after its text was drawn."""
    held, is_drawn = [], False
    context.route("**/*.woff2", lambda font: font.continue_() if is_drawn else held.append(font))
    page = watched(context)
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    is_drawn = True
    assert held
    for font in held:
        font.continue_()
    page.wait_for_load_state("load")
    page.evaluate(FONTS_DRAWN)
    return page.evaluate("window.shift")


def test_arabic_pages_mirror(site, chromium):
    boxes = {}
    for language in ("en", "ar"):
        page, _response = open_page(
            chromium.new_context(viewport={"width": 1280, "height": 900}), f"{site}/{language}/"
        )
        boxes[language] = page.locator(".brand").bounding_box()

    assert boxes["en"]["x"] < 200
    assert boxes["ar"]["x"] > 900


def test_a_reader_without_scripts_can_filter_sort_and_turn_pages(site, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site}/en/initiatives/")
    total = page.locator('[role="status"]').inner_text()

    page.fill('main input[name="q"]', "nuclear")
    form = page.locator("main form").filter(has=page.locator('input[name="theme"]'))
    follow(form.locator("button[type=submit]").first)

    assert "q=nuclear" in page.url
    assert page.locator('[role="status"]').inner_text() != total
    follow(page.locator(".chip").first)
    assert page.locator('[role="status"]').inner_text() == total


def test_a_page_can_be_used_by_keyboard(site, chromium):
    page, _response = open_page(chromium.new_context(), f"{site}/en/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_first_load_is_light(site, chromium):
    """HTML, CSS and JS of it are at most 60 KB compressed, fonts and images apart, and no script holds it up."""
    loads = {}
    for language, path in product(("en", "kk", "ar"), FIRST_LOADS):
        context, weights = chromium.new_context(), {}
        page = context.new_page()

        def weigh(response, weights=weights):
            if response.request.resource_type in ("document", "stylesheet", "script"):
                weights[response.url] = len(gzip.compress(response.body(), 6))

        page.on("response", weigh)
        page.goto(f"{site}/{language}/{path}", wait_until="load")
        loads[language, path] = sum(weights.values())
        assert page.locator("script:not([type=module], [type='application/ld+json'])").count() == 0
        assert any(url.endswith("/live.js") for url in weights)
        context.close()

    assert max(loads.values()) <= 60 * 1024, loads
