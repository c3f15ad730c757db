"""An entry from its first word to its end: a person for each role, each at the real desk in a browser of their own.

Elements are found by their attributes, never by their words: the desk speaks English in one run, Arabic in the other.
"""

import datetime as dt
from dataclasses import dataclass
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from initiatives.models import InitiativeDraft
from peacedesk.editorial import roles
from peacedesk.editorial.models import Entry, Part
from tests.conftest import make_user
from tests.factories import make_initiative_draft, make_milestone_draft, make_source, make_theme, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "a-zone-without-nuclear-weapons"
ENGLISH, NEW_ENGLISH = "A zone without nuclear weapons", "A zone free of nuclear weapons"
ARABIC, KAZAKH = "منطقة خالية من الأسلحة النووية", "Ядролық қарудан азат аймақ"
REASON = "الرجاء ذكر السنة في الملخص."


@dataclass
class Person:
    """Someone at the desk, and what they do there with one entry."""

    page: Page
    desk: str
    entry: str = ""

    def begins(self):
        self.page.goto(f"{self.desk}initiatives/initiativedraft/add/")

    def opens(self, path):
        self.page.goto(f"{self.desk}initiatives/initiativedraft/{self.entry}/{path}")

    def takes(self, inbox):
        """Open the first job of an inbox of the front page."""
        self.page.goto(self.desk)
        with self.page.expect_navigation():
            self.page.click(f'section[aria-labelledby="{inbox}"] .jobs a.btn')

    def has(self, inbox):
        self.page.goto(self.desk)
        return self.page.locator(f'section[aria-labelledby="{inbox}"]').is_visible()

    def writes(self, **texts):
        for name, text in texts.items():
            self.page.fill(f"#id_{name}", text)

    def chooses(self, field, word):
        """Search a record and choose the first one found."""
        self.page.click(f"{field} .select2-selection")
        self.page.locator(".select2-container--open .select2-search__field").last.fill(word)
        self.page.click(f'.select2-results__option[role="option"]:has-text("{word}")')

    def presses(self, button):
        """Send a form and see that it was done."""
        with self.page.expect_navigation():
            self.page.click(button)
        done = self.page.locator(".messagelist .info, .messagelist .success")
        assert done.count() == 1, self.page.inner_text("#content")

    def submits(self):
        self.presses("#submit-form [value=submit]")

    def approves(self):
        self.presses("#decide-form [value=approve]")

    def publishes(self):
        self.presses("#publish-form [type=submit]")

    def takes_down(self, *languages, reason):
        self.opens("take-down/")
        for language in languages:
            self.page.check(f'[name=parts][value="{language}"]')
        self.page.fill("[name=reason]", reason)
        self.presses("#take-down-form [type=submit]")

    def value(self, name):
        return self.page.input_value(f"#id_{name}")


@pytest.fixture
def arrives(sign_in, live_server):
    """A function that brings a new person with some roles to the desk."""
    roles.make_groups()

    def arrives(name, *groups, language="en", entry="", **options):
        page = sign_in(make_user(name, *groups), language, **options)
        return Person(page, f"{live_server.url}/admin/", entry)

    return arrives


@pytest.fixture
def read(live_server, chromium):
    """A function that tells what a reader gets: status, direction of the page, language and words of its heading."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def read(language):
        response = page.goto(f"{live_server.url}/{language}/initiatives/{SLUG}/")
        heading = page.locator("h1")
        return (
            response.status,
            page.get_attribute("html", "dir"),
            heading.evaluate("h1 => h1.closest('[lang]').lang"),
            heading.inner_text(),
        )

    yield read
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_life_of_an_entry(language, arrives, read):
    make_theme()
    make_source()
    author = arrives("author", roles.AUTHORS, language=language)

    # The author writes it in English.
    author.begins()
    author.writes(title_en=ENGLISH, summary_en="Five states made their region a zone.", date="2006")
    assert author.value("slug") == SLUG
    author.page.select_option("#id_kind", "treaty")
    author.page.select_option("#id_status", "completed")
    author.chooses(".field-themes", "Nuclear")
    author.page.click("#milestones-group .add-row a")
    author.writes(**{"milestones-0-date": "2006-09-08", "milestones-0-text_en": "The treaty is signed."})
    author.chooses("#milestones-0 .field-source", "Facts")
    author.presses("[name=_review]")
    author.submits()

    def person(name, *groups):
        return arrives(name, *groups, language=language, entry=str(Entry.objects.get().pk))

    author.entry = str(Entry.objects.get().pk)
    reviewer, publisher = person("reviewer", roles.reviewers("en")), person("publisher", roles.PUBLISHERS)
    reviewer.takes("review")
    reviewer.approves()
    assert read("en")[0] == 404
    publisher.takes("approved")
    publisher.publishes()
    assert read("en") == (200, "ltr", "en", ENGLISH)
    assert read("kk") == (200, "ltr", "en", ENGLISH)
    assert read("ar") == (200, "rtl", "en", ENGLISH)

    # Arabic: translated, returned with a reason, mended, approved, published at a time.
    translator, arabic = person("translator", roles.translators("ar")), person("arabic", roles.reviewers("ar"))
    translator.opens("change/?lang=ar")
    assert translator.page.locator('.desk-source [lang="en"]', has_text=ENGLISH).is_visible()
    assert translator.page.locator("#id_title_en, #id_slug").count() == 0
    text = {"summary_ar": "أعلنت خمس دول منطقتها.", "milestones-0-text_ar": "توقيع المعاهدة."}
    translator.writes(title_ar=ARABIC, **text)
    translator.presses("[name=_review]")
    translator.submits()
    arabic.takes("review")
    arabic.page.fill("#reason", REASON)
    arabic.presses("#decide-form [value=return]")
    translator.takes("mine")
    assert translator.page.locator("blockquote", has_text=REASON).is_visible()
    translator.writes(summary_ar="في عام 2006 أعلنت خمس دول منطقتها.")
    translator.presses("[name=_review]")
    translator.submits()
    arabic.takes("review")
    arabic.approves()
    publisher.takes("approved")
    later = timezone.localtime() + dt.timedelta(minutes=2)
    publisher.page.check("[name=when][value=later]")
    publisher.page.fill("[name=at]", f"{later:%Y-%m-%dT%H:%M}")
    publisher.publishes()
    assert publisher.page.locator("#scheduled-1").is_visible()
    call_command("publish_due", stdout=StringIO())
    assert read("ar") == (200, "rtl", "en", ENGLISH)
    with time_machine.travel(later, tick=False):
        call_command("publish_due", stdout=StringIO())
    assert read("ar") == (200, "rtl", "ar", ARABIC)

    # The author goes on: a private draft, which leaves the Arabic text behind.
    assert not translator.has("outdated")
    author.opens("change/")
    author.writes(title_en=NEW_ENGLISH)
    author.presses("[name=_continue]")
    assert read("en") == (200, "ltr", "en", ENGLISH)
    assert translator.has("outdated")

    # Kazakh goes out alone.
    kazakh, approver = person("kazakh", roles.translators("kk")), person("approver", roles.reviewers("kk"))
    kazakh.opens("change/?lang=kk")
    text = {"summary_kk": "Бес мемлекет аймақ құрды.", "milestones-0-text_kk": "Шартқа қол қойылды."}
    kazakh.writes(title_kk=KAZAKH, **text)
    kazakh.presses("[name=_review]")
    kazakh.submits()
    approver.takes("review")
    approver.approves()
    publisher.takes("approved")
    publisher.publishes()
    assert read("kk") == (200, "ltr", "kk", KAZAKH)
    assert read("en") == (200, "ltr", "en", ENGLISH)
    assert read("ar") == (200, "rtl", "ar", ARABIC)

    # What differs from the public version, and the way back.
    author.opens("compare/")
    assert author.page.locator("del", has_text="without").is_visible()
    assert author.page.locator("ins", has_text="free of").is_visible()
    author.opens("history/")
    author.page.click('a[href$="/restore/?revision=1"]')
    author.presses("#restore-form [type=submit]")
    author.opens("change/")
    assert author.value("title_en") == ENGLISH
    assert not translator.has("outdated")

    # Taken down: one language, then all.
    publisher.takes_down("kk", reason="A name is wrong.")
    assert read("kk") == (200, "ltr", "en", ENGLISH)
    publisher.takes_down("en", "ar", reason="It moves to another entry.")
    assert [read(code)[0] for code in ("kk", "ru", "en", "ar")] == [410] * 4
    assert InitiativeDraft.objects.get().title_kk == KAZAKH


def tab_to(page, selector, most=150):
    """Go on with the tabulator key until the focus is on an element."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The keyboard does not reach {selector} on {page.url}.")


def press(page, selector, key="Enter"):
    """Go to an element and press it, without a mouse, and wait for the page that comes."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def states(draft, *parts):
    return set(Part.objects.filter(entry=draft.pk, part__in=parts).values_list("state", flat=True))


def test_submission_and_approval_by_keyboard(arrives):
    draft = make_initiative_draft()
    author = arrives("author", roles.AUTHORS, entry=draft.pk)
    author.opens("change/")
    press(author.page, '.flow__lines a[href*="/review/"]')
    tab_to(author.page, "[name=parts][value=shared]")
    author.page.keyboard.press("Space")
    assert not author.page.is_checked("[name=parts][value=shared]")
    author.page.keyboard.press("Space")
    press(author.page, "#submit-form [value=submit]", "Space")
    assert states(draft, "shared", "en") == {"in_review"}

    reviewer = arrives("approver", roles.reviewers("en"))
    press(reviewer.page, 'section[aria-labelledby="review"] .jobs a.btn')
    press(reviewer.page, "#decide-form [value=return]")
    assert states(draft, "shared", "en") == {"in_review"}  # a return needs a reason
    press(reviewer.page, "#decide-form [value=approve]")
    assert states(draft, "shared", "en") == {"approved"}


def test_a_translation_without_scripts(arrives):
    draft = make_initiative_draft()
    milestone = make_milestone_draft(draft)
    publish(draft)
    plain = {"entry": draft.pk, "java_script_enabled": False}
    translator = arrives("translator", roles.translators("ar"), **plain)
    reviewer = arrives("approver", roles.reviewers("ar"), **plain)

    translator.opens("change/?lang=ar")
    translator.writes(title_ar=ARABIC, summary_ar="ملخص.", body_ar="نص.", **{"milestones-0-text_ar": "بداية."})
    translator.presses("[name=_review]")
    translator.submits()
    reviewer.takes("review")
    reviewer.approves()

    assert states(draft, "ar") == {"approved"}
    milestone.refresh_from_db()
    assert milestone.text_ar == "بداية."
