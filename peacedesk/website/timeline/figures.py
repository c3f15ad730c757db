"""What is drawn of a date: what is known of it.

A day is a dot; a month, a year, a decade or an unstated date between bounds is a span with soft ends; work that
continues is a bar. Distances run the way of the page and are mirrored last.
"""

from datetime import timedelta
from typing import NamedTuple

from peacedesk.website.timeline.contributions import Group
from peacedesk.website.timeline.scale import mirrored, runs_to_the_left

RADIUS = 6
# How far beyond the ends of the line of time stands what came before it or will come after it.
BEYOND = 26
# From which length on a figure has its label above it.
LONG = 120
DAY = timedelta(days=1)


class Box(NamedTuple):
    """A part of the line of time: `start` and `end` as distances, and which of them are soft: "", start, end, both."""

    start: int
    end: int
    soft: str = ""

    @property
    def x(self):
        return min(mirrored(self.start), mirrored(self.end))

    @property
    def width(self):
        return self.end - self.start

    @property
    def middle(self):
        return mirrored((self.start + self.end) // 2)

    @property
    def mask(self):
        """Which mask of the drawing softens these ends; they are named for the sides of the screen."""
        sides = {"start": "right", "end": "left"} if runs_to_the_left() else {"start": "left", "end": "right"}
        return sides.get(self.soft, self.soft)


class Figure(NamedTuple):
    """What is drawn of an entry: `mark` for when it was or began, a dot if `is_day`, and `bar` while it goes on.

    Either may be None, not both.
    """

    mark: Box | None
    is_day: bool = False
    bar: Box | None = None

    @property
    def start(self):
        return min(box.start for box in (self.mark, self.bar) if box)

    @property
    def end(self):
        return max(box.end for box in (self.mark, self.bar) if box)

    @property
    def is_long(self):
        return bool(self.bar) or self.end - self.start >= LONG


def figure_of(entry, scale, today):
    """The `Figure` of a dated entry."""
    date = entry.date
    if date.first and date.first > scale.last:
        return Figure(Box(scale.end, scale.end + BEYOND, "both"))
    if date.last and date.last < scale.first:
        return Figure(Box(scale.start - BEYOND, scale.start, "both"))
    if date.kind == "period":
        return _period(date, scale, today if entry.row.group != Group.PLANNED else scale.last)
    if not date.first or not date.last:
        return Figure(_bounded(date, scale, today if entry.row.group != Group.PLANNED else scale.last))
    return _point(date, scale, is_day=date.kind == "day" and not date.approximate)


def _point(date, scale, *, is_day):
    """A dot for a day, else a soft span that is wide enough to be seen. Takes what has a first and a last day."""
    start, end = scale.position(date.first), scale.position(date.last + DAY)
    middle, least = (start + end) // 2, RADIUS if is_day else RADIUS + 2
    return Figure(Box(min(start, middle - least), max(end, middle + least), "" if is_day else "both"), is_day)


def _bounded(date, scale, now):
    """From the one bound that is known towards where the line begins or, at the latest, to now."""
    if date.first:
        return Box(scale.position(date.first), max(scale.position(now), scale.position(date.first) + BEYOND), "end")
    return Box(scale.start, scale.position(date.last + DAY), "start")


def _period(date, scale, now):
    """A bar to the last day or, of what goes on, until now, with a mark as exact as its beginning is known."""
    end = scale.position(date.last + DAY if date.last else max(now, date.first))
    if not date.start:
        return Figure(None, bar=Box(scale.start, end, "start"))
    bar = Box(scale.position(date.first), end, "" if not date.end or date.end.precision == "day" else "end")
    if date.start.last < scale.first:
        return Figure(None, bar=bar)
    beginning = _point(date.start, scale, is_day=date.start.precision == "day")
    return beginning._replace(bar=bar) if bar.end > beginning.end else beginning
