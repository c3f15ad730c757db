"""Days as places along a line of time that runs the way of the page."""

from datetime import date
from typing import NamedTuple

from peacedesk.languages import current_language, direction

FIRST_YEAR = 1991
# Of the drawings, in their own units: the width of the page.
WIDTH = 1180
# Years between two that are named, and how many are named at most.
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MOST_NAMED = 9


def runs_to_the_left():
    return direction(current_language()) == "rtl"


def mirrored(x):
    """The place in the drawing of a distance from where the line begins."""
    return WIDTH - x if runs_to_the_left() else x


class Tick(NamedTuple):
    x: int
    year: int


class Scale(NamedTuple):
    """A line of time with the day `first` at the distance `start` and the day `last` at the distance `end`."""

    first: date
    last: date
    start: int
    end: int

    def position(self, day):
        """The distance of a day; a day off the line stands at its nearer end."""
        days = (min(max(day, self.first), self.last) - self.first).days
        return round(self.start + (self.end - self.start) * days / (self.last - self.first).days)

    @property
    def ticks(self):
        """The years to name, at even steps after the first, as many as there is room for."""
        first, last = self.first.year, self.last.year
        step = next(step for step in STEPS if (last - first) / step <= MOST_NAMED)
        later = range(first - first % step + step, last + 1, step)
        years = [first, *(year for year in later if year - first > step / 2)]
        return [Tick(mirrored(self.position(date(year, 1, 1))), year) for year in years]
