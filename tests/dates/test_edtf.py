import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from peacedesk.dates.edtf import parse

D = dt.date


@pytest.mark.parametrize(
    ("value", "kind", "first", "last"),
    [
        ("2013", "year", D(2013, 1, 1), D(2013, 12, 31)),
        ("2013~", "year", D(2013, 1, 1), D(2013, 12, 31)),
        ("2015-12", "month", D(2015, 12, 1), D(2015, 12, 31)),
        ("2024-02", "month", D(2024, 2, 1), D(2024, 2, 29)),
        ("1991-08-29", "day", D(1991, 8, 29), D(1991, 8, 29)),
        ("199X", "decade", D(1990, 1, 1), D(1999, 12, 31)),
        ("early:199X", "early", D(1990, 1, 1), D(1993, 12, 31)),
        ("mid:199X", "mid", D(1994, 1, 1), D(1996, 12, 31)),
        ("late:199X", "late", D(1997, 1, 1), D(1999, 12, 31)),
        ("2023-06-08/2023-06-09", "period", D(2023, 6, 8), D(2023, 6, 9)),
        ("2017/..", "period", D(2017, 1, 1), None),
        ("../1995", "period", None, D(1995, 12, 31)),
        ("[2023-06-10..2024-06-12]", "one-of", D(2023, 6, 10), D(2024, 6, 12)),
        ("[2018-10-01..]", "one-of", D(2018, 10, 1), None),
        ("unknown", "unknown", None, None),
        ("unknown:2018", "unknown", D(2018, 1, 1), D(2018, 12, 31)),
    ],
)
def test_parse_reads_every_kind(value, kind, first, last):
    date = parse(value)

    assert (date.kind, date.first, date.last) == (kind, first, last)


@pytest.mark.parametrize(
    "value",
    ["", "0000", "2024-13", "2024-00", "2023-02-29", "24", "June 2024", "2024/2023", "/2024", "2024/", "../..", "[..]",
     "[2024]", "early:1990", "soon:199X", "unknown:", "unknown2018", "2024-6-1", "٢٠٢٤", "2024~~", "9999"],
)  # fmt: skip
def test_parse_refuses_what_is_no_date(value):
    with pytest.raises(ValidationError):
        parse(value)


@given(st.text(max_size=40))
def test_parse_answers_or_refuses_any_text(value):
    try:
        date = parse(value)
    except ValidationError:
        return
    assert date.first is None or date.last is None or date.first <= date.last


@given(st.dates(D(1000, 1, 1), D(2999, 12, 31)))
def test_parse_reads_back_any_day(day):
    assert parse(day.isoformat()).first == day
