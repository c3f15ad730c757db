"""The map in a browser: names that do not run into each other, a table that says the same, narrow screens and print."""

from itertools import combinations, product

import pytest

from tests.browser.looking import faults, go, open_page, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Boxes of all names and of all spots, in pixels of the screen.
BOXES = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const box = element.getBoundingClientRect();
  return [element.textContent.trim(), box.left, box.top, box.right, box.bottom];
})"""


def overlap(one, other, slack):
    """Whether two boxes share more than `slack` pixels both ways."""
    _name, left, top, right, bottom = one
    _other, left2, top2, right2, bottom2 = other
    return min(right, right2) - max(left, left2) > slack and min(bottom, bottom2) - max(top, top2) > slack


def test_the_map_is_accessible_fits_the_screen_and_stands_still(site, chromium):
    failures = []
    for width, scheme in product((1280, 390), ("light", "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = watched(context)
        for language in ("en", "kk", "ru", "ar"):
            found = faults(page, go(page, f"{site}/{language}/map/?sort=distance"), width)
            failures += [f"{language} {width} {scheme}: {fault}" for fault in found]
        context.close()

    assert failures == []


def test_names_in_the_drawing_do_not_run_into_each_other(site, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    for language in ("en", "kk", "ru", "ar"):
        page, _response = open_page(context, f"{site}/{language}/map/")
        names = page.evaluate(BOXES, ".map svg text")
        spots = page.evaluate(BOXES, ".map svg .spot")

        assert len(names) > 25, language
        # The boxes of letters are higher than the letters.
        assert [(a, b) for a, b in combinations(names, 2) if overlap(a, b, 4)] == []
        assert [(a, b) for a in names for b in spots if overlap(a, b, 4)] == []


def test_the_map_is_not_mirrored_in_arabic(site, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    places = {}
    for language in ("en", "ar"):
        page, _response = open_page(context, f"{site}/{language}/map/")
        spots = page.evaluate(
            "[...document.querySelectorAll('.map svg a')].map((a) => [a.href.baseVal.slice(4), "
            "a.querySelector('.spot').cx.baseVal.value, a.querySelector('.spot').cy.baseVal.value])"
        )
        places[language] = sorted(spots)
        boxes = page.evaluate(BOXES, ".map figure, .map section")
        figure_is_left = boxes[0][1] < boxes[1][1]
        assert figure_is_left is (language == "en")

    assert places["en"] == places["ar"]


def test_a_narrow_screen_shows_the_table_in_place_of_the_names(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 390, "height": 800}), f"{site}/en/map/")

    shown = [name for name in page.locator(".map svg text").all() if name.is_visible()]

    assert [name.text_content() for name in shown] == ["Astana"]
    assert page.locator("tbody tr").first.is_visible()
    assert "From Astana" in page.evaluate(
        "getComputedStyle(document.querySelector('tbody td:last-child'), '::before').content"
    )


def test_a_reader_without_scripts_sorts_chooses_and_follows_by_keyboard(site, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site}/en/map/")

    page.get_by_role("link", name="Events 3", exact=False).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/map/?kind=event")
    page.get_by_role("link", name="Nearest first").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/map/?kind=event&sort=distance")
    assert page.locator("tbody th").first.inner_text().startswith("Kazakhstan")
    page.locator("tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/kz/")


def test_the_keyboard_passes_over_the_drawing(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 1280, "height": 900}), f"{site}/en/map/")
    page.locator("#main").focus()
    for _step in range(12):
        page.keyboard.press("Tab")
        assert not page.evaluate("!!document.activeElement.closest('svg')")


def test_the_map_prints_on_the_page(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 794, "height": 1123}), f"{site}/en/map/")
    page.emulate_media(media="print")

    svg = page.locator(".map svg").bounding_box()

    assert svg["width"] <= 794
    assert page.locator(".map svg text").first.is_visible()
    assert page.locator("tbody tr").last.is_visible()
