"""The page of an initiative."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peacedesk.editorial import revisions
from tests.factories import (
    make_citation_draft,
    make_country,
    make_event,
    make_event_draft,
    make_figure_draft,
    make_image,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_person,
    make_source,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_page_opens_in_each_language(client, language):
    make_initiative(slug="talks", title_en="Talks", title_kk="Келіссөздер", title_ru="Переговоры", title_ar="محادثات")

    soup = page(client, f"/{language}/initiatives/talks/")

    assert words(soup.h1) == {"en": "Talks", "kk": "Келіссөздер", "ru": "Переговоры", "ar": "محادثات"}[language]
    assert not soup.select(".notice")


def test_draft_has_no_page(client):
    make_initiative_draft(slug="hidden")
    make_initiative(slug="public")

    assert client.get("/en/initiatives/public/").status_code == 200
    assert client.get("/en/initiatives/hidden/").status_code == 404


def test_language_that_is_not_published_says_so_and_shows_the_source(client):
    make_initiative(slug="talks", title_en="Talks", summary_en="Rounds.", body_en="<p>Text.</p>")

    soup = page(client, "/ar/initiatives/talks/")

    assert soup.select_one(".notice[role=note]")
    for element in (soup.h1, soup.select_one(".lead"), soup.select_one("article .record")):
        assert (element["lang"], element["dir"]) == ("en", "ltr")
    assert soup.select_one("link[rel=canonical]")["href"].endswith("/en/initiatives/talks/")


def test_text_missing_in_a_published_language_stands_in_its_own_language(client):
    draft = make_initiative_draft(slug="talks", title_kk="Келіссөздер", summary_kk="Раундтар.", body_en="<p>Text.</p>")
    make_milestone_draft(draft, text_en="First round.")
    publish(draft)

    soup = page(client, "/kk/initiatives/talks/")

    assert not soup.select(".notice")
    assert "lang" not in soup.h1.attrs
    assert soup.select_one("article .record")["lang"] == "en"
    assert soup.select_one(".milestones__text span")["lang"] == "en"


def test_facts_link_to_the_library(client):
    make_initiative(
        slug="talks",
        date="2017/..",
        kind="process",
        status="completed",
        themes=[make_theme()],
        countries=[make_country(), make_country("am", name_en="Armenia")],
        organisations=[make_organisation()],
        people=[make_person()],
    )

    panel = page(client, "/en/initiatives/talks/").select_one(".panel")

    assert [link["href"] for link in panel.select("a")] == [
        "/en/themes/nuclear-disarmament/",
        "/en/countries/am/",
        "/en/countries/kz/",
        "/en/organisations/un/",
        "/en/people/tokayev/",
    ]
    for fact in ("Process", "Completed", "2017 – present"):
        assert fact in words(panel)


def test_cover_has_its_description_and_size(client):
    make_initiative(slug="talks", cover=make_image())

    image = page(client, "/ar/initiatives/talks/").select_one(".cover img")

    assert {name: image[name] for name in ("alt", "lang", "width", "height")} == {
        "alt": "A ring of laths",
        "lang": "en",
        "width": "48",
        "height": "48",
    }


def test_sources_are_numbered_in_the_order_of_the_page(client):
    first, second, third = (make_source(f"src-{n}", title_en=f"Source {n}") for n in "abc")
    draft = make_initiative_draft(slug="talks")
    make_citation_draft(draft, source=third, position=0)
    make_citation_draft(draft, source=first, position=1, locator="p. 3")
    make_figure_draft(draft, source=second)
    make_milestone_draft(draft, source=first, date="2001")
    make_milestone_draft(draft, source=second, date="2002")
    publish(draft)

    soup = page(client, "/en/initiatives/talks/")

    assert [words(item.select_one("a")) for item in soup.select(".sources li")] == ["Source b", "Source a", "Source c"]
    assert [(words(link), link["href"]) for link in soup.select(".fn")] == [
        ("1", "#source-1"),
        ("2", "#source-2"),
        ("1", "#source-1"),
    ]
    assert [link["href"] for link in soup.select('.sources a[href^="#"]')] == ["#cited-1", "#cited-2"]
    ids = {element["id"] for element in soup.select("[id]")}
    assert all(link["href"][1:] in ids for link in soup.select('main a[href^="#"]'))
    assert "p. 3" in words(soup.select(".sources li")[1])


def test_figure_has_its_qualifier_date_and_source(client):
    draft = make_initiative_draft(slug="talks")
    make_figure_draft(draft, value="5000", qualifier="more_than", label_en="Participants", as_of="2023-06")
    publish(draft)

    figure = page(client, "/en/initiatives/talks/").select_one(".figures div")

    assert words(figure) == "Participants more than 5,000 As of: June 2023 1"


def test_a_figure_has_the_digits_that_it_was_given(client):
    draft = make_initiative_draft(slug="talks")
    values = ["12.3", "0.1", "4.56", "70"]
    for value in values:
        make_figure_draft(draft, value=value, label_en=f"Share {value}")
    publish(draft)

    figures = page(client, "/en/initiatives/talks/").select(".figures div")

    told = {words(figure.dt).removeprefix("Share "): words(figure.bdi).split()[0] for figure in figures}
    assert told == {value: value for value in values}


def test_milestones_say_what_is_planned_and_what_was_dropped(client):
    draft = make_initiative_draft(slug="talks")
    for date, status in {"2026": "planned", "2024": "dropped", "2013-02-26": "done", "unknown": "done"}.items():
        make_milestone_draft(draft, date=date, status=status, text_en=f"{status} {date}")
    publish(draft)

    items = page(client, "/en/initiatives/talks/").select(".milestones li")

    assert [words(item.select_one(".milestones__text")) for item in items] == [
        "done 2013-02-26 1",
        "dropped 2024 1",
        "planned 2026 1",
        "done unknown 1",
    ]
    assert [words(item.select_one(".status")) if item.select(".status") else "" for item in items] == [
        "",
        "Dropped",
        "Planned",
        "",
    ]
    assert [bool(item.select("s")) for item in items] == [False, True, False, False]


def test_related_entries_appear_when_they_are_public(client):
    hidden, public = make_initiative_draft(title_en="Hidden"), make_initiative_draft(title_en="Public")
    publish(public)
    entry = make_initiative_draft(slug="talks", related=[hidden, public])
    publish(entry)
    event = make_event_draft(title_en="Forum", initiatives=[entry])
    make_event_draft(title_en="Hidden event", initiatives=[entry])
    publish(event)

    before = words(page(client, "/en/initiatives/talks/").main)
    publish(hidden)
    after = words(page(client, "/en/initiatives/talks/").main)

    assert [title in before for title in ("Public", "Forum", "Hidden", "Hidden event")] == [True, True, False, False]
    assert "Hidden" in after


def test_page_is_the_same_number_of_queries_for_1_and_20_rows(client):
    numbers = []
    for slug, number in (("small", 1), ("large", 20)):
        draft = make_initiative_draft(
            slug=slug,
            cover=make_image(),
            themes=[make_theme(f"theme-{n}") for n in range(number)],
            countries=[make_country(f"{'abcdefghijklmnopqrst'[n]}x") for n in range(number)],
            organisations=[make_organisation(f"body-{n}") for n in range(number)],
            people=[make_person(f"person-{n}") for n in range(number)],
            related=[publish(make_initiative_draft()).pk for n in range(number)],
        )
        for n in range(number):
            source = make_source(f"src-{slug}-{n}", author=make_person(f"author-{n}"))
            make_figure_draft(draft, source=source)
            make_milestone_draft(draft, source=source)
            make_citation_draft(draft, source=source)
            make_event(initiatives=[draft], countries=[make_country()], themes=[make_theme()])
        revisions.record(root=draft, origin="desk")
        publish(draft)
        with CaptureQueriesContext(connection) as queries:
            page(client, f"/en/initiatives/{slug}/")
        numbers.append(len(queries))

    # The entry, its rows, the present state; once after each publication all themes and all countries.
    assert numbers == [5, 5]


@pytest.mark.parametrize("slug", ["none", "x" * 300, "%00", "a%20b"])
def test_missing_initiative_is_a_helpful_404(client, slug):
    assert client.get(f"/en/initiatives/{slug}/").status_code == 404
