"""Previews: the real public page of what is not public, for those who may see it, and nothing stays of it."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from peacedesk.accounts.models import User
from peacedesk.editorial import publishing, revisions, roles
from peacedesk.editorial.models import Entry
from peacedesk.languages import LANGUAGE_NAMES, direction
from peacedesk.library.models import Image, Source
from peacedesk.library.uploads import cleaned_picture
from tests.conftest import make_user
from tests.factories import (
    make_event_draft,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_session_draft,
    make_source,
    publish,
)
from tests.library.test_pictures import encoded, upload

pytestmark = pytest.mark.django_db

TITLES = {"title_en": "Closed", "title_kk": "Жабылды", "title_ru": "Закрыт", "title_ar": "أغلق"}


def address(draft, language="en", revision=None):
    meta = draft._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_preview", args=[draft.pk, language])
    return f"{url}?revision={revision}" if revision else url


def change_form(draft):
    return reverse(f"admin:{draft._meta.app_label}_{draft._meta.model_name}_change", args=[draft.pk])


def page(client, draft, language="en", revision=None):
    response = client.get(address(draft, language, revision))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def refusal(client, draft, revision=None):
    """What the desk says instead of a page."""
    response = client.get(address(draft, revision=revision), follow=True)
    assert response.redirect_chain == [(change_form(draft), 302)]
    return [str(message) for message in response.context["messages"]]


def save(draft, **fields):
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return revisions.record(root=draft, origin="desk")


def every_row():
    """Every row of every table, as the database has it."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@pytest.fixture
def reader(client, publisher):
    """Someone who sees everything of the desk and edits nothing, signed in."""
    client.force_login(publisher)
    return publisher


# What it shows


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_draft_of_a_live_entry_is_on_its_page_in_each_language_and_not_in_public(client, reader, language):
    draft = make_initiative_draft(**TITLES)
    make_milestone_draft(draft)
    public = publish(draft)
    save(draft, **{name: f"{title} 2" for name, title in TITLES.items()}, slug="moved")
    draft.milestones.all().delete()
    make_milestone_draft(draft, **{f"text_{code}": f"CANARY {code}" for code in LANGUAGE_NAMES})

    soup = page(client, draft, language)
    seen = client.get(f"/{language}/initiatives/{public.slug}/").content.decode()

    assert words(soup.h1) == f"{TITLES[f'title_{language}']} 2"
    assert f"CANARY {language}" in words(soup.main)
    assert "It began." not in words(soup.main)
    assert (soup.html["lang"], soup.html["dir"]) == (language, direction(language))
    assert soup.find("link", rel="canonical")["href"].endswith(f"/{language}/initiatives/moved/")
    assert "CANARY" not in seen
    assert f"{TITLES[f'title_{language}']} 2" not in seen


def test_entry_that_was_never_public_has_a_preview_and_no_page(client, reader):
    draft = make_event_draft(title_en="Planned", title_ar="مخطط")
    make_session_draft(draft, title_en="CANARY session")

    soup = page(client, draft, "ar")

    assert words(soup.h1) == "مخطط"
    assert "CANARY session" in words(soup.main)
    assert client.get(f"/ar/events/{draft.slug}/").status_code == 404


def test_language_without_a_title_shows_the_page_that_stands_in_for_it(client, reader):
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    publish(draft)
    save(draft, title_kk="")

    soup = page(client, draft, "kk")

    assert (words(soup.h1), soup.h1["lang"]) == ("English", "en")
    assert soup.main.find(class_="notice--wait")
    assert [link["hreflang"] for link in soup.find_all("link", hreflang=True)] == ["en", "x-default"]


def test_saved_revision_is_shown_as_it_was(client, reader):
    draft = make_initiative_draft(title_en="First")
    save(draft, title_en="Second")

    soup = page(client, draft, revision=1)

    assert words(soup.h1) == "First"
    assert words(soup.find(id="preview")) == "Preview of revision 1. This is not the public page."
    assert words(page(client, draft).h1) == "Second"


def lines(soup):
    """The lines of a page, without the number that the address of its picture has of each publication."""
    return [line for line in re.sub(r"\.png\?v=\d+", ".png", str(soup)).splitlines() if line.strip()]


@pytest.mark.parametrize("make", [make_initiative_draft, make_event_draft])
def test_page_is_that_of_the_public_but_for_its_marks(client, reader, make):
    make_initiative()  # the foot of every page has the day of the last publication
    draft = make(**TITLES)

    with time_machine.travel(timezone.now(), tick=False):  # a preview takes the present moment for that of publication
        soup = page(client, draft, "ru")
        publish(draft)
        public = BeautifulSoup(client.get(f"/ru/{draft._meta.app_label}/{draft.slug}/").content, "html.parser")
    for mark in (soup.find(class_="preview"), soup.find("meta", attrs={"name": "robots"})):
        mark.decompose()
    soup.find("link", href="/static/desk/preview.css").decompose()

    assert lines(soup) == lines(public)


# The frame


def test_answer_is_kept_by_nobody_and_indexed_by_nobody(client, reader):
    draft = make_initiative_draft()

    response = client.get(address(draft, "kk"))

    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Content-Language"] == "kk"
    assert BeautifulSoup(response.content, "html.parser").find("meta", attrs={"name": "robots"})["content"] == (
        "noindex, nofollow"
    )


def test_public_page_has_no_mark_of_a_preview(client, reader):
    draft = make_initiative_draft()
    page(client, draft)
    public = publish(draft)

    response = client.get(public.get_absolute_url())

    assert "X-Robots-Tag" not in response
    assert b"preview" not in response.content
    assert b"noindex" not in response.content


@pytest.mark.parametrize(("desk", "language"), [("en", "en"), ("en", "ar"), ("ar", "en"), ("ar", "ar")])
def test_banner_is_in_the_language_of_the_desk(client, reader, desk, language):
    User.objects.filter(pk=reader.pk).update(interface_language=desk)
    draft = make_initiative_draft(**TITLES)

    soup = page(client, draft, language, revision=1)
    banner = soup.find("aside", class_="preview")

    assert (banner["lang"], banner["dir"]) == (desk, direction(desk))
    assert soup.html["dir"] == direction(language)
    assert translation.get_language() == desk
    tabs = banner.nav.find_all("a")
    assert [(tab["lang"], tab["href"]) for tab in tabs] == [
        (code, address(draft, code, revision=1)) for code in LANGUAGE_NAMES
    ]
    assert [tab["lang"] for tab in tabs if tab.get("aria-current") == "page"] == [language]
    assert banner.find("a", class_="preview__back")["href"] == change_form(draft)


# Who sees it


@pytest.mark.parametrize(("person", "status"), [("", 302), ("outsider", 302), ("stranger", 403), ("publisher", 200)])
@pytest.mark.parametrize("revision", [None, 1])
@pytest.mark.parametrize("make", [make_initiative_draft, make_event_draft])
def test_preview_is_for_those_who_see_the_entry_at_the_desk(
    client, stranger, publisher, person, status, revision, make
):
    User.objects.create_user("outsider")
    draft = make(title_en="CANARY")
    if person:
        client.force_login(User.objects.get(username=person))

    response = client.get(address(draft, revision=revision))

    assert response.status_code == status
    assert (b"CANARY" in response.content) is (status == 200)
    if status == 302:
        assert response.url.startswith(reverse("admin:login"))


def test_contributor_sees_the_preview_of_an_own_entry_only(client):
    contributor = make_user("contributor", roles.CONTRIBUTORS)
    own, other = make_initiative_draft(title_en="Own"), make_initiative_draft()
    Entry.objects.filter(pk=own.pk).update(created_by=contributor)
    client.force_login(contributor)

    assert words(page(client, own).h1) == "Own"
    assert client.get(address(other)).status_code == 404


def test_staff_without_the_right_learn_nothing_about_what_exists(client, stranger):
    draft = make_initiative_draft()
    client.force_login(stranger)

    assert client.get(address(draft, "de")).status_code == 403
    draft.pk = "00000000-0000-0000-0000-000000000000"
    assert client.get(address(draft)).status_code == 403


@pytest.mark.parametrize(
    "rest", ["preview/de/", "preview/EN/", "preview/en/?revision=2", "preview/en/?revision=0", "preview/en/?revision=x"]
)
def test_what_does_not_exist_is_not_found(client, reader, rest):
    draft, other = make_initiative_draft(), make_initiative_draft()
    save(other, title_en="Second")

    assert client.get(address(other, revision=2)).status_code == 200
    assert client.get(change_form(draft).replace("change/", rest)).status_code == 404


def test_entry_of_another_kind_or_none_is_not_found(client, reader):
    event = make_event_draft()
    base = reverse("admin:initiatives_initiativedraft_changelist")

    for unknown in (event.pk, "00000000-0000-0000-0000-000000000000", "x", "1/change"):
        assert client.get(f"{base}{unknown}/preview/en/").status_code == 404


def test_preview_is_only_read(client, reader):
    draft = make_initiative_draft()

    assert client.head(address(draft)).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(address(draft)).status_code == 405


# What stays of it: nothing


@pytest.mark.parametrize("revision", [None, 1])
def test_no_row_of_any_table_changes(client, reader, revision):
    draft = make_event_draft(**TITLES)
    make_session_draft(draft)
    publish(draft)
    make_session_draft(draft, title_en="New")
    save(draft, title_en="After", title_kk="", slug="after")
    never_public = make_initiative_draft()
    before = every_row()

    page(client, draft, "kk", revision)
    page(client, never_public)

    assert every_row() == before


def test_nothing_that_follows_a_publication_runs(client, reader, monkeypatch, django_capture_on_commit_callbacks):
    draft = make_initiative_draft()
    told = []
    monkeypatch.setattr(publishing, "after_publish", [lambda kind, ids: told.append(ids)])

    with django_capture_on_commit_callbacks() as callbacks:
        page(client, draft)

    assert (told, callbacks) == ([], [])
    publish(draft)
    assert told == [[draft.pk]]


def test_page_leaves_messages_to_the_desk(client, reader):
    draft, untitled = make_initiative_draft(), make_initiative_draft(title_en="")
    client.get(address(untitled))

    assert "no language" not in words(page(client, draft))
    assert "no language" in words(BeautifulSoup(client.get(change_form(draft)).content, "html.parser"))


# What cannot be shown


def test_entry_without_a_title_is_answered_with_what_to_do(client, reader):
    draft = make_initiative_draft(title_en="")
    before = every_row()

    said = refusal(client, draft)

    assert said == ["There is no page to show: no language of this revision has a title. Write a title and save."]
    assert {**every_row(), "django_session": []} == {**before, "django_session": []}


def test_address_of_another_public_entry_is_answered_with_what_to_do(client, reader):
    first = make_initiative_draft(slug="wanted", title_en="First")
    publish(first)
    save(first, slug="left")
    second = make_initiative_draft(slug="wanted", title_en="Second")

    said = refusal(client, second)

    assert said == [
        "There is no page to show: the address “wanted” is used by “First” in public. Choose another address and save,"
        " or let that entry be published at another one first."
    ]


def test_revision_whose_source_is_gone_is_answered_with_what_to_do(client, reader):
    draft = make_initiative_draft()
    make_milestone_draft(draft, source=make_source("src-gone"))
    save(draft)
    draft.milestones.all().delete()
    Source.objects.filter(key="src-gone").delete()
    save(draft)

    said = refusal(client, draft, revision=2)

    assert len(said) == 1
    assert said[0].startswith("There is no page to show: this revision does not fit the record of today")
    assert words(page(client, draft).h1) == words(page(client, draft, revision=1).h1)


# Pictures


def test_picture_of_a_draft_is_seen_at_the_desk_only(client, stranger, publisher):
    image = Image.objects.create(key="photo", alt_en="A hall", file=cleaned_picture(upload(encoded())))
    draft = make_initiative_draft(cover=image)
    outsider = User.objects.create_user("outsider")  # signed in, but nobody of the desk
    outsider.user_permissions.add(Permission.objects.get(codename="view_image"))

    refused = [client.get(image.url)]
    for person in (outsider, stranger):
        client.force_login(person)
        refused.append(client.get(image.url))
    client.force_login(publisher)
    shown = client.get(image.url)
    soup = page(client, draft)
    publish(draft)
    public = client.get(image.url)

    assert [response.status_code for response in refused] == [404, 404, 404]
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert shown.getvalue()
    assert soup.find("img", src=image.url)
    assert public["Cache-Control"] == "public, no-cache"
    assert public.getvalue()
    assert client.get("/media/images/never-was.png").status_code == 404


def test_unknown_and_hidden_pictures_are_the_same_to_the_public(client):
    image = Image.objects.create(key="photo", alt_en="A hall", file=cleaned_picture(upload(encoded())))
    stem, _dot, kind = image.url.rpartition("/")[2].partition(".")
    unknown = "0" * len(stem)

    hidden, never = client.get(image.url), client.get(image.url.replace(stem, unknown))

    assert hidden.status_code == never.status_code == 404
    assert hidden.headers == never.headers
    assert hidden.content.replace(stem.encode(), b"") == never.content.replace(unknown.encode(), b"")


# Cost


def test_queries_do_not_grow_with_the_sessions(client, reader):
    counts = []
    for sessions in (1, 50):
        draft = make_event_draft(**TITLES)
        for number in range(sessions):
            make_session_draft(draft, title_en=f"Session {number}", position=number)
        revisions.record(root=draft, origin="desk")
        page(client, draft)
        with CaptureQueriesContext(connection) as queries:
            page(client, draft, "ar")
        counts.append(len(queries))

    assert counts[0] < 70
    assert counts[1] - counts[0] <= 2  # SQLite writes at most 999 values by one statement
