"""The strip of milestones since 1991 on the home page: which ones it shows and where they stand in the drawing."""

import textwrap
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import connections, router
from django.db.models import DateField, Exists, Func, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Left, Length

from initiatives.models import Milestone, MilestoneStatus
from peacedesk.languages import Text, current_language, direction
from peacedesk.website.timeline.scale import FIRST_YEAR, Scale, mirrored

# Of the drawing, in its own units: how far down the line is, where it ends, its margin before the first year and the
# width of a label.
LINE, TODAY, MARGIN, LABEL = 95, 1000, 24, 200
LINE_LENGTH = 24
# What the years are called in the query for all of them.
YEARS = "years"
# The lengths of a day, a month and a year in EDTF: so much of its first day is the date then, and of no other date.
EXACT = (10, 7, 4)
STATED = Q(date=Left(Cast("date_from", TextField()), Length("date")))


class Mark(NamedTuple):
    """A milestone in the drawing: its dot at `x`, the lines of its label above or below the line of time."""

    milestone: Milestone
    title: Text
    x: int
    is_below: bool

    @property
    def lines(self):
        return textwrap.wrap(self.title.value, LINE_LENGTH, max_lines=2, placeholder="…")

    @property
    def anchor(self):
        """The end of the label at the dot: labels run the way of the page, in whatever language they are."""
        return "start" if self.title.dir == direction(current_language()) else "end"


def candidates(today):
    """First steps of initiatives that are done: of each year the one with the most exact date, in the order of time."""
    connection, (sql, values) = connections[router.db_for_read(Milestone)], _most_exact()
    years = range(FIRST_YEAR, today.year + 1)
    ends = [end for year in years for end in (date(year, 1, 1), date(year, 12, 31))]
    union = " UNION ALL ".join(["SELECT %s AS first_day, %s AS last_day"] * len(years))
    with connection.cursor() as cursor:
        given = [*values, *map(connection.ops.adapt_datefield_value, ends)]
        cursor.execute(f"{sql} FROM ({union}) AS {YEARS}", given)
        keys = [key for (key,) in cursor.fetchall() if key]
    return Milestone.objects.filter(pk__in=keys).select_related("initiative").order_by("date_from", "id")


@cache
def _most_exact():
    """The query for the key of such a step in each of the `YEARS`, and its values."""
    steps = [_first_step(length).query.sql_with_params() for length in EXACT]
    sql = ", ".join(f"({sql})" for sql, _values in steps)
    return f"SELECT COALESCE({sql})", [value for _sql, values in steps for value in values]


def _first_step(length):
    """The key of the first such step in a year of `YEARS` with a date of some length.

    Its day comes first and alone, in the order of an index: PostgreSQL would sort all steps of the year by day and key.
    """
    done = Milestone.objects.filter(status=MilestoneStatus.DONE, date_from__gte=date(FIRST_YEAR, 1, 1)).filter(STATED)
    earlier = done.filter(initiative=OuterRef("initiative"), date_from__lt=OuterRef("date_from")).order_by()
    first = done.annotate(length=Length("date")).filter(~Exists(earlier), length=length)
    ends = (Func(template=f"{YEARS}.{end}", output_field=DateField()) for end in ("first_day", "last_day"))
    days = first.filter(date_from__range=tuple(ends)).order_by("date_from").values("date_from")
    return first.filter(date_from=Subquery(days[:1])).order_by("id").values("pk")[:1]


def marks(today):
    """As many marks as fit without one label covering another, above and below the line in turn."""
    scale, free_from, is_below, placed = since_first_year(today), {False: 0, True: 0}, False, []
    for milestone in candidates(today):
        x = scale.position(milestone.date_from + (milestone.date_to - milestone.date_from) / 2)
        side = next((side for side in (is_below, not is_below) if fits(x, side, free_from[side])), None)
        if side is None:
            continue
        placed.append(Mark(milestone, milestone.initiative.localized("title"), mirrored(x), side))
        free_from[side], is_below = x + LABEL, not side
    return placed


def fits(x, is_below, free_from):
    """Whether a label at `x` is clear of the one before it and, above the line, of the word at its end."""
    return free_from <= x <= (TODAY if is_below else TODAY - LABEL)


def since_first_year(today):
    """The line of time, which begins with a margin and ends today."""
    return Scale(date(FIRST_YEAR, 1, 1), today, MARGIN, TODAY)


def ticks(today):
    """The strokes for the years, longer every fifth, as the path of an SVG (SVG 2, 9.3)."""
    scale = since_first_year(today)
    years = {year: mirrored(scale.position(date(year, 1, 1))) for year in range(FIRST_YEAR, today.year + 1)}
    return "".join(f"M{x} {LINE}v{5 if year % 5 else 9}" for year, x in years.items())


def drawing(today):
    """All that the template draws."""
    return {
        "marks": marks(today),
        "ticks": ticks(today),
        "line": f"M{mirrored(0)} {LINE}H{mirrored(TODAY)}",
        "today": mirrored(TODAY),
        "first_year": FIRST_YEAR,
    }
