import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.templatetags.events import next_events
from tests.factories import make_event, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mid_2024():
    with time_machine.travel("2024-06-14 12:00+05:00", tick=False):
        yield


def shown():
    found = next_events()
    return [event.slug for event in (found["first"], *found["rest"]) if event]


def test_next_events_are_the_three_nearest_that_are_expected():
    make_event(slug="off", date="2024-06-15", status="cancelled", status_source=make_source())
    make_event(slug="put-off", date="2024-06-16", status="postponed", status_source=make_source())
    make_event(slug="over", date="2024-06-13", status="announced")
    for slug, date in (("third", "2024-09"), ("first", "2024-06-14"), ("fourth", "2025"), ("second", "2024-07")):
        make_event(slug=slug, date=date, status="confirmed")

    assert shown() == ["first", "second", "third"]


def test_without_dated_events_the_yearly_day_and_the_undated_plans_are_shown():
    make_event(slug="plan", date="unknown:2024", status="announced")
    make_event(slug="day", date="2009/..", recurrence="yearly", recurrence_day="08-29")
    make_event(slug="talks", date="2017/..", recurrence="irregular")

    assert shown() == ["day", "plan"]
    assert next_events()["first"].next_date == "2024-08-29"


def test_without_events_nothing_is_shown():
    assert next_events() == {"first": None, "rest": []}


def test_next_events_take_one_query_and_one_for_the_present_state():
    make_event(date="2025", status="confirmed")

    with CaptureQueriesContext(connection) as queries:
        next_events()

    assert len(queries) == 2
