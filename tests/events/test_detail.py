"""The page of an event."""

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import HostDraft
from tests.factories import (
    make_appearance_draft,
    make_country,
    make_event,
    make_event_citation_draft,
    make_event_draft,
    make_event_figure_draft,
    make_image,
    make_initiative_draft,
    make_organisation,
    make_outcome_draft,
    make_person,
    make_series,
    make_session_draft,
    make_source,
    make_theme,
    make_track,
    publish,
)

pytestmark = pytest.mark.django_db


def page(client, entry, language="en", status=200):
    response = client.get(f"/{language}/events/{getattr(entry, 'slug', entry)}/")
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def facts(soup):
    return {words(row.dt): words(row.dd) for row in soup.select(".facts-row > div")}


def make_rich_event(sessions=3):
    """An event that has everything a page can show."""
    series, initiative = make_series(), make_initiative_draft()
    publish(initiative)
    make_event(series=series, date="2022")
    successor = make_event_draft(series=series, date="2025", status="confirmed")
    publish(successor)
    draft = make_event_draft(
        date="2024-02-29/2024-03-01",
        status="postponed",
        status_source=make_source("src-status", title_en="A notice"),
        successor=successor,
        time_zone="Asia/Almaty",
        series=series,
        country=make_country(),
        cover=make_image(),
        themes=[make_theme(), make_theme("peacekeeping", line="peacekeeping")],
        tracks=[make_track(), make_track("energy", name_en="Energy", position=1)],
        countries=[make_country(), make_country("ru", name_en="Russia")],
        organisations=[make_organisation()],
        initiatives=[initiative],
    )
    make_outcome_draft(draft, source=make_source("src-outcome", title_en="A report"))
    make_event_figure_draft(draft)
    make_event_citation_draft(draft, locator="p. 3")
    for number, fields in enumerate(({"organisation": make_organisation()}, {"person": make_person()})):
        HostDraft.objects.create(event=draft, position=number, name_en=f"Host {number}", **fields)
    for number in range(sessions):
        start = dt.datetime(2024, 2, 29 - number % 2, 4, tzinfo=dt.UTC)
        session = make_session_draft(
            draft, starts_at=start, track=make_track(("economy-and-finance", "energy")[number % 2])
        )
        make_appearance_draft(
            draft, session=session, person=make_person(f"person-{number}", name_en=f"Person {number}")
        )
    make_appearance_draft(draft, kind="participant")
    return publish(draft)


@pytest.mark.parametrize("sessions", [1, 40])
def test_page_takes_three_queries_whatever_the_programme(client, sessions):
    event = make_rich_event(sessions)
    page(client, event)  # the first page of a process asks the database once what it can do

    with CaptureQueriesContext(connection) as queries:
        soup = page(client, event)

    assert len(soup.select("td .session")) == sessions
    assert len(queries) == 3  # the event, its rows, the present state


def test_page_shows_the_facts_of_the_event(client):
    series = make_series()
    event = make_event(
        title_en="Forum",
        summary_en="Two days.",
        motto_en="Connecting Minds",
        date="2023-06-08/2023-06-09",
        series=series,
        city_en="Astana",
        venue_en="Congress Centre",
        country=make_country(),
        edition_label_en="first",
    )

    soup = page(client, event)

    assert words(soup.h1) == "Forum"
    assert words(soup.select_one(".lead")) == "Two days."
    assert words(soup.select_one(".motto")) == "Theme given by the organisers: Connecting Minds"
    assert facts(soup) == {
        "When": "8–9 June 2023",
        "Where": "Astana, Kazakhstan Congress Centre",
        "Status": "Held",
        "Format": "Forum",
        "Part of": "Astana International Forum",
        "Edition": "first",
    }
    assert [link["href"] for link in soup.select(".crumbs a")] == ["/en/", "/en/events/", f"/en/series/{series.key}/"]


def test_sources_are_numbered_in_the_order_of_the_page(client):
    soup = page(client, make_rich_event())

    assert [words(link) for link in soup.select(".sources a[href*='/sources/']")] == [
        "A notice",
        "A report",
        "Facts about peace initiatives",
    ]
    numbers = [words(note) for note in soup.select(".fn")]
    assert numbers == ["1", "2", *["3"] * (len(numbers) - 2)]
    for note in soup.select(".fn"):
        assert soup.select_one(note["href"])
    for link in soup.select(".sources a[href^='#']"):
        assert soup.select_one(link["href"])


def test_cancelled_event_says_so_at_the_top_with_reason_source_and_successor(client):
    successor = make_event_draft(title_en="The next forum", date="2025-05-29", status="confirmed")
    publish(successor)
    event = make_event(
        status="cancelled",
        status_on="2024-04-13",
        status_source=make_source(),
        status_note_en="Floods.",
        successor=successor,
    )

    notice = page(client, event).select_one(".page-head .notice--stop")

    assert [words(line) for line in notice.select("p")] == [
        "This event was cancelled. 1",
        "Floods.",
        "Date of the decision: 13 April 2024",
        "In its place: The next forum Confirmed",
    ]
    assert notice.select_one("a[href='/en/events/" + successor.slug + "/']")


def test_successor_that_is_not_public_is_not_shown(client):
    event = make_event(
        status="postponed", status_source=make_source(), successor=make_event_draft(title_en="Secret plan")
    )

    assert "Secret plan" not in page(client, event).get_text()


def test_successor_names_the_event_whose_place_it_takes(client):
    successor = make_event_draft(date="2025", status="confirmed")
    publish(successor)
    make_event(title_en="The forum called off", status="cancelled", status_source=make_source(), successor=successor)

    panel = page(client, successor).select(".panel")[-1]

    assert [words(panel.h2), words(panel.select_one("li a"))] == ["Takes the place of", "The forum called off"]


def test_event_whose_day_has_passed_does_not_turn_into_a_held_one(client):
    event = make_event(status="announced", date="2024-06-13/2024-06-14")

    with time_machine.travel("2024-06-15", tick=False):
        soup = page(client, event)

    assert facts(soup)["Status"] == "Announced"
    assert words(soup.select_one(".page-head .notice")) == (
        "Announced for 13–14 June 2024; this record does not say whether it took place."
    )


def test_recurring_event_shows_its_rhythm_and_no_status(client):
    event = make_event(recurrence="yearly", recurrence_day="08-29", date="2009/..")

    rows = facts(page(client, event))

    assert rows["How often"] == "Every year on 29 August"
    assert "Status" not in rows


@pytest.mark.parametrize(
    ("zone", "times", "named"),
    [
        ("Asia/Almaty", ["10:00–11:30", "09:00–10:30"], ["Asia/Almaty, UTC+6", "Asia/Almaty, UTC+5"]),
        ("Europe/Zurich", ["05:00–06:30", "05:00–06:30"], ["Europe/Zurich, UTC+1", "Europe/Zurich, UTC+1"]),
        ("", ["04:00–05:30", "04:00–05:30"], ["UTC, UTC+0", "UTC, UTC+0"]),
    ],
)
def test_programme_has_the_times_of_the_place_and_names_the_zone(client, zone, times, named):
    draft = make_event_draft(date="2024-02-29/2024-03-01", time_zone=zone)
    for day in (dt.datetime(2024, 2, 29, 4, tzinfo=dt.UTC), dt.datetime(2024, 3, 1, 4, tzinfo=dt.UTC)):
        make_session_draft(draft, starts_at=day, ends_at=day + dt.timedelta(minutes=90))

    soup = page(client, publish(draft))

    assert [words(row) for row in soup.select(".programme tbody th")] == times
    assert [words(place) for place in soup.select(".programme__zone")] == named


def test_programme_without_times_is_a_list(client):
    draft = make_event_draft()
    make_session_draft(draft, title_en="A speech", kind="speech")

    soup = page(client, publish(draft))

    assert not soup.select("table.programme")
    assert words(soup.select_one(".sessions li")) == "Speech A speech 1"


def test_speaker_stands_once_with_the_office_of_that_day(client):
    draft = make_event_draft()
    for number in range(2):
        make_appearance_draft(draft, session=make_session_draft(draft, position=number), affiliation_en="Akorda")

    people = page(client, publish(draft)).select(".people li")

    assert [words(person) for person in people] == ["KT Kassym-Jomart Tokayev 1 President of Kazakhstan Akorda"]


def test_other_editions_are_listed_with_their_status(client):
    series = make_series()
    make_event(title_en="Forum 2022", series=series, date="2022")
    make_event(title_en="Elsewhere", date="2022")
    make_event_draft(title_en="Forum 2027", series=series)
    event = make_event(title_en="Forum 2023", series=series)

    editions = page(client, event).select(".panel .contents li")

    assert [words(edition) for edition in editions] == ["Forum 2022 2022 Held"]


@pytest.mark.parametrize("language", ["kk", "ru", "ar"])
def test_event_without_a_translation_is_shown_in_another_language_and_says_so(client, language):
    event = make_event(title_en="Forum", summary_en="Two days.")

    soup = page(client, event, language)

    assert (soup.h1["lang"], soup.h1["dir"], words(soup.h1)) == ("en", "ltr", "Forum")
    assert soup.select_one(".page-head .notice--wait")
    assert soup.select_one("link[rel=canonical]")["href"].endswith(f"/en/events/{event.slug}/")


def test_event_is_shown_in_arabic_from_right_to_left(client):
    event = make_event(title_en="Forum", title_ar="منتدى")

    soup = page(client, event, "ar")

    assert (soup.html["dir"], words(soup.h1), soup.h1.get("lang")) == ("rtl", "منتدى", None)
    assert not soup.select(".page-head .notice")


def test_initials_are_latin_where_letters_are_joined(client):
    draft = make_event_draft(title_ar="منتدى")
    make_appearance_draft(draft, person=make_person("quest", name_en="Richard Quest", name_ar="ريتشارد كويست"))

    letters = page(client, publish(draft), "ar").select_one(".initials")
    assert (words(letters), letters["lang"], letters["dir"]) == ("RQ", "en", "ltr")


def test_draft_and_unknown_event_are_not_found(client):
    draft = make_event_draft()

    page(client, draft, status=404)
    page(client, "no-such-event", status=404)
