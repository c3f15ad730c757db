"""Dates in words, in the active language. Patterns are translated whole, since word order differs."""

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from peacedesk.dates.edtf import parse

DECADES = {
    1950: (gettext_lazy("1950s"), pgettext_lazy("part of", "1950s")),
    1960: (gettext_lazy("1960s"), pgettext_lazy("part of", "1960s")),
    1970: (gettext_lazy("1970s"), pgettext_lazy("part of", "1970s")),
    1980: (gettext_lazy("1980s"), pgettext_lazy("part of", "1980s")),
    1990: (gettext_lazy("1990s"), pgettext_lazy("part of", "1990s")),
    2000: (gettext_lazy("2000s"), pgettext_lazy("part of", "2000s")),
    2010: (gettext_lazy("2010s"), pgettext_lazy("part of", "2010s")),
    2020: (gettext_lazy("2020s"), pgettext_lazy("part of", "2020s")),
}


def in_words(value):
    """The words for an EDTF string, "" for an empty one. Raises `ValidationError` when it is no date."""
    if not value:
        return ""
    date = parse(value)
    if date.kind == "unknown":
        return gettext("date not stated in the source")
    if date.kind == "one-of":
        return _one_of(date)
    if date.kind == "period":
        return _period(date.start, date.end)
    if date.kind in {"decade", "early", "mid", "late"}:
        return _decade(date)
    words = _point(date.start)
    return pgettext("approximate date", "about %(date)s") % {"date": words} if date.approximate else words


def _point(point):
    if point.precision == "year":
        return str(point.first.year)
    if point.precision == "month":
        return date_format(point.first, "YEAR_MONTH_FORMAT")
    return date_format(point.first, "DATE_FORMAT")


def _decade(date):
    year = date.start.first.year
    names = DECADES.get(year) or (gettext("%(year)ss"), pgettext("part of", "%(year)ss"))
    alone, of_it = (str(name) % {"year": year} for name in names)
    patterns = {
        "early": gettext("early %(decade)s"),
        "mid": gettext("mid-%(decade)s"),
        "late": gettext("late %(decade)s"),
    }
    return patterns[date.kind] % {"decade": of_it} if date.kind in patterns else alone


def _one_of(date):
    if date.start and date.end:
        pattern = gettext("date not stated (between %(first)s and %(last)s)")
    elif date.start:
        pattern = gettext("date not stated (not before %(first)s)")
    else:
        pattern = gettext("date not stated (not after %(last)s)")
    return pattern % {"first": date.start and _point(date.start), "last": date.end and _point(date.end)}


def _period(start, end):
    if not end:
        return gettext("%(first)s – present") % {"first": _point(start)}
    if not start:
        return gettext("until %(last)s") % {"last": _point(end)}
    first, last = start.first, end.last
    if start.precision == end.precision == "year":
        return f"{first.year}–{last.year}" if first.year != last.year else str(first.year)
    if start.precision == end.precision == "day" and first.year == last.year:
        return _days(first, last)
    return gettext("%(first)s – %(last)s") % {"first": _point(start), "last": _point(end)}


def _days(first, last):
    if first == last:
        return date_format(first, "DATE_FORMAT")
    if first.month == last.month:
        pattern = gettext("%(first_day)s–%(last_day)s %(last_month)s %(year)s")
    else:
        pattern = gettext("%(first_day)s %(first_month)s – %(last_day)s %(last_month)s %(year)s")
    return pattern % {
        "first_day": first.day,
        "first_month": date_format(first, "E"),
        "last_day": last.day,
        "last_month": date_format(last, "E"),
        "year": last.year,
    }


def in_two_lines(value):
    """A date for a narrow column: the day or month and the year, ("13–14 June", "2024").

    The second line is "" where the year cannot be parted from the rest.
    """
    date = parse(value)
    if date.kind == "month" and not date.approximate:
        return date_format(date.first, "F"), str(date.first.year)
    ends = [date.start, date.start if date.kind == "day" else date.end]
    of_days = date.kind in {"day", "period"} and not date.approximate and all(p and p.precision == "day" for p in ends)
    if of_days and date.first.year == date.last.year:
        return days_of_year(date.first, date.last), str(date.first.year)
    return in_words(value), ""


def days_of_year(first, last):
    """The days from `first` to `last`, of one year, without the year: "29 August", "13–14 June"."""
    if first == last:
        pattern = pgettext("day without year", "%(first_day)s %(first_month)s")
    elif first.month == last.month:
        pattern = pgettext("days without year", "%(first_day)s–%(last_day)s %(last_month)s")
    else:
        pattern = pgettext("days without year", "%(first_day)s %(first_month)s – %(last_day)s %(last_month)s")
    return pattern % {
        "first_day": first.day,
        "first_month": date_format(first, "E"),
        "last_day": last.day,
        "last_month": date_format(last, "E"),
    }
