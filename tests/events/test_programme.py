"""The programme by day, time and track, in the time of the place."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.models import Event, Session
from events.programme import programme
from peacedesk.library.models import Track

ALMATY = ZoneInfo("Asia/Almaty")
ECONOMY, ENERGY = Track(key="economy", position=1), Track(key="energy", position=2)


def session(start="", end="", **fields):
    times = {"starts_at": start, "ends_at": end}
    stamps = {name: dt.datetime.fromisoformat(f"{time}Z") for name, time in times.items() if time}
    return Session(event=Event(), kind=fields.pop("kind", "panel"), **stamps, **fields)


@pytest.mark.parametrize(
    ("start", "day", "time", "offset"),
    [
        ("2024-02-29T04:00", dt.date(2024, 2, 29), "10:00", "UTC+6"),
        ("2024-03-01T05:00", dt.date(2024, 3, 1), "10:00", "UTC+5"),
        ("2024-02-28T20:00", dt.date(2024, 2, 29), "02:00", "UTC+6"),
    ],
)
def test_times_are_those_of_the_place_on_either_side_of_a_change_of_clocks(start, day, time, offset):
    found = programme([session(start)], ALMATY)[0]

    assert (found.date, found.slots[0].times[0][1], found.offset) == (day, time, offset)


@pytest.mark.parametrize(
    ("zone", "offset"), [("UTC", "UTC+0"), ("Asia/Kathmandu", "UTC+5:45"), ("America/New_York", "UTC-4")]
)
def test_offset_is_written_with_its_minutes(zone, offset):
    assert programme([session("2024-06-13T10:00")], ZoneInfo(zone))[0].offset == offset


def test_sessions_of_one_time_share_a_row_with_a_cell_for_each_track():
    first = session("2024-06-13T05:00", "2024-06-13T06:00", track=ENERGY)
    second = session("2024-06-13T05:00", "2024-06-13T06:00", track=ECONOMY)
    plenary = session("2024-06-13T04:00", "2024-06-13T05:00")

    day = programme([first, second, plenary], ALMATY)[0]

    assert day.tracks == [ECONOMY, ENERGY]
    assert [slot.cells for slot in day.slots] == [[], [[second], [first]]]
    assert day.sessions == [plenary, second, first]


def test_row_of_breaks_is_a_break():
    day = programme([session("2024-06-13T05:00", kind="break"), session("2024-06-13T06:00")], ALMATY)[0]

    assert [slot.is_break for slot in day.slots] == [True, False]


def test_sessions_without_times_are_grouped_by_track_and_those_without_a_day_come_last():
    undated, loose = session(), session(day=dt.date(2024, 6, 13))
    tracked = session(day=dt.date(2024, 6, 13), track=ECONOMY)

    days = programme([undated, tracked, loose], ALMATY)

    assert [day.date for day in days] == [dt.date(2024, 6, 13), None]
    assert [(group.track, group.sessions) for group in days[0].groups] == [(None, [loose]), (ECONOMY, [tracked])]
    assert [day.slots for day in days] == [[], []]


def test_heading_names_the_day_of_the_week():
    assert programme([session("2024-06-13T05:00")], ALMATY)[0].heading == "Thursday 13 June 2024"
