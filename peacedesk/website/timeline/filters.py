"""Which rows of the timeline a reader asks for."""

from functools import cached_property, reduce
from operator import and_, or_

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peacedesk.editorial.numbering import Portions
from peacedesk.library.models import Country, Theme
from peacedesk.library.models.taxonomy import LineOfWork
from peacedesk.library.querysets import themes
from peacedesk.website.listing import ChoicesFilter, ListFilterSet, PublicRecordFilter
from peacedesk.website.listing.bits import members, numbers_between
from peacedesk.website.timeline.contributions import Group, contributions
from peacedesk.website.timeline.index import present_rows


class Found(Portions):
    """Rows in the order of time: those of a bit set. A slice is a list of `Row`s, with the line that `lines` has."""

    def __init__(self, rows, bits, lines):
        self.rows, self.bits, self.lines = rows, bits, lines

    def __len__(self):
        return self.bits.bit_count()

    def portion(self, start, stop):
        numbers = list(numbers_between(self.bits, start, stop))
        lines = {number: line for line, bits in self.lines.items() for number in members(numbers, bits)}
        return [self.rows.row(number, lines[number]) for number in numbers]

    @property
    def decades(self):
        """The place of the first row of each decade, as {`Row.decade`: place}, in the order of places."""
        found = {decade: self.bits & bits for decade, bits in self.rows.decades.items()}
        places = {decade: (self.bits & lowest(bits) - 1).bit_count() for decade, bits in found.items() if bits}
        return dict(sorted(places.items(), key=lambda pair: pair[1]))

    @property
    def latest(self):
        """The last year that any dated row is known to reach or begin in, None where there is none."""
        dated, begun, ended = self.bits & self.rows.dated, self.rows.years.begun, self.rows.years.ended
        years = sorted(self.rows.years.stated, reverse=True)
        return next((year for year in years if dated & (begun[year] | ended[year])), None)

    def first(self, bits):
        """The key of the first row that is in a set too, None where there is none."""
        found = self.bits & bits
        return self.rows.row(lowest(found).bit_length() - 1).pk if found else None


def lowest(bits):
    """The set of the lowest number in a set."""
    return bits & -bits


class KindFilter(ChoicesFilter):
    """Rows of the chosen contributions."""

    @property
    def field(self):
        self.extra["choices"] = [(contribution.key, contribution.label) for contribution in contributions]
        return super().field

    def bits(self, rows, values):
        return _any(rows.kinds, values)


class GroupFilter(ChoicesFilter):
    """Rows of the chosen groups of statuses."""

    def bits(self, rows, values):
        return _any(rows.groups, values)


class LineFilter(ChoicesFilter):
    """Rows whose entry has a theme of a chosen line of work."""

    def bits(self, rows, values):
        return rows.of_entries("theme", frozenset(theme.key for theme in themes().values() if theme.line in values))


class EntryRecordFilter(PublicRecordFilter):
    """Rows whose entry has any of the chosen records. `field_name` is the facet of the lists that knows them."""

    def bits(self, rows, values):
        return rows.of_entries(self.field_name, frozenset(values))


def _any(sets, values):
    return reduce(or_, (sets.get(value, 0) for value in values), 0)


class TimelineFilterSet(ListFilterSet):
    """The filters of the timeline, given as `TimelineFilterSet(request)`; `found` is what they leave."""

    line = LineFilter(field_name="line", label=_("Line of work"), choices=LineOfWork.choices)
    kind = KindFilter(field_name="kind", label=pgettext_lazy("timeline", "Show"))
    status = GroupFilter(field_name="status", label=_("Status"), choices=Group.choices)
    theme = EntryRecordFilter(field_name="theme", model=Theme, label=_("Theme"))
    country = EntryRecordFilter(field_name="country", model=Country, label=_("Country"))

    modes = ()

    def __init__(self, request):
        super().__init__(request.GET, QuerySet(contributions[0].model), request=request)

    @cached_property
    def rows(self):
        """The `Rows` of the present state."""
        return present_rows()

    @cached_property
    def chosen(self):
        """The values that hold, as {filter: value}."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def lines(self):
        """The lines of work that are chosen."""
        return frozenset(self.chosen.get("line", ()))

    @cached_property
    def found(self):
        """The rows that the filters leave, as `Found`; none where a value does not hold."""
        if self.faults or not self.form.is_valid():
            return Found(self.rows, 0, {})
        sets = (self.filters[name].bits(self.rows, value) for name, value in self.chosen.items())
        return Found(self.rows, reduce(and_, sets, self.rows.everything), self.rows.lines(self.lines))

    @property
    def columns(self):
        """The numbers of what is found by line of work and year, as `Rows.columns` has them."""
        return self.rows.columns(self.found.bits, self.lines)

    def before_years(self, line):
        """The address of some years of the timeline, of one line of work if one is given, up to `from` and `to`."""
        others = self.without("from", "to", *(["line"] if line else [])) + [("line", line)] * bool(line)
        return f"{self.address(others)}{'&' if others else '?'}"
