"""The whole days on which an event takes place, for calendars: only those that a source states."""

import datetime as dt
from typing import NamedTuple

from django.utils.timezone import localdate

from events.choices import Recurrence
from peacedesk.dates.edtf import parse


class Days(NamedTuple):
    """From `first` to `last`, both included. Of a yearly day these are its first time, and `until` the last day on
    which it can come round, None where it goes on."""

    first: dt.date
    last: dt.date
    is_yearly: bool = False
    until: dt.date | None = None


def days_of(event):
    """The `Days` of an event; None where its date is less exact than a day, is not stated, or has no end."""
    date = parse(event.date)
    if event.recurrence:
        return _yearly(event, date) if event.recurrence == Recurrence.YEARLY and event.recurrence_day else None
    ends = [date.start, date.start if date.kind == "day" else date.end]
    is_exact = date.kind in {"day", "period"} and not date.approximate
    if not is_exact or not all(point and point.precision == "day" for point in ends):
        return None
    return Days(date.first, date.last)


def _yearly(event, date):
    """A yearly day, counted from the first time that is certain: of “2009/..” the first is in 2010 unless the day is
    the last of the year. Where no beginning is stated, it is counted from the first publication of the event."""
    is_period = date.kind == "period"
    begin = date.start and date.start.last if is_period else None if date.kind == "unknown" else date.last
    if begin is None:
        begin = localdate(first_published_at(event))
    first, until = event.next_day(begin), date.end.first if is_period and date.end else None
    return Days(first, first, True, until) if not until or first <= until else None


def first_published_at(event):
    return min(getattr(event, f"published_at_{code}") for code in event.published_languages)
