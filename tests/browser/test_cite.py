"""Citations and the page for reuse as a reader has them, with a script, by keyboard and without a script; on paper."""

import pytest

from tests.browser.looking import open_page, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "initiatives/closure-of-semipalatinsk-test-site/"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_citation_is_copied_by_keyboard_and_announced(site, chromium, language):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page, _response = open_page(context, f"{site}/{language}/{PATH}")
    expected = page.locator("#cite-apa").inner_text().strip()

    button = page.locator('[data-from="cite-apa"]')

    button.focus()
    page.keyboard.press("Enter")
    page.locator("body > [role=status]", has_text=button.get_attribute("data-done")).wait_for(state="attached")

    assert page.evaluate("navigator.clipboard.readText()") == expected
    assert f"/{language}/{PATH}" in expected
    context.close()


def test_a_browser_that_keeps_its_clipboard_leaves_the_citation_selected(site, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))")
    page.goto(f"{site}/en/{PATH}")

    page.click('[data-from="cite-chicago"]')

    assert page.evaluate("getSelection().toString().trim()") == page.locator("#cite-chicago").inner_text().strip()
    assert "".join(page.locator("body > [role=status]").all_inner_texts()) == ""
    context.close()


def test_without_a_script_one_click_selects_the_citation(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/{PATH}")

    assert not page.locator(".cite button").first.is_visible()
    assert page.locator("#cite-apa").evaluate("e => getComputedStyle(e).userSelect") == "all"
    with page.expect_download() as download:
        page.click(".cite a >> text=BibTeX")
    assert download.value.suggested_filename == "closure-of-semipalatinsk-test-site.en.bib"
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_for_reuse_is_accessible_and_fits_the_screen_with_all_its_tables_open(site, chromium, language, width):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page, _response = open_page(context, f"{site}/{language}/reuse/")
    for summary in page.locator("details.columns summary").all():
        summary.focus()
        page.keyboard.press("Enter")

    assert page.locator("details.columns[open]").count() == 2
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_paper_has_the_text_the_citation_and_the_address_and_nothing_to_click(site, chromium, language):
    context = chromium.new_context(color_scheme="dark")
    page, _response = open_page(context, f"{site}/{language}/{PATH}")
    page.emulate_media(media="print")

    for chrome in (
        ".utility",
        ".masthead .nav",
        ".contents",
        ".tools >> nth=0",
        ".cite button >> nth=0",
        ".foot__grid",
    ):
        assert not page.locator(chrome).is_visible(), chrome
    for kept in ("h1", "#text", "#cite-chicago", ".foot .print-only", "[aria-labelledby=sources]"):
        assert page.locator(kept).is_visible(), kept
    assert page.locator(".foot .print-only").inner_text().endswith(f"/{language}/{PATH}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()
