"""The pages for publishing and taking down: what goes out is what was ticked and approved, and nothing else."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import roles, workflow
from peacedesk.editorial.models import Entry
from tests.conftest import make_user
from tests.editorial.test_review_page import address as any_address
from tests.editorial.test_review_page import changed_programme, part_of, rows_without_log, saved, words
from tests.factories import (
    approve,
    make_initiative_draft,
    make_superuser,
    make_theme,
    publish,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db

TITLES = {"title_en": "Closed", "title_kk": "Жабылды", "title_ru": "Закрыт", "title_ar": "أغلق"}


def address(draft, page="publish"):
    return any_address(draft, page=page)


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def press(client, draft, *parts, **typed):
    """Tick exactly these parts on the publish page, fill in the rest and press the button."""
    forms = Forms(client.get(address(draft)).content.decode())
    required = forms.fields["publish-form"].get("parts", [])
    return client.post(address(draft), {**forms.fields["publish-form"], "parts": parts or required, **typed})


def sentences(client, response):
    """What the desk says after a redirect, or on a page that refuses."""
    if response.status_code == 302:
        response = client.get(response.url)
    soup = BeautifulSoup(response.content, "html.parser")
    return [words(found) for found in soup.select(".messagelist li, .errornote p, .errorlist li")]


def boxes(soup):
    """The checkboxes as {part: "ticked" | "open" | "closed"}, "closed" when nobody can change it."""
    return {
        box["value"]: "closed" if box.has_attr("disabled") else "ticked" if box.has_attr("checked") else "open"
        for box in soup.select("#publish-form input[type=checkbox]")
    }


def live(draft):
    entry = Entry.objects.get(pk=draft.pk)
    return {part.part: part.live.number for part in entry.parts.select_related("live") if part.live}


def tomorrow():
    return timezone.localtime() + dt.timedelta(days=1)


@pytest.fixture
def draft(db):
    """A public entry in four languages, with newer approved texts in English and Kazakh and newer shared facts."""
    draft = make_initiative_draft(slug="closure", **TITLES)
    publish(draft)
    saved(draft, make_superuser("writer"), title_en="Closed 2", title_kk="Жабылды 2", date="2014")
    approve(draft, "shared", "en", "kk")
    return draft


@pytest.fixture
def new(db):
    """An approved entry that was never public."""
    draft = make_initiative_draft(slug="new", title_en="New", title_kk="Жаңа")
    approve(draft, "shared", "en", "kk")
    return draft


@pytest.fixture
def signed_in(client, publisher):
    client.force_login(publisher)
    return client


# What it shows


def test_page_ticks_the_source_with_the_shared_facts_and_no_other_language(signed_in, draft):
    soup = read(signed_in, address(draft))

    assert boxes(soup) == {"shared": "ticked", "en": "ticked", "kk": "open"}


def test_page_ticks_no_shared_facts_for_another_language(signed_in, draft):
    soup = read(signed_in, f"{address(draft)}?part=kk")

    assert boxes(soup) == {"shared": "open", "en": "open", "kk": "ticked"}


def test_rows_say_what_is_approved_public_and_different(signed_in, draft):
    rows = {
        words(row.th): [words(td) for td in row.select("td")]
        for row in read(signed_in, address(draft)).select("tbody tr")
    }

    state, approved, public = rows["English"]
    assert state == "Published Approved"
    assert approved.startswith("Revision 2 reviewer, ")
    assert public == "Revision 1 1 field differs"
    assert rows["Русский"] == ["Published Outdated", "Revision 1", "Revision 1"]


def test_first_publication_includes_the_shared_facts(signed_in, new):
    soup = read(signed_in, address(new))

    assert boxes(soup) == {"shared": "closed", "en": "ticked", "kk": "open"}
    assert words(soup.select_one("#why-shared")) == "Goes out with the first language."


def test_first_publication_waits_for_the_shared_facts(signed_in):
    draft = make_initiative_draft(title_en="New")
    approve(draft, "en")

    soup = read(signed_in, address(draft))

    assert "these are not approved yet" in words(soup.select_one("#publish-form"))
    assert soup.select("#publish-form button") == []


def test_page_says_when_nothing_waits(signed_in):
    draft = make_initiative_draft(title_en="Closed")
    publish(draft)

    soup = read(signed_in, address(draft))

    assert boxes(soup) == {}
    assert "Nothing that you may publish waits here." in words(soup)


# Publish now


def test_ticked_parts_go_out_together_and_the_page_leads_to_them(signed_in, draft):
    response = press(signed_in, draft, "shared", "en")

    assert live(draft) == {"shared": 2, "en": 2, "kk": 1, "ru": 1, "ar": 1}
    soup = read(signed_in, response.url)
    message = soup.select_one(".messagelist li")
    assert words(message) == "Published: Shared facts, English. View on site"
    assert message.a["href"] == "/en/initiatives/closure/"
    public = Initiative.objects.get()
    assert (public.title_en, public.title_kk, public.date) == ("Closed 2", "Жабылды", "2014")


def test_kazakh_alone_leaves_all_else_as_it_is(signed_in, draft):
    press(signed_in, draft, "kk")

    public = Initiative.objects.get()
    assert (public.title_en, public.title_kk, public.date) == ("Closed", "Жабылды 2", "2013")
    assert live(draft) == {"shared": 1, "en": 1, "kk": 2, "ru": 1, "ar": 1}


def test_first_language_takes_the_shared_facts_along(signed_in, new):
    press(signed_in, new, "shared", "kk")

    assert live(new) == {"shared": 1, "kk": 1}
    assert Initiative.objects.get().published_languages == ["kk"]


def test_lost_references_are_named(signed_in):
    theme = make_theme("lost")
    draft = make_initiative_draft(title_en="Closed", themes=[theme])
    approve(draft)
    draft.themes.clear()
    theme.delete()

    response = press(signed_in, draft)

    assert sentences(signed_in, response)[1] == (
        "Some references were left out, since their records were deleted: themes."
    )


def test_public_link_is_in_the_language_shown(client, publisher, new):
    publisher.interface_language = "ar"
    publisher.save()
    client.force_login(publisher)

    response = press(client, new, "shared", "kk")

    assert read(client, response.url).select_one(".messagelist a")["href"] == "/kk/initiatives/new/"


# At a time


def test_parts_go_on_the_schedule_in_the_zone_of_the_desk(signed_in, draft):
    at = tomorrow().replace(hour=9, minute=30, second=0, microsecond=0)

    response = press(signed_in, draft, "shared", "en", when="later", at=f"{at:%Y-%m-%dT%H:%M}")

    assert part_of(draft, "en").publish_at == at
    assert part_of(draft, "en").scheduled_by.username == "publisher"
    soup = read(signed_in, response.url)
    assert "On the schedule: Shared facts, English." in words(soup.select_one(".messagelist"))
    assert "(Asia/Almaty): Shared facts, English." in words(soup.select_one("#scheduled-1"))
    assert live(draft)["en"] == 1


def test_scheduled_parts_are_taken_off_together(signed_in, draft):
    entry = Entry.objects.get(pk=draft.pk)
    workflow.schedule(entry=entry, parts={"shared": 2, "en": 2}, at=tomorrow(), user=make_superuser("other"))
    workflow.schedule(entry=entry, parts={"kk": 2}, at=tomorrow(), user=make_superuser("other"))
    forms = Forms(signed_in.get(address(draft)).content.decode())

    response = signed_in.post(address(draft, "unschedule"), forms.fields["scheduled-1"])

    assert sentences(signed_in, response) == ["Taken off the schedule: Shared facts, English."]
    scheduled = entry.parts.filter(scheduled__isnull=False).values_list("part", flat=True)
    assert list(scheduled) == ["kk"]
    again = signed_in.post(address(draft, "unschedule"), forms.fields["scheduled-1"])
    assert sentences(signed_in, again) == ["This is not scheduled any more. Reload the page."]


@pytest.mark.parametrize(
    ("at", "status", "sentence"),
    [
        ("", 200, "Choose a date and a time."),
        ("soon", 200, "Enter a valid date/time."),
        ("2020-01-01T10:00", 409, "Choose a time to come, or publish now."),
        ("0001-01-01T00:00", 409, "Choose a time to come, or publish now."),
        ("2024-02-29T23:30", 200, "it may be ambiguous or it may not exist"),
    ],
)
def test_wrong_time_is_refused_and_everything_typed_is_kept(signed_in, draft, at, status, sentence):
    before = rows_without_log()

    response = press(signed_in, draft, "kk", when="later", at=at)

    assert response.status_code == status
    assert [sentence in said for said in sentences(signed_in, response)] == [True]
    soup = BeautifulSoup(response.content, "html.parser")
    assert boxes(soup) == {"shared": "open", "en": "open", "kk": "ticked"}
    assert soup.select_one("input[name=at]")["value"] == at
    assert soup.select_one("input[name=when][value=later]").has_attr("checked")
    assert rows_without_log() == before


# Refusals


def test_nothing_ticked_is_refused(signed_in, draft):
    before = rows_without_log()

    response = signed_in.post(address(draft), {"when": "now"})

    assert response.status_code == 409
    assert sentences(signed_in, response) == ["Choose at least one part."]
    assert rows_without_log() == before


def test_newly_approved_revision_is_not_published_unseen(signed_in, draft):
    form = Forms(signed_in.get(address(draft)).content.decode()).fields["publish-form"]
    saved(draft, make_superuser("writer"), title_en="Closed 3")
    approve(draft, "en")
    before = rows_without_log()

    response = signed_in.post(address(draft), form)

    assert response.status_code == 409
    assert sentences(signed_in, response) == ["English: revision 3 is approved now. Look at it and decide again."]
    assert Forms(response.content.decode()).fields["publish-form"]["revision_en"] == ["3"]
    assert rows_without_log() == before


def test_taken_address_is_refused_with_its_owner(signed_in, draft):
    other = make_initiative_draft(slug="other", title_en="Other")
    publish(other)
    saved(draft, make_superuser("writer"), slug="moved")
    saved(other, make_superuser("writer"), slug="closure")
    approve(other, "shared")
    before = rows_without_log()

    response = press(signed_in, other, "shared")

    assert response.status_code == 409
    assert sentences(signed_in, response) == [
        "The address “closure” is still used by “Closed” in public. Publish that entry first."
    ]
    assert rows_without_log() == before


def test_second_click_changes_nothing(signed_in, draft):
    form = Forms(signed_in.get(address(draft)).content.decode()).fields["publish-form"]
    signed_in.post(address(draft), form)
    title = Initiative.objects.values("title_en", "title_kk", "date").get()

    response = signed_in.post(address(draft), form)

    assert response.status_code == 409
    assert "This is public already." in response.content.decode()
    assert Initiative.objects.values("title_en", "title_kk", "date").get() == title
    assert live(draft)["en"] == 2


def test_who_wrote_last_cannot_publish_it(client, draft):
    writer = make_user("both", roles.AUTHORS, roles.PUBLISHERS)
    saved(draft, writer, title_en="Mine")
    approve(draft, "en")
    client.force_login(writer)
    before, lines = rows_without_log(), LogRecord.objects.count()

    soup = read(client, address(draft))
    response = client.post(address(draft), {"when": "now", "parts": ["en"], "revision_en": 3})

    assert boxes(soup) == {"shared": "ticked", "en": "closed", "kk": "open"}
    assert "somebody else must publish it" in words(soup.select_one("#why-en"))
    assert response.status_code == 409
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


def test_who_wrote_the_shared_facts_cannot_publish_for_the_first_time(client):
    writer = make_user("both", roles.AUTHORS, roles.PUBLISHERS)
    draft = make_initiative_draft(title_en="New")
    saved(draft, writer, date="2015")
    approve(draft, "shared", "en")
    client.force_login(writer)

    soup = read(client, address(draft))

    assert boxes(soup) == {"shared": "closed", "en": "ticked"}
    assert soup.select("#publish-form button") == []


@pytest.mark.parametrize(
    "forged",
    [
        {"parts": ["ru"], "revision_ru": 2},
        {"parts": ["en", "xx"], "revision_en": 2},
        {"parts": ["en"]},
        {"parts": ["en"], "revision_en": 1},
        {"parts": ["en"], "revision_en": 99, "when": "later", "at": "2099-01-01T10:00"},
    ],
    ids=str,
)
def test_forged_forms_are_refused(signed_in, draft, forged):
    before, lines = rows_without_log(), LogRecord.objects.count()

    response = signed_in.post(address(draft), {"when": "now", **forged})

    assert response.status_code == 409
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


@pytest.mark.parametrize(
    "wrong",
    [{"revision_en": "abc"}, {"revision_en": "9" * 30}, {"when": "never"}, {"parts": ["e\0n"]}, {"parts": ["../en"]}],
    ids=str,
)
def test_form_that_no_page_sends_is_a_bad_request(signed_in, draft, wrong):
    before = rows_without_log()

    response = signed_in.post(address(draft), {"when": "now", "parts": ["en"], "revision_en": 2} | wrong)

    assert response.status_code == 400
    assert rows_without_log() == before


WITHOUT = {
    "author": [roles.AUTHORS],
    "reviewer": [roles.reviewers("en"), roles.reviewers("kk")],
    "translator": [roles.translators("kk")],
    "auditor": [roles.AUDITORS],
}


@pytest.mark.parametrize("groups", WITHOUT.values(), ids=WITHOUT)
@pytest.mark.parametrize("page", ["publish", "take-down", "unschedule"])
def test_people_without_the_right_are_refused(client, draft, groups, page):
    client.force_login(make_user("person", *groups))
    before, lines = rows_without_log(), LogRecord.objects.count()
    form = {"when": "now", "parts": ["en"], "revision_en": 2, "reason": "No."}

    response = client.post(address(draft, page), form)

    assert response.status_code == 403
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


@pytest.mark.parametrize("groups", WITHOUT.values(), ids=WITHOUT)
@pytest.mark.parametrize("page", ["publish", "take-down"])
def test_people_without_the_right_do_not_see_the_page(client, draft, groups, page):
    client.force_login(make_user("person", *groups))

    assert client.get(address(draft, page)).status_code == 403


def test_administrator_finds_the_way_to_take_down_and_cannot_publish(client, draft):
    client.force_login(make_user("administrator", roles.ADMINISTRATORS))
    before = rows_without_log()

    soup = read(client, address(draft))
    response = client.post(address(draft), {"when": "now", "parts": ["en"], "revision_en": 2})

    assert soup.select_one("#content-main a.btn--stop")["href"] == address(draft, "take-down")
    assert soup.select("#publish-form :is(input[type=checkbox], button)") == []
    assert response.status_code == 403
    assert rows_without_log() == before


# Take down


def take_down(client, draft, *parts, reason="Wrong decree."):
    form = Forms(client.get(address(draft, "take-down")).content.decode()).fields["take-down-form"]
    return client.post(address(draft, "take-down"), {**form, "parts": parts, "reason": reason})


def test_page_says_what_readers_will_see(signed_in, draft):
    soup = read(signed_in, address(draft, "take-down"))

    said = {
        box["value"]: words(soup.select_one(f"#readers-{box['value']}")) for box in soup.select("input[name=parts]")
    }
    assert list(said) == ["en", "kk", "ru", "ar"]
    assert said["kk"].endswith("and are told so: English.")
    assert said["en"].endswith("and are told so: Русский.")


def test_one_language_is_taken_down_with_a_reason(signed_in, draft):
    response = take_down(signed_in, draft, "kk")

    assert sentences(signed_in, response) == ["Taken down: Қазақша."]
    assert Initiative.objects.get().published_languages == ["ru", "en", "ar"]
    kazakh = part_of(draft, "kk")
    assert (kazakh.state, kazakh.approved, kazakh.reason) == ("draft", None, "Wrong decree.")
    assert "Wrong decree." not in signed_in.get("/kk/initiatives/closure/").content.decode()


def test_last_language_takes_the_whole_entry_along(client, draft):
    client.force_login(make_user("administrator", roles.ADMINISTRATORS))

    response = take_down(client, draft, "en", "kk", "ru", "ar")

    assert sentences(client, response) == ["Taken down: Shared facts, English, Қазақша, Русский, العربية."]
    gone = client.get("/en/initiatives/closure/")
    assert gone.status_code == 410
    assert "Wrong decree." not in gone.content.decode()
    assert words(read(client, address(draft, "take-down")).select_one("#content-main")) == (
        "Nothing of this entry is public."
    )


@pytest.mark.parametrize(
    ("parts", "reason", "sentence"),
    [
        (["kk"], " ", "Give a reason, so that the others know what to do."),
        ([], "Because.", "Choose at least one part."),
        (["shared"], "Because.", "Only languages that are public can be taken down. Reload the page."),
        (["xx"], "Because.", "There is no part “xx”. Reload the page and choose again."),
    ],
)
def test_refused_take_down_changes_nothing_and_keeps_what_was_typed(signed_in, draft, parts, reason, sentence):
    before, lines = rows_without_log(), LogRecord.objects.count()

    response = take_down(signed_in, draft, *parts, reason=reason)

    assert response.status_code == 409
    assert sentences(signed_in, response) == [sentence]
    kept = Forms(response.content.decode()).fields["take-down-form"]
    assert kept.get("reason") == [reason]
    assert kept.get("parts", []) == [part for part in parts if part == "kk"]
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


# The pages themselves


@pytest.mark.parametrize("page", ["publish", "take-down"])
def test_number_of_queries_does_not_depend_on_the_sessions(signed_in, page):
    counts = []
    for sessions in (1, 12):
        event = changed_programme(sessions)
        approve(event, "en")
        signed_in.get(address(event, page))
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(address(event, page))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("page", ["publish", "take-down"])
def test_pages_speak_the_language_of_their_person(client, publisher, draft, language, page):
    publisher.interface_language = language
    publisher.save()
    client.force_login(publisher)

    soup = read(client, address(draft, page))

    assert (soup.html["lang"], soup.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert {words(name) for name in soup.select("#content-main label [lang=kk]")} == {"Қазақша"}


def test_unknown_entry_has_no_pages(signed_in):
    draft = make_initiative_draft()
    url = reverse("admin:initiatives_initiativedraft_publish", args=[draft.pk]).replace(str(draft.pk)[:8], "00000000")

    assert signed_in.get(url).status_code == 404
