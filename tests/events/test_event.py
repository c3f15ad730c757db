"""What an event says of itself: its status in words, its doubts, its days."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation

from events.models import Event
from tests.factories import make_event, make_source


def event(date="2024-06-13/2024-06-14", status="announced", **fields):
    """An event that is not stored, with the bounds that saving gives it."""
    made = Event(date=date, status=status, format="forum", **fields)
    Event._meta.get_field("date").fill_bounds(made)
    return made


@pytest.mark.parametrize(
    ("status", "words", "shape"),
    [
        ("announced", "Announced", "ring"),
        ("confirmed", "Confirmed", "dot"),
        ("held", "Held", "square"),
        ("postponed", "Postponed", "clock"),
        ("cancelled", "Cancelled", "cross"),
    ],
)
def test_status_is_a_word_with_a_shape(status, words, shape):
    assert (event(status=status).status_words, event(status=status).status_shape) == (words, shape)


@pytest.mark.parametrize(
    ("recurrence", "day", "words"),
    [
        ("yearly", "08-29", "Every year on 29 August"),
        ("yearly", "", "Every year"),
        ("every_three_years", "", "Every three years"),
        ("irregular", "", "Repeatedly, without a fixed rhythm"),
    ],
)
def test_recurring_event_says_how_often_instead_of_a_status(recurrence, day, words):
    recurring = event("2009/..", status="", recurrence=recurrence, recurrence_day=day)

    assert recurring.status_words == words


@pytest.mark.parametrize(
    ("today", "status", "doubt"),
    [
        ("2024-06-14", "announced", ""),
        ("2024-06-15", "announced", "Announced for 13–14 June 2024; this record does not say whether it took place."),
        ("2024-06-15", "confirmed", "Confirmed for 13–14 June 2024; this record does not say whether it took place."),
        ("2024-06-15", "held", ""),
        ("2024-06-15", "postponed", ""),
        ("2024-06-15", "cancelled", ""),
    ],
)
def test_announced_event_is_in_doubt_once_its_last_day_is_over(today, status, doubt):
    with time_machine.travel(f"{today} 12:00+05:00", tick=False):
        assert event(status=status).doubt == doubt


def test_undated_event_is_never_in_doubt():
    with time_machine.travel("2024-06-15", tick=False):
        assert [event(date).doubt for date in ("unknown", "unknown:2018")] == ["", ""]


@pytest.mark.parametrize(
    ("day", "today", "following"),
    [
        ("08-29", dt.date(2024, 8, 28), dt.date(2024, 8, 29)),
        ("08-29", dt.date(2024, 8, 29), dt.date(2024, 8, 29)),
        ("08-29", dt.date(2024, 8, 30), dt.date(2025, 8, 29)),
        ("02-29", dt.date(2096, 3, 1), dt.date(2104, 2, 29)),
    ],
)
def test_yearly_event_comes_round_on_its_next_day(day, today, following):
    assert event("2009/..", status="", recurrence="yearly", recurrence_day=day).next_day(today) == following


@pytest.mark.parametrize(
    ("date", "lines"),
    [
        ("2024-06-13/2024-06-14", ("13–14 June", "2024")),
        ("2024-05-31/2024-06-01", ("31 May – 1 June", "2024")),
        ("2024-12-31/2025-01-01", ("31 December 2024 – 1 January 2025", "")),
        ("2024-05", ("May", "2024")),
        ("2026", ("2026", "")),
        ("2017/..", ("2017 – present", "")),
        ("2013~", ("about 2013", "")),
        ("unknown:2018", ("date not stated in the source", "")),
    ],
)
def test_date_stands_in_two_lines_where_its_year_can_be_parted(date, lines):
    assert event(date).date_lines == lines


def test_recurring_event_has_its_day_and_its_rhythm_in_the_margin():
    recurring = event("2009/..", status="", recurrence="yearly", recurrence_day="08-29")

    assert recurring.date_lines == ("29 August", "every year")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_every_status_has_words_in_every_language(language):
    with translation.override(language):
        words = [event(status=status).status_words for status in ("announced", "held", "cancelled")]

    assert all(words)


LIFE = [
    # date, fields, whether it is listed as upcoming on 14 June 2024
    ("2024-06-13/2024-06-14", {"status": "announced"}, True),
    ("2024-06-13", {"status": "announced"}, False),
    ("2024-06-15", {"status": "confirmed"}, True),
    ("2024-06", {"status": "announced"}, True),
    ("2024", {"status": "held"}, False),
    ("2025", {"status": "cancelled"}, True),
    ("2023", {"status": "cancelled"}, False),
    ("2025", {"status": "postponed"}, True),
    ("2023", {"status": "postponed"}, False),
    ("unknown", {"status": "announced"}, True),
    ("unknown:2018", {"status": "announced"}, True),
    ("unknown:2018", {"status": "held"}, False),
    ("unknown:2025", {"status": "cancelled"}, False),
    ("2017/..", {"status": "confirmed"}, True),
    ("2017/..", {"status": "held"}, False),
    ("[2023-06-09..]", {"status": "announced"}, True),
    ("2009/..", {"recurrence": "yearly", "recurrence_day": "08-29"}, True),
    ("2024-01", {"recurrence": "irregular"}, True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("date", "fields", "is_upcoming"), LIFE)
def test_event_is_either_upcoming_or_past(date, fields, is_upcoming):
    if fields.get("status") in {"cancelled", "postponed"}:
        fields = {**fields, "status_source": make_source()}
    made = make_event(date=date, **fields)

    today = dt.date(2024, 6, 14)

    assert list(Event.objects.upcoming(today)) == [made] * is_upcoming
    assert list(Event.objects.past(today)) == [made] * (not is_upcoming)


@pytest.mark.django_db
def test_nearest_first_has_what_is_ahead_by_date_then_what_is_over_backwards():
    for slug, date, fields in (
        ("old", "2003", {}),
        ("recent", "2024-03-25", {}),
        ("undated", "unknown:2018", {"status": "announced"}),
        ("vague", "2024", {"status": "announced"}),
        ("soon", "2024-06-20", {"status": "confirmed"}),
        ("talks", "2017/..", {"recurrence": "irregular"}),
        ("day", "2009/..", {"recurrence": "yearly", "recurrence_day": "08-29"}),
    ):
        make_event(slug=slug, date=date, **fields)

    events = Event.objects.nearest_first(dt.date(2024, 6, 14))

    assert [event.slug for event in events] == ["soon", "vague", "day", "undated", "talks", "recent", "old"]
