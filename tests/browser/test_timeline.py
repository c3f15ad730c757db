"""The timeline as a reader has it: with a pointer, by keyboard, without a script, on paper."""

import re
from itertools import product

import pytest

from tests.browser.looking import faults, go, open_page, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESSES = ["timeline/", "timeline/?line=disarmament&from=2005&to=2016", "timeline/?country=zz"]


@pytest.mark.parametrize(("width", "scheme"), list(product((1280, 390), ("light", "dark"))))
def test_the_timeline_is_accessible_and_fits_the_screen(site, chromium, width, scheme):
    failures = []
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = watched(context)
    for language, path in product(("en", "ar"), ADDRESSES):
        response = go(page, f"{site}/{language}/{path}")
        found = faults(page, response, width, status=404 if path.endswith("zz") else 200)
        failures += [f"{path} {language}: {fault}" for fault in found]
    context.close()

    assert failures == []


@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_labels_are_no_wider_than_the_room_they_were_given(site, chromium, language):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, _response = open_page(context, f"{site}/{language}/timeline/")

    overlaps = page.evaluate("""() => {
        const boxes = [...document.querySelectorAll(".chart a > *:not(title, .bar, .cross)")].map((shape) => ({
            box: shape.getBBox(), entry: shape.parentNode, words: shape.textContent,
        }));
        const cover = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
            && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 5;
        return boxes.flatMap((a, i) => boxes.slice(i + 1)
            .filter((b) => a.entry !== b.entry && cover(a.box, b.box)).map((b) => `${a.words} | ${b.words}`));
    }""")
    beyond = page.evaluate("""() => {
        const frame = document.querySelector(".chart > svg").getBoundingClientRect();
        return [...document.querySelectorAll(".chart a text")].filter((label) => {
            const box = label.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1;
        }).length;
    }""")

    assert (overlaps, beyond) == ([], 0)


def test_a_mark_leads_to_the_page_of_its_entry(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 1280, "height": 900}), f"{site}/en/timeline/")

    page.locator(".chart a", has=page.locator("title", has_text="Entry into force")).first.click()

    page.wait_for_url("**/events/canwfz-entry-into-force-2009/")


def test_filters_work_by_keyboard_without_scripts(site, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site}/en/timeline/")
    total = page.locator("main [role=status]").inner_text()

    page.locator(".filter-bar summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator(".filter-bar button").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/timeline/?*line=disarmament*")
    assert page.locator("main [role=status]").inner_text() != total
    page.locator(".chip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/timeline/$"))
    assert page.locator("main [role=status]").inner_text() == total


def test_the_drawing_is_no_stop_of_the_keyboard(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 1280, "height": 900}), f"{site}/en/timeline/")

    page.locator(".filter-bar summary").focus()
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.milestones') !== null")


def test_on_paper_there_is_the_drawing_and_the_list_and_no_form(site, chromium):
    page, _response = open_page(chromium.new_context(viewport={"width": 700, "height": 900}), f"{site}/en/timeline/")
    assert not page.locator(".chart").is_visible()

    page.emulate_media(media="print")

    assert page.locator(".chart").is_visible()
    assert page.locator(".milestones").first.is_visible()
    assert not page.locator(".filter-bar").is_visible()
    assert page.evaluate("document.querySelector('.chart > svg').getBoundingClientRect().width") <= 700
