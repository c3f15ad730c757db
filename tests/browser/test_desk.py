"""The desk as its people have it: accessible, in their language, one language of the texts at a time."""

from io import StringIO

import pytest
from django.core.management import call_command

from peacedesk.accounts.models import User
from peacedesk.editorial import roles
from peacedesk.editorial.models import Part
from tests.browser.looking import faults, go, open_page, watched
from tests.conftest import EDITOR, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INITIATIVE = "initiatives/initiativedraft/d4c291a6-d973-5441-9e47-30532df5bdf0/"
# Who opens what. A path that starts with a state is a page of the first entry of which a part is in that state.
SCREENS = {
    "front page of an author": ("author", ""),
    "front page of a reviewer": ("reviewer", ""),
    "front page of a publisher": ("publisher", ""),
    "coverage": ("publisher", "coverage/"),
    "initiatives": ("editor", "initiatives/initiativedraft/"),
    "new event": ("author", "events/eventdraft/add/"),
    "themes": ("author", "library/theme/"),
    "new image": ("author", "library/image/add/"),
    "full form": ("editor", f"{INITIATIVE}change/"),
    "form of the source": ("author", f"{INITIATIVE}change/"),
    "form of a translation": ("translator-ar", f"{INITIATIVE}change/?lang=ar"),
    "returned translation": ("translator-ar", "returned/change/?lang=ar"),
    "form for reading": ("auditor", f"{INITIATIVE}change/"),
    "draft": ("translator-ru", f"{INITIATIVE}review/?part=ru"),
    "review": ("reviewer", "in_review/review/"),
    "review of one's own text": ("author", "in_review/review/"),
    "publish": ("publisher", "approved/publish/"),
    "schedule": ("publisher", "scheduled/publish/"),
    "take down": ("publisher", f"{INITIATIVE}take-down/"),
    "history": ("editor", "returned/history/"),
    "compare": ("editor", "returned/compare/"),
    "restore": ("editor", "returned/restore/?revision=1"),
    "preview in English": ("editor", f"{INITIATIVE}preview/en/"),
    "preview in Arabic": ("editor", f"{INITIATIVE}preview/ar/"),
    "log": ("auditor", "accounts/logrecord/"),
}


@pytest.fixture
def chief(db):
    roles.make_groups()
    return make_user("chief", *EDITOR, roles.PUBLISHERS)


@pytest.fixture
def at_work(site):
    """The people of the demonstration, who have something to do, by their names."""
    call_command("demo_people", stdout=StringIO())
    call_command("demo_desk", stdout=StringIO())
    people = User.objects.in_bulk(field_name="username")
    for person in people.values():
        person.set_password("correct horse battery staple")
        person.save()
    return people


def address(path):
    state, _slash, page = path.partition("/")
    waiting = Part.objects.filter(live__isnull=True).select_related("entry").order_by("pk")
    found = {
        "returned": waiting.filter(state="returned", part="ar"),
        "in_review": waiting.filter(state="in_review", entry__parts__part="shared", entry__parts__state="in_review"),
        "approved": waiting.filter(state="approved", scheduled__isnull=True),
        "scheduled": waiting.filter(scheduled__isnull=False),
    }
    if state not in found:
        return path
    entry = found[state][0].entry
    return f"{entry.kind.replace('.', '/')}draft/{entry.pk}/{page}"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_screens_are_accessible_and_speak_the_language_of_their_people(site, at_work, sign_in, language, width):
    pages, failures = {}, []
    for name, (person, path) in SCREENS.items():
        if person not in pages:
            pages[person] = watched(sign_in(at_work[person], language, width).context)
        page = pages[person]
        response = go(page, f"{site}/admin/{address(path)}")
        failures += [f"{name}: {fault}" for fault in faults(page, response, width) if "shift" not in fault]
        shown = "en" if name == "preview in English" else "ar" if name == "preview in Arabic" else language
        if page.get_attribute("html", "dir") != ("rtl" if shown == "ar" else "ltr"):
            failures.append(f"{name}: not mirrored as it should be")

    assert failures == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_clash_shows_both_texts(site, chief, sign_in, language, width):
    context = sign_in(chief, language, width).context
    pages = [open_page(context, f"{site}/admin/{INITIATIVE}change/?lang=en")[0] for _form in range(2)]
    for page, title in zip(pages, ("The first title", "The second title"), strict=True):
        page.click('[data-language-strip] [data-language="en"]')
        page.fill("#id_title_en", title)
        with page.expect_navigation() as navigation:
            page.click("[name=_continue]")

    assert navigation.value.status == 409
    assert page.locator("del", has_text="first").is_visible()
    assert page.locator("ins", has_text="second").is_visible()
    found = faults(page, navigation.value, width, status=409)
    assert [fault for fault in found if "shift" not in fault] == []


def test_the_strip_shows_one_language_of_the_form_and_its_rows(site, chief, sign_in):
    page = sign_in(chief)
    page.goto(f"{site}/admin/{INITIATIVE}change/")

    page.locator("[data-language-strip] button", has_text="العربية").click()

    assert page.locator("#id_title_ar").is_visible()
    assert page.locator("#id_title_en").is_hidden()
    assert page.locator("#id_milestones-0-text_ar").is_visible()
    assert page.locator("#id_milestones-0-text_en").is_hidden()
    assert page.locator("#id_title_ar").get_attribute("dir") == "rtl"
    assert page.locator(".ProseMirror:visible").get_attribute("dir") == "rtl"


def test_a_problem_leads_to_its_field_in_the_panel_of_another_language(site, chief, sign_in):
    page = sign_in(chief)
    page.goto(f"{site}/admin/{INITIATIVE}change/#id_title_ar")

    assert page.locator("#id_title_ar").is_visible()
    assert page.evaluate("document.activeElement.id") == "id_title_ar"
