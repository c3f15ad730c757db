"""The desk as an editor has it: accessible, in the editor's language, one language of the texts at a time."""

from itertools import product

import pytest

from peacedesk.editorial import roles
from tests.browser.test_public import faults, open_page
from tests.conftest import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {
    "front page": "",
    "initiatives": "initiatives/initiativedraft/",
    "initiative": "initiatives/initiativedraft/d4c291a6-d973-5441-9e47-30532df5bdf0/change/",
    "new event": "events/eventdraft/add/",
    "themes": "library/theme/",
    "new image": "library/image/add/",
}


@pytest.fixture
def signed_in(site, chromium):
    """A function that returns a page of someone who may edit and publish, with the desk in `language`."""
    roles.make_groups()
    chief = make_user("chief", roles.AUTHORS, roles.PUBLISHERS)

    def sign_in(language, width=1280):
        chief.interface_language = language
        chief.save()
        page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
        page.goto(f"{site}/admin/login/")
        page.fill("#id_username", "chief")
        page.fill("#id_password", "correct horse battery staple")
        page.click("[type=submit]")
        page.wait_for_url(f"{site}/admin/")
        return page

    return sign_in


def test_screens_are_accessible_and_speak_the_language_of_the_editor(site, signed_in):
    failures = []
    for language, width in product(("en", "ar"), (1280, 390)):
        context = signed_in(language, width).context
        for name, path in SCREENS.items():
            page, response = open_page(context, f"{site}/admin/{path}")
            where = f"{name} {language} {width}"
            failures += [f"{where}: {fault}" for fault in faults(page, name, response, 1280) if "shift" not in fault]
            if page.locator("html").get_attribute("dir") != ("rtl" if language == "ar" else "ltr"):
                failures.append(f"{where}: not mirrored")
            page.close()

    assert failures == []


def test_the_strip_shows_one_language_of_the_form_and_its_rows(site, signed_in):
    page = signed_in("en")
    page.goto(f"{site}/admin/{SCREENS['initiative']}")

    page.locator("[data-language-strip] button", has_text="العربية").click()

    assert page.locator("#id_title_ar").is_visible()
    assert page.locator("#id_title_en").is_hidden()
    assert page.locator("#id_milestones-0-text_ar").is_visible()
    assert page.locator("#id_milestones-0-text_en").is_hidden()
    assert page.locator("#id_title_ar").get_attribute("dir") == "rtl"
    assert page.locator(".ProseMirror:visible").get_attribute("dir") == "rtl"


def test_a_change_shows_in_public_after_publication_and_not_before(site, signed_in):
    page = signed_in("en")
    public = f"{site}/en/initiatives/renunciation-of-nuclear-arsenal/"
    page.goto(f"{site}/admin/{SCREENS['initiative']}")
    page.locator("[data-language-strip] button", has_text="English").click()
    page.fill("#id_title_en", "Renunciation of the arsenal, corrected")
    page.click("[name=_continue]")

    reader = page.context.browser.new_context().new_page()
    reader.goto(public)
    assert reader.locator("h1").inner_text() == "Renunciation of the nuclear arsenal"
    page.click("[name=_publish]")
    page.wait_for_load_state()
    reader.goto(public)
    assert reader.locator("h1").inner_text() == "Renunciation of the arsenal, corrected"
