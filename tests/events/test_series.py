import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import views
from tests.factories import make_event, make_event_draft, make_series, make_track

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def test_index_has_the_series_of_public_events_with_their_years(client):
    for key, name, dates in (
        ("forum", "Forum", ["2023-06-08", "2025"]),
        ("talks", "Talks", ["2017/.."]),
        ("summit", "Summit", ["unknown:2018"]),
    ):
        for date in dates:
            make_event(series=make_series(key, name_en=name), date=date)
    make_event_draft(series=make_series("secret", name_en="Secret"))

    rows = page(client, "/en/series/").select("tbody tr")

    assert [[words(cell) for cell in row.find_all(["th", "td"])] for row in rows] == [
        ["Forum", "Forum", "2023–2025", "2"],
        ["Summit", "Forum", "date not stated in the source", "1"],
        ["Talks", "Forum", "2017 – present", "1"],
    ]


def test_series_page_has_its_editions_the_newest_first(client):
    series = make_series(frequency_en="every year")
    series.tracks.set([make_track()])
    make_event(title_en="Forum 2023", date="2023", series=series)
    make_event(title_en="Forum 2025", date="2025", series=series, status="confirmed")

    soup = page(client, f"/en/series/{series.key}/")

    assert [(words(row.h3), words(row.select_one(".status"))) for row in soup.select(".event-row")] == [
        ("Forum 2025", "Confirmed"),
        ("Forum 2023", "Held"),
    ]
    assert [words(fact) for fact in soup.select(".facts-row dd")] == [
        "Forum",
        "every year",
        "2023–2025",
        "Economy and finance",
    ]


def test_series_without_a_public_event_is_not_found(client):
    make_event_draft(series=make_series("secret"))

    assert client.get("/en/series/secret/").status_code == 404
    assert client.get("/en/series/no-such-series/").status_code == 404


def test_series_page_is_the_same_number_of_queries_for_1_and_30_editions(client):
    series, numbers = make_series(), []
    for number in (1, 29):
        for _edition in range(number):
            make_event(series=series)
        with CaptureQueriesContext(connection) as queries:
            page(client, f"/en/series/{series.key}/")
        numbers.append(len(queries))

    assert numbers[0] == numbers[1] <= 8


def test_a_long_series_is_divided_into_pages(client, monkeypatch):
    monkeypatch.setattr(views, "EDITIONS_PER_PAGE", 2)
    address = f"/en/series/{make_series().key}/"
    for year in (2023, 2024, 2025):
        make_event(title_en=f"Forum {year}", date=str(year), series=make_series())

    pages = [page(client, f"{address}{query}") for query in ("", "?page=2")]

    assert [[words(row.h3) for row in each.select(".event-row")] for each in pages] == [
        ["Forum 2025", "Forum 2024"],
        ["Forum 2023"],
    ]
    assert [[link["href"] for link in each.select(".pager a")] for each in pages] == [["?page=2"], ["?page=1"]]
    assert {client.get(f"{address}?page={wanted}").status_code for wanted in ("3", "0", "x")} == {404}


@pytest.mark.parametrize(
    ("fields", "has_calendar"),
    [
        ({"date": "1999"}, False),
        ({"date": "1999-05"}, False),
        ({"date": "1999-05/1999-06-02"}, False),
        ({"date": "1999-05-03"}, True),
        ({"date": "1999-05-03/1999-05-04"}, True),
        ({"date": "1999/..", "status": "", "recurrence": "yearly", "recurrence_day": "08-29"}, True),
    ],
)
def test_a_series_has_a_calendar_if_any_edition_has_a_day(client, monkeypatch, fields, has_calendar):
    monkeypatch.setattr(views, "EDITIONS_PER_PAGE", 1)
    series = make_series()
    make_event(series=series, date="2001")
    make_event(series=series, **fields)

    soup = page(client, f"/en/series/{series.key}/")

    assert bool(soup.select('a[href$=".ics"]')) == has_calendar
