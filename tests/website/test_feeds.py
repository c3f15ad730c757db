"""The Atom feeds, read with a parser of its own."""

import re
from datetime import timedelta
from itertools import product
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event
from initiatives.models import Initiative
from peacedesk.website import feeds
from tests.factories import (
    make_event,
    make_event_draft,
    make_initiative,
    make_initiative_draft,
    make_source,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("updates", "initiatives", "events")


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


def titles(client, address):
    return [entry.title for entry in read(client, address).entries]


@pytest.mark.usefixtures("catalogue")
def test_a_feed_has_what_rfc_4287_asks_for(client):
    for name, language in product(FEEDS, ("kk", "ru", "en", "ar")):
        check_feed(client, name, language)


def check_feed(client, name, language):
    tree = ElementTree.fromstring(client.get(f"/{language}/{name}.atom").content)  # noqa: S314  (our own text)

    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for element in [tree, *tree.findall(f"{ATOM}entry")]:
        for required in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{required}")) == 1
            assert element.find(f"{ATOM}{required}").text
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert links[0][2] == language
        moment = element.find(f"{ATOM}updated").text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", moment)
    ids = [entry.find(f"{ATOM}id").text for entry in tree.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) > 20
    assert tree.find(f"{ATOM}author/{ATOM}name").text == "PeaceDesk"


@pytest.mark.usefixtures("catalogue")
def test_a_feed_holds_the_entries_published_in_its_language_and_no_other(client):
    for language in ("kk", "ru", "en", "ar"):
        expected = {
            f"http://127.0.0.1:8000/{language}/events/{event.slug}/" for event in Event.objects.published(language)
        }
        assert {entry.link for entry in read(client, f"/{language}/events.atom").entries} == expected
    assert len(Event.objects.published("ru")) < Event.objects.count()


def test_ids_differ_by_language_and_outlive_publications_and_the_move_of_the_site(client):
    draft = make_initiative_draft(title_ru="Один")
    publish(draft)
    first = {language: read(client, f"/{language}/updates.atom") for language in ("en", "ru")}
    draft.title_en, draft.slug = "Another", "another"
    draft.save()
    publish(draft)

    with override_settings(SITE_URL="https://elsewhere.example"):
        second = {language: read(client, f"/{language}/updates.atom") for language in ("en", "ru")}

    for language in ("en", "ru"):
        assert first[language].feed.id == second[language].feed.id
        assert first[language].entries[0].id == second[language].entries[0].id
    assert first["en"].entries[0].id != first["ru"].entries[0].id
    assert first["en"].feed.id != first["ru"].feed.id
    assert second["en"].entries[0].link == "https://elsewhere.example/en/initiatives/another/"
    assert second["en"].entries[0].updated > first["en"].entries[0].updated
    assert second["en"].entries[0].published == first["en"].entries[0].published


def test_what_changed_last_comes_first_whatever_its_kind(client):
    old, event, new = make_initiative(title_en="Old"), make_event(title_en="Event"), make_initiative(title_en="New")
    now = timezone.now()
    for entry, days in ((old, 0), (event, 1), (new, 2)):
        type(entry).objects.filter(pk=entry.pk).update(updated_at=now - timedelta(days=days))

    assert titles(client, "/en/updates.atom") == ["Old", "Event", "New"]
    assert titles(client, "/en/initiatives.atom?sort=title") == ["Old", "New"]


def test_a_draft_and_an_unpublished_language_stay_out(client):
    make_initiative_draft(title_en="Hidden")
    make_initiative(title_en="Shown")

    assert titles(client, "/en/updates.atom") == ["Shown"]
    assert titles(client, "/kk/updates.atom") == []


def test_a_feed_takes_the_filters_of_its_list_and_says_so(client):
    make_event(title_en="Talks", format="talks", status="held")
    make_event(title_en="Forum", format="forum", status="announced")

    feed = read(client, "/en/events.atom?format=talks")

    assert [entry.title for entry in feed.entries] == ["Talks"]
    assert feed.feed.title == "PeaceDesk: Events (Talks)"
    assert "Talks" in feed.feed.subtitle
    links = {link.rel: link.href for link in feed.feed.links if link.get("hreflang", "en") == "en"}
    assert links["self"] == "http://127.0.0.1:8000/en/events.atom?format=talks"
    assert links["alternate"] == "http://127.0.0.1:8000/en/events/?when=all&format=talks"
    assert feed.feed.id != read(client, "/en/events.atom").feed.id


def test_without_filters_the_feed_of_events_has_the_past_ones_too(client):
    make_event(title_en="Over", date="2001", status="held")
    make_event(title_en="To come", date="2099", status="announced")

    assert set(titles(client, "/en/events.atom")) == {"Over", "To come"}
    assert titles(client, "/en/events.atom?when=past") == ["Over"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("status=nonsense", 404),
        ("from=abc", 404),
        ("q=%00", 400),
        ("zz=%00", 400),
        ("page=0", 404),
        ("page=x", 404),
        ("page=٢", 404),
    ],
)
def test_values_that_do_not_hold_are_refused_in_words(client, query, status):
    assert client.get(f"/ar/events.atom?{query}").status_code == status


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
@pytest.mark.parametrize("language", ["kk", "ru", "en", "ar"])
def test_the_title_of_an_event_that_is_off_says_so_first(client, language, status):
    texts = {f"title_{code}": f"Forum {code}" for code in ("kk", "ru", "en", "ar")}
    make_event(status=status, status_source=make_source(), **texts)

    (entry,) = read(client, f"/{language}/events.atom").entries

    words = Event.objects.get().get_status_display()  # the request left its language active
    assert entry.title == f"{words}: Forum {language}"
    assert words in [tag.label for tag in entry.tags]
    assert words in entry.content[0].value


def test_every_status_stands_in_the_content_and_among_the_categories(client):
    draft = make_event_draft(status="announced", date="2001-05-01")
    publish(draft)
    (announced,) = read(client, "/en/events.atom").entries
    draft.status = "held"
    draft.save()
    publish(draft)

    (held,) = read(client, "/en/events.atom").entries

    assert "does not say whether it took place" in announced.content[0].value
    assert {"announced", "Announced"} <= {value for tag in announced.tags for value in (tag.term, tag.label)}
    assert "does not say" not in held.content[0].value
    assert "held" in {tag.term for tag in held.tags}
    assert held.title == announced.title


def test_texts_are_escaped_and_characters_that_xml_forbids_left_out(client):
    make_initiative(title_en="<b>Mines & \x0b“peace” </title>", body_en="<p>Five &lt; six</p>")

    (entry,) = read(client, "/en/initiatives.atom").entries

    assert (entry.title, entry.title_detail.type) == ("<b>Mines & “peace” </title>", "text/plain")
    assert "Five &lt; six" in entry.content[0].value


def test_a_missing_summary_is_not_given_in_another_language_unmarked(client):
    make_initiative(title_en="One", title_kk="Бір", summary_en="In English.", summary_kk="")

    response = client.get("/kk/initiatives.atom").content.decode()

    assert '<summary xml:lang="en">In English.</summary>' in response


def test_a_theme_without_a_name_in_the_language_is_named_in_another_and_marked(client):
    make_initiative(title_kk="Бір", themes=[make_theme("water", name_en="Water", name_kk="")])

    (theme,) = re.findall(r'<category term="water"[^>]*>', client.get("/kk/initiatives.atom").content.decode())

    assert theme.endswith(' xml:lang="en" label="Water"/>')


def test_pages_are_linked_and_bounded(client, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES_PER_PAGE", 2)
    monkeypatch.setattr(feeds, "MAX_PAGES", 2)
    for number in range(5):
        make_initiative(title_en=f"Number {number}")

    first, second = (read(client, f"/en/updates.atom?page={number}") for number in (1, 2))

    links = [{link.rel: link.href for link in feed.feed.links} for feed in (first, second)]
    assert links[0]["next"] == links[1]["self"] == "http://127.0.0.1:8000/en/updates.atom?page=2"
    assert links[1]["previous"] == links[1]["first"] == links[0]["self"] == "http://127.0.0.1:8000/en/updates.atom"
    assert "next" not in links[1]
    assert [entry.title for entry in first.entries + second.entries] == [f"Number {n}" for n in (4, 3, 2, 1)]
    assert first.feed.id == second.feed.id
    assert client.get("/en/updates.atom?page=3").status_code == 404


def test_entries_in_other_languages_take_no_place_on_a_page(client, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES_PER_PAGE", 2)
    for number in range(2):
        make_initiative(title_en=f"Number {number}")
    for _number in range(3):
        make_initiative(title_en="", title_ru="Нет", source_language="ru")

    feed = read(client, "/en/updates.atom")

    assert [entry.title for entry in feed.entries] == ["Number 1", "Number 0"]
    assert "next" not in [link.rel for link in feed.feed.links]


def test_who_has_the_present_feed_is_told_so_until_something_is_published(client, django_assert_num_queries):
    draft = make_event_draft()
    publish(draft)
    response = client.get("/en/events.atom")
    condition = {"if-none-match": response["ETag"]}
    with django_assert_num_queries(1):
        assert client.get("/en/events.atom", headers=condition).status_code == 304
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):  # the second of the change is over
        dated = {"if-modified-since": client.get("/en/events.atom")["Last-Modified"]}
        assert client.get("/en/events.atom", headers=dated).status_code == 304

    draft.title_en = "Changed"
    draft.save()
    publish(draft)

    assert client.get("/en/events.atom", headers=condition).status_code == 200


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_costs_the_same_for_one_entry_and_for_many(client, name, django_assert_num_queries):
    make_initiative()
    make_event()
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/en/{name}.atom")
    for _number in range(3):
        make_initiative()
        make_event()

    with django_assert_num_queries(len(queries)):
        assert len(read(client, f"/en/{name}.atom").entries) > 3


def test_pages_lead_to_their_feeds(client):
    make_initiative()
    page = client.get("/en/initiatives/?status=ongoing&sort=title").content.decode()

    assert 'title="Initiatives" href="/en/initiatives.atom?status=ongoing"' in page
    assert 'title="All updates" href="/en/updates.atom"' in page
    assert Initiative.objects.count() == len(read(client, "/en/initiatives.atom?status=ongoing").entries)
