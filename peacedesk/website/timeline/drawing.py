"""The drawing of the timeline: a lane for each line of work, in it a mark for each dated entry or columns of numbers.

Both drawings have `scale`, `lanes`, `height`, and what they count in `left_out`. A lane has `name_lines`, `note_y`.
"""

import textwrap
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from peacedesk.library.models.taxonomy import LineOfWork
from peacedesk.website.timeline.contributions import Entry, Group
from peacedesk.website.timeline.figures import RADIUS, Figure, figure_of
from peacedesk.website.timeline.packing import Label, packed
from peacedesk.website.timeline.scale import FIRST_YEAR, Scale, mirrored

# Where the line of time begins and ends, and how many years to come it shows at most.
START, END, AHEAD = 214, 1148, 5
# Down the drawing: where the lanes begin; from the top of a lane to its first row, to the next and from the last.
TOP, FIRST_ROW, ROW, LAST_ROW = 40, 32, 32, 20
# How many rows the lanes have together.
ROWS = 48
# Of the name of a lane: letters in a line, and the distance of the lines.
NAME_LENGTH, NAME_LINE = 18, 20
# Of the columns: their greatest height, and the part of a year that is as wide as one.
COLUMN, PART_OF_YEAR = 120, 0.7
PARTS = {"done": (Group.DONE, Group.ONGOING), "planned": (Group.PLANNED,), "off": (Group.OFF,)}


# How opaque a part with soft ends is along its length, by the sides that are soft: (place, opacity). Written out, since
# a template writes a fraction with the comma of its language.
MASKS = {
    "both": (("0", ".15"), (".4", "1"), (".6", "1"), ("1", ".15")),
    "left": (("0", ".1"), (".5", "1")),
    "right": ((".5", "1"), ("1", ".1")),
}


class Mark(NamedTuple):
    """An entry in its place; `y` is the middle of its row."""

    entry: Entry
    figure: Figure
    label: Label | None
    y: int

    @property
    def bar_y(self):
        return self.y - 3

    @property
    def mark_y(self):
        return self.y - RADIUS

    @property
    def label_y(self):
        """The base line of the label: above a long figure, else beside it."""
        return self.y - 10 if self.figure.is_long else self.y + 5

    @property
    def cross_x(self):
        return (self.figure.mark or self.figure.bar).middle


class Part(NamedTuple):
    """The piece of a column for the entries of a group."""

    css_class: str
    y: int
    height: int


class Column(NamedTuple):
    """How many entries of a line of work begin in a year."""

    year: int
    count: int
    x: int
    width: int
    parts: tuple
    url: str


class Lane(NamedTuple):
    """A line of work from `top` to `bottom`: its marks or columns, and how many entries are in neither."""

    line: str | None
    top: int
    bottom: int
    marks: tuple
    left_out: int

    @property
    def name_lines(self):
        """The lines of the name, each with its height."""
        name = str(LineOfWork(self.line).label) if self.line else _("Without a line of work")
        lines = textwrap.wrap(name, NAME_LENGTH)
        return [(self.top + FIRST_ROW + 6 + NAME_LINE * number, words) for number, words in enumerate(lines)]

    @property
    def note_y(self):
        return self.name_lines[-1][0] + NAME_LINE


class Chart(NamedTuple):
    """A drawing from the day `scale.first` to `scale.last`, with today in it or not."""

    scale: Scale
    lanes: list
    today: date
    is_overview: bool

    @property
    def height(self):
        return self.lanes[-1].bottom

    @property
    def top(self):
        return TOP

    @property
    def edge(self):
        """Where the names of the lanes begin."""
        return mirrored(0)

    @property
    def masks(self):
        return MASKS.items()

    @property
    def now(self):
        """Where today stands, None where the drawing ends before it."""
        return mirrored(self.scale.position(self.today)) if self.scale.first <= self.today <= self.scale.last else None


def scale_of(latest, today, years):
    """The line of time for what reaches the year `latest`.

    `years` are the first and the last year asked for, each None where not asked for.
    """
    first, last = years
    last = last or min(max(latest, today.year), today.year + AHEAD)
    first = min(first or FIRST_YEAR, last)
    return Scale(date(first, 1, 1), date(last, 12, 31), START, END)


def marks_of(entries, today, years):
    """The `Chart` with a mark for each of the dated `entries`; None when there is none."""
    entries = [entry for entry in entries if entry.row.is_dated]
    if not entries:
        return None
    latest = max(bound.year for entry in entries for bound in (entry.row.first, entry.row.last) if bound)
    scale, lanes, top = scale_of(latest, today, years), [], TOP
    for line, (placed, left_out) in share_rows(entries, scale, today).items():
        marks = tuple(Mark(each.entry, each.figure, each.label, top + FIRST_ROW + ROW * each.row) for each in placed)
        lane = Lane(line, top, 0, marks, left_out)
        top = max(lane.note_y if left_out else lane.name_lines[-1][0], *(mark.y for mark in marks)) + LAST_ROW
        lanes.append(lane._replace(bottom=top))
    return Chart(scale, lanes, today, is_overview=False)


def share_rows(entries, scale, today):
    """The lanes with what `packed` returns for them. What a small lane does not need of its share, a larger one has."""
    lines = by_line(entries)
    lanes, left, waiting = {}, ROWS, len(lines)
    for line, group in sorted(lines.items(), key=lambda pair: len(pair[1])):
        figures = [(entry, figure_of(entry, scale, today)) for entry in group]
        placed, left_out = packed(figures, scale, left // waiting)
        lanes[line] = placed, left_out
        left, waiting = left - 1 - max(each.row for each in placed), waiting - 1
    return {line: lanes[line] for line in lines}


def columns_of(numbers, latest, today, years, address):
    """The `Chart` with a column for each year in which dated rows begin; None when there are none.

    `numbers` are those of `Rows.columns`, `latest` is the last year that any of these rows reaches. `address` is called
    with a line of work or None, for what the addresses of its columns begin with.
    """
    if not numbers:
        return None
    scale, lanes, bottom = scale_of(latest, today, years), [], TOP
    span = range(scale.first.year, scale.last.year + 1)
    lines = [(line, *numbers[line]) for line in (*LineOfWork.values, None) if line in numbers]
    lines = [(line, of_line, {year: each[year] for year in each if year in span}) for line, of_line, each in lines]
    places = {year: (scale.position(date(year, 1, 1)), scale.position(date(year + 1, 1, 1))) for year in span}
    most = max((groups.total() for _line, _number, counts in lines for groups in counts.values()), default=1)
    for line, of_line, counts in lines:
        lane = Lane(line, bottom, 0, (), of_line - sum(groups.total() for groups in counts.values()))
        highest = round(COLUMN * max((groups.total() for groups in counts.values()), default=0) / most)
        bottom += max(lane.note_y - lane.top, highest) + LAST_ROW
        start = address(line)
        columns = tuple(column(places[year], year, groups, bottom, most, start) for year, groups in counts.items())
        lanes.append(lane._replace(bottom=bottom, marks=columns))
    return Chart(scale, lanes, today, is_overview=True)


def by_line(entries):
    """Entries in the order of the lines of work, without empty ones: {line or None: entries}."""
    lines = {line: [] for line in [*LineOfWork.values, None]}
    for entry in entries:
        lines[entry.row.line].append(entry)
    return {line: group for line, group in lines.items() if group}


def column(place, year, groups, bottom, most, address):
    start, end = place
    width = max(2, round((end - start) * PART_OF_YEAR))
    parts, y = [], bottom
    for css_class, members in PARTS.items():
        if count := sum(groups[group] for group in members):
            part = max(3, round(COLUMN * count / most))
            y -= part
            parts.append(Part(css_class, y, part))
    middle = mirrored((start + end) // 2)
    url = f"{address}from={year}&to={year}"
    return Column(year, groups.total(), middle - width // 2, width, tuple(parts), url)
