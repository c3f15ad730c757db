"""The page of the list of events."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from events.filters import EventFilterSet
from events.models import Event
from peacedesk.library.models import Country, Organisation
from peacedesk.library.querysets import reference_counts
from tests.factories import (
    make_country,
    make_event,
    make_event_draft,
    make_organisation,
    make_outcome_draft,
    make_series,
    make_session_draft,
    make_source,
    make_theme,
    make_track,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_mid_2024")]


@pytest.fixture
def _mid_2024():
    with time_machine.travel("2024-06-14 12:00+05:00", tick=False):
        yield


def page(client, query="", status=200, language="en"):
    response = client.get(f"/{language}/events/{query}")
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def titles(soup):
    return [words(heading) for heading in soup.select(".event-row h3")]


def tabs(soup):
    return [words(tab) for tab in soup.select(".tabs a")]


def make_three_times():
    make_event(title_en="Ahead", date="2024-09", status="confirmed")
    make_event(title_en="Over", date="2023")
    make_event(title_en="Round", date="2009/..", recurrence="yearly", recurrence_day="08-29")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ahead", "Round"]),
        ("?when=upcoming", ["Ahead", "Round"]),
        ("?when=past", ["Over"]),
        ("?when=all", ["Ahead", "Round", "Over"]),
        ("?when=all&sort=oldest", ["Round", "Over", "Ahead"]),
        ("?when=all&sort=title", ["Ahead", "Over", "Round"]),
    ],
)
def test_tabs_divide_the_events_by_time(client, query, found):
    make_three_times()

    soup = page(client, query)

    assert titles(soup) == found
    assert tabs(soup) == ["Upcoming 2", "Past 1", "All 3"]


def test_counts_of_the_tabs_follow_the_filters_and_their_links_keep_them(client):
    make_three_times()
    make_event(title_en="Elsewhere", date="2022", country=make_country())

    soup = page(client, "?country=kz&sort=title")

    assert tabs(soup) == ["Upcoming 0", "Past 1", "All 1"]
    assert [tab["href"] for tab in soup.select(".tabs a")] == [
        "/en/events/?sort=title&country=kz",
        "/en/events/?when=past&sort=title&country=kz",
        "/en/events/?when=all&sort=title&country=kz",
    ]


def test_empty_upcoming_tab_says_so_and_offers_the_past(client):
    make_event(date="2023")

    empty = page(client).select_one(".empty")

    assert words(empty.h2) == "No event is announced at the moment"
    assert [(words(link), link["href"]) for link in empty.select("a")] == [
        ("Past: 1 event", "/en/events/?when=past"),
        ("All: 1 event", "/en/events/?when=all"),
    ]


def test_next_event_is_marked_once_and_a_cancelled_one_never(client):
    make_event(title_en="Off", date="2024-06-20", status="cancelled", status_source=make_source())
    make_event(title_en="Next", date="2024-06-21", status="announced")
    make_event(title_en="Later", date="2024-07", status="confirmed")

    soup = page(client)

    assert titles(soup) == ["Off", "Next", "Later"]
    assert [words(row.h3) for row in soup.select(".is-next")] == ["Next"]
    assert [(words(row.h3), words(row.select_one(".status"))) for row in soup.select(".is-off")] == [
        ("Off", "Cancelled")
    ]


def test_passed_announcement_is_not_called_held(client):
    make_event(date="2024-06-13", status="announced", city_en="Astana")

    facts = page(client, "?when=past").select_one(".entry__facts")

    assert words(facts) == "Announced Not known whether it took place Astana"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("series=astana-international-forum", ["A"]),
        ("track=economy-and-finance", ["A"]),
        ("theme=peacekeeping", ["B"]),
        ("country=kz", ["A", "B"]),
        ("country=ru", ["B"]),
        ("organisation=un", ["A"]),
        ("format=talks", ["B"]),
        ("status=held", ["A"]),
        ("from=2022", ["A"]),
        ("to=2021", ["B"]),
        ("q=CORRIDOR", ["A"]),
        ("q=declaration", ["B"]),
        ("country=ru&format=forum", []),
    ],
)
def test_filters_narrow_the_list(client, query, found):
    a = make_event_draft(
        title_en="A", date="2023", series=make_series(), tracks=[make_track()], country=make_country(),
        organisations=[make_organisation()],
    )  # fmt: skip
    make_session_draft(a, title_en="The Middle Corridor")
    publish(a)
    b = make_event_draft(
        title_en="B", date="2020", format="talks", status="announced", themes=[make_theme("peacekeeping")],
        countries=[make_country(), make_country("ru", name_en="Russia")],
    )  # fmt: skip
    make_outcome_draft(b)
    publish(b)

    assert titles(page(client, f"?when=past&{query}")) == found


def test_choices_count_each_event_once_as_the_pages_of_the_records_do():
    host, guest = make_country(), make_country("ru", name_en="Russia")
    make_event(country=host, countries=[host, guest], organisations=[make_organisation()])
    make_event(country=host)
    make_event(countries=[host])

    request = RequestFactory().get("/en/events/?when=all")
    facets = {facet.name: facet for facet in EventFilterSet(request.GET, Event.objects.all(), request=request).facets}

    for name, model in (("country", Country), ("organisation", Organisation)):
        keys = dict(model.objects.values_list("pk", "key"))
        counts = {keys[pk]: number for pk, number in reference_counts(Event, model).items()}
        assert {choice.value: choice.entries for choice in facets[name].choices} == counts


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?when=yesterday", 404),
        ("?country=zz", 404),
        ("?series=%D2%9A", 404),
        ("?status=unknown", 404),
        ("?from=0", 404),
        ("?to=10000", 404),
        ("?from=2020&to=2010", 404),
        ("?page=abc", 404),
        ("?page=0", 404),
        ("?page=99999999999999999999", 404),
        ("?sort=sideways", 404),
        ("?q=%00", 400),
        ("?when=%00", 400),
        ("?nothing=1", 200),
        ("?q=" + "a" * 201, 404),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_bad_input_gets_a_helpful_page(client, query, status, language):
    make_event(status="confirmed", date="2025")

    soup = page(client, query, status, language)

    assert bool(soup.select(".empty li, .empty a")) == (status != 200)


def test_list_is_the_same_number_of_queries_for_1_and_50_events(client):
    numbers = []
    for first, number in ((0, 1), (1, 49)):
        for n in range(first, first + number):
            make_event(
                slug=f"event-{n}", series=make_series(f"series-{n % 3}"), tracks=[make_track()], themes=[make_theme()],
                country=make_country(), countries=[make_country("ru")], organisations=[make_organisation()],
            )  # fmt: skip
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client, "?when=past&country=kz&series=series-0")
        numbers.append(len(queries))

    assert numbers == [2, 2]  # the present state, the cards


def test_event_in_another_language_says_so_in_its_row(client):
    make_event(title_en="Forum", date="2025", status="confirmed")

    row = page(client, language="ar").select_one(".event-row")

    assert (row.select_one("h3 span")["lang"], row.select_one("h3 span")["dir"]) == ("en", "ltr")
    assert row.select_one(".entry__fallback")


def test_feed_and_calendar_of_the_upcoming_events_keep_an_event_whose_day_has_passed(client):
    make_event(date="2090-06-01", status="announced", themes=[make_theme()])

    soup = page(client, "?theme=nuclear-disarmament")

    links = {link["href"] for link in soup.select(".follow li a")}
    assert {
        "/en/events.atom?theme=nuclear-disarmament",
        "/en/events.ics?theme=nuclear-disarmament",
        "webcal://127.0.0.1:8000/en/events.ics?theme=nuclear-disarmament",
    } < links
    assert "/en/events.csv?when=upcoming&theme=nuclear-disarmament" in links
