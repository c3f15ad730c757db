"""Dates as exact as their source, and no more: a small part of EDTF (ISO 8601-2:2019) and three codes of our own.

    2013  2015-12  1991-08-29       a year, a month, a day
    2013~                           approximate
    199X                            a decade
    2023-06-08/2023-06-09           a period; 2017/.. goes on, ../1995 has no known beginning
    [2023-06-09..2024-06-12]        one date that the source does not state, with bounds; either bound may be left out
    early:199X  mid:199X  late:199X part of a decade
    unknown  unknown:2018           not stated; the second form is sorted under 2018 and shows no date

`parse` is the only reader of this notation.
"""

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1000, 2999
POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
DECADE = re.compile(r"(\d{3})X", re.ASCII)
ONE_OF = re.compile(r"\[([\d-]*)\.\.([\d-]*)\]", re.ASCII)
# Years within the decade that a part of it covers.
DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


class Point(NamedTuple):
    """A year, a month of a year or a day. `precision` is "year", "month" or "day"."""

    first: dt.date
    last: dt.date
    precision: str


class Edtf(NamedTuple):
    """A parsed date.

    `kind` is one of: year, month, day, decade, early, mid, late, period, one-of, unknown. `start` and `end` are
    `Point`s or None, `first` and `last` the earliest and latest day it can mean (None: no bound).
    """

    kind: str
    start: Point | None
    end: Point | None
    first: dt.date | None
    last: dt.date | None
    approximate: bool = False

    @property
    def is_exact(self):
        """Whether the date may stand in the `datetime` attribute of HTML's `time` as it is written."""
        return self.kind in {"year", "month", "day"} and not self.approximate


@lru_cache(maxsize=4096)
def parse(value):
    """Read an EDTF string of the kinds above.

    Returns an `Edtf`. Raises `ValidationError` with a sentence for the editor when the text is no such date.
    """
    value = (value or "").strip()
    if value.startswith("unknown"):
        return _unknown(value)
    if "/" in value:
        return _period(value)
    if match := ONE_OF.fullmatch(value):
        return _one_of(*match.groups(), value)
    part, colon, rest = value.partition(":")
    if colon and part in DECADE_PARTS and (match := DECADE.fullmatch(rest)):
        return _decade(part, int(match[1]) * 10, *DECADE_PARTS[part])
    if match := DECADE.fullmatch(value):
        return _decade("decade", int(match[1]) * 10, 0, 9)
    point = _point(value.removesuffix("~"))
    return Edtf(point.precision, point, None, point.first, point.last, value.endswith("~"))


def _refuse(value):
    raise ValidationError(
        _(
            "“%(value)s” is not a date this site can read. Write 2024, 2024-06 or 2024-06-13; a period as"
            " 2024-06-13/2024-06-14 or 2017/..; “early 1990s” as early:199X; what the source does not state as unknown."
        ),
        code="edtf",
        params={"value": value},
    )


def _point(value):
    match = POINT.fullmatch(value)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        _refuse(value)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if day:
            date = dt.date(year, month, day)
            return Point(date, date, "day")
        if month:
            return Point(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month")
    except (ValueError, calendar.IllegalMonthError):
        _refuse(value)
    if match[2] or match[3]:  # "00"
        _refuse(value)
    return Point(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _decade(kind, year, first, last):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _refuse(str(year))
    start = Point(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "decade")
    return Edtf(kind, start, None, dt.date(year + first, 1, 1), dt.date(year + last, 12, 31))


def _ends(first, last, value):
    start, end = (_point(first) if first else None), (_point(last) if last else None)
    if not start and not end:
        _refuse(value)
    if start and end and end.last < start.first:
        raise ValidationError(_("“%(value)s” ends before it begins."), code="edtf-order", params={"value": value})
    return start, end


def _period(value):
    first, _slash, last = value.partition("/")
    start, end = _ends("" if first == ".." else first, "" if last == ".." else last, value)
    if not first or not last:
        _refuse(value)
    return Edtf("period", start, end, start and start.first, end and end.last)


def _one_of(first, last, value):
    start, end = _ends(first, last, value)
    return Edtf("one-of", start, end, start and start.first, end and end.last)


def _unknown(value):
    if value == "unknown":
        return Edtf("unknown", None, None, None, None)
    if not value.startswith("unknown:"):
        _refuse(value)
    hint = _point(value.removeprefix("unknown:"))
    return Edtf("unknown", None, None, hint.first, hint.last)
