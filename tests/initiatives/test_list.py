"""The page of the list of initiatives."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peacedesk.website.listing import ListPaginator
from tests.factories import make_country, make_initiative, make_initiative_draft, make_organisation, make_theme, publish

pytestmark = pytest.mark.django_db


def page(client, address="/en/initiatives/", status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def titles(soup):
    return [words(heading) for heading in soup.select(".entry h3")]


def make_many(number, first=0):
    for n in range(first, first + number):
        make_initiative(
            slug=f"entry-{n}",
            themes=[make_theme(f"theme-{n % 3}", name_en=f"Theme {n % 3}")],
            countries=[make_country("kz"), make_country("ru", name_en="Russia")],
            organisations=[make_organisation()],
        )


def test_list_shows_what_is_public_and_nothing_else(client):
    make_initiative(title_en="Public")
    make_initiative_draft(title_en="Draft")

    assert titles(page(client)) == ["Public"]


def test_list_is_the_same_number_of_queries_for_1_and_50_entries(client):
    numbers = []
    for first, number in ((0, 1), (1, 49)):
        make_many(number, first)
        page(client, "/en/initiatives/?sort=title")
        with CaptureQueriesContext(connection) as queries:
            page(client, "/en/initiatives/?country=kz&theme=theme-0&from=1990&sort=title")
        numbers.append(len(queries))

    assert numbers == [2, 2]  # the present state, the cards


def test_row_has_period_title_summary_themes_status_and_languages(client):
    draft = make_initiative_draft(
        slug="a", date="2017/..", title_en="Talks", summary_en="Rounds.", title_ru="Переговоры"
    )
    publish(draft, "shared", "en")

    row = page(client).select_one(".entry")

    assert words(row.select_one(".entry__when")) == "2017 – present"
    assert row.select_one("h3 a")["href"] == "/en/initiatives/a/"
    assert words(row.select_one(".entry__text")) == "Rounds."
    assert words(row.select_one(".theme")) == "Nuclear disarmament"
    assert words(row.select_one(".status")) == "Ongoing"
    assert [(link["lang"], link["href"]) for link in row.select(".tongues a")] == [("en", "/en/initiatives/a/")]


@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_list_opens_in_each_language(client, language):
    make_initiative(title_en="Talks", title_kk="Келіссөздер", title_ru="Переговоры", title_ar="محادثات")

    soup = page(client, f"/{language}/initiatives/")

    assert (soup.html["lang"], soup.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert titles(soup) == [{"en": "Talks", "kk": "Келіссөздер", "ru": "Переговоры", "ar": "محادثات"}[language]]
    assert not soup.select(".entry__fallback")


def test_row_shown_in_another_language_says_so(client):
    make_initiative(title_en="Talks")

    row = page(client, "/ar/initiatives/").select_one(".entry")

    shown = row.select_one("h3 span")
    assert (shown["lang"], shown["dir"], words(shown)) == ("en", "ltr", "Talks")
    assert row.select_one(".entry__fallback")


def test_pages_keep_the_filters_and_drop_what_is_unknown(client):
    make_many(45)

    soup = page(client, "/en/initiatives/?country=kz&page=2&zz=1")

    assert words(soup.select_one("[role=status]")) == "45 initiatives, 21 to 40 shown"
    assert [link["href"] for link in soup.select(".pager ol a")] == [
        "/en/initiatives/?country=kz",
        "/en/initiatives/?country=kz&page=2",
        "/en/initiatives/?country=kz&page=3",
    ]
    assert soup.select_one(".pager [rel=prev]")["href"] == "/en/initiatives/?country=kz"
    assert soup.select_one(".pager [rel=next]")["href"] == "/en/initiatives/?country=kz&page=3"
    assert soup.select_one("link[rel=canonical]")["href"].endswith("/en/initiatives/")
    further = page(client, "/ar/initiatives/?page=3")
    assert further.select_one("link[rel=canonical]")["href"].endswith("/ar/initiatives/?page=3")


def test_total_of_one_is_singular(client):
    make_initiative()

    assert words(page(client).select_one("[role=status]")) == "1 initiative, 1 to 1 shown"


def test_form_keeps_what_was_chosen(client):
    make_many(2)

    form = page(client, "/en/initiatives/?q=initiative&theme=theme-0&from=1991&sort=title").select_one(".filters form")

    assert form["action"] == "/en/initiatives/"
    assert [box["value"] for box in form.select("[name=theme][checked]")] == ["theme-0"]
    assert {name: form.select_one(f"[name={name}]")["value"] for name in ("q", "from", "to", "sort")} == {
        "q": "initiative",
        "from": "1991",
        "to": "",
        "sort": "title",
    }


def test_links_of_filters_are_not_for_crawlers(client):
    make_many(2)

    soup = page(client, "/en/initiatives/?theme=theme-0")

    assert {link["rel"][0] for link in soup.select(".chips a, .sort a")} == {"nofollow"}


def test_sort_links_keep_the_filters(client):
    make_many(2)

    links = page(client, "/en/initiatives/?country=kz&sort=title").select(".sort a")

    assert [(words(link), link["href"], link.get("aria-current")) for link in links] == [
        ("Newest first", "/en/initiatives/?country=kz", None),
        ("Oldest first", "/en/initiatives/?country=kz&sort=oldest", None),
        ("Title", "/en/initiatives/?country=kz&sort=title", "true"),
    ]


def test_nothing_found_offers_to_drop_each_filter(client):
    make_initiative()

    soup = page(client, "/en/initiatives/?status=completed&to=1950")

    assert words(soup.select_one("[role=status]")) == "0 initiatives"
    assert [link["href"] for link in soup.select(".empty .chip")] == [
        "/en/initiatives/?to=1950",
        "/en/initiatives/?status=completed",
    ]
    assert soup.select_one(".empty .go")["href"] == "/en/initiatives/"


def test_empty_catalogue_is_a_page(client):
    assert words(page(client).select_one(".empty p")) == "Nothing has been published here yet."


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("theme=zzz", 404),
        ("status=zzz", 404),
        ("sort=zzz", 404),
        ("from=0", 404),
        ("to=10000", 404),
        ("from=2010&to=2000", 404),
        ("q=" + "a" * 10_000, 404),
        ("page=abc", 404),
        ("page=0", 404),
        ("page=-1", 404),
        ("page=2", 404),
        ("page=" + "9" * 5000, 404),
        ("page=%00", 400),
        ("q=%00", 400),
        ("zz=%00", 400),
        ("%00=1", 400),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_bad_input_gives_a_helpful_page(client, language, query, status):
    make_initiative()

    soup = page(client, f"/{language}/initiatives/?{query}", status)

    assert soup.select(".empty li")
    assert soup.select_one(".empty p a")["href"] == f"/{language}/initiatives/"
    assert not soup.select(".entry")


def test_page_beyond_the_end_says_how_many_there_are(client):
    make_many(25)

    soup = page(client, "/en/initiatives/?page=99", 404)

    assert words(soup.select_one(".empty li")) == "There is no page “99”: the list has 2 pages."


def test_markup_in_a_value_is_shown_as_text(client):
    make_initiative()

    soup = page(client, "/en/initiatives/?q=<script>alert(1)</script>&theme=<img>", 404)

    assert not soup.select('main script:not([type="application/ld+json"]), main img')


def test_there_are_at_most_a_thousand_pages():
    assert ListPaginator(range(1_000_000), 20).num_pages == 1000


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_list_can_only_be_read(client, method):
    assert getattr(client, method)("/en/initiatives/").status_code == 405
