"""The years of entries: what overlaps a span of years, in tables (`YearFilter.filter`) and in an index (`Years`)."""

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from peacedesk.website.listing.fields import YearField


def with_open_ends(meant, is_open, is_open_too):
    """The rule of all overlaps, for bit sets and for `Q`s: what ends where it is `meant`, or at no known date.

    An entry may be meant from `date_from` to `date_to`. One without the latter goes on, one without the former has no
    known beginning, and one without both, for which the other end `is_open_too`, is in no year.
    """
    return meant | is_open & ~is_open_too


class YearFilter(django_filters.NumberFilter):
    """One end of a span of years. `chip` is a pattern with %(year)s."""

    field_class = YearField

    def __init__(self, *, chip, **kwargs):
        super().__init__(**kwargs)
        self.pattern = chip

    def get_max_validator(self):
        return None

    def filter(self, queryset, value):
        return queryset if value is None else queryset.filter(self.condition(value))

    def chip(self, value):
        return self.pattern % {"year": value}


class FromFilter(YearFilter):
    @staticmethod
    def condition(year):
        return with_open_ends(Q(date_to__gte=date(year, 1, 1)), Q(date_to=None), Q(date_from=None))

    def bits(self, index, value):
        return index.years.reaching(value)


class ToFilter(YearFilter):
    @staticmethod
    def condition(year):
        return with_open_ends(Q(date_from__lte=date(year, 12, 31)), Q(date_from=None), Q(date_to=None))

    def bits(self, index, value):
        return index.years.begun_by(value)


def year_filters():
    """The filters `from` and `to`."""
    return {
        "from": FromFilter(label=pgettext_lazy("year", "From"), chip=gettext_lazy("From %(year)s")),
        "to": ToFilter(label=pgettext_lazy("year", "To"), chip=gettext_lazy("Until %(year)s")),
    }


class Years:
    """Bit sets of the entries by the year of their first and of their last day, under None where it is open."""

    def __init__(self, begun, ended):
        """Takes {year: bits}; what is in None of both has no date."""
        self.begun, self.ended = defaultdict(int, begun), defaultdict(int, ended)

    def reaching(self, year):
        """The entries that are not over before `year`."""
        return with_open_ends(_union(self.ended, lambda last: last >= year), self.ended[None], self.begun[None])

    def begun_by(self, year):
        """The entries that do not begin after `year`."""
        return with_open_ends(_union(self.begun, lambda first: first <= year), self.begun[None], self.ended[None])

    @property
    def stated(self):
        """The years that a date begins or ends in."""
        return (self.begun.keys() | self.ended.keys()) - {None}


def _union(sets, is_meant):
    return reduce(or_, (bits for year, bits in sets.items() if year is not None and is_meant(year)), 0)
