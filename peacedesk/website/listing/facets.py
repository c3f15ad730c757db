"""Facets: ways to divide entries that the index counts. A list declares each as a filter."""

from functools import reduce
from operator import or_

from django.db.models import QuerySet
from django.utils.timezone import localdate

from peacedesk.dates.wording import in_words
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_NAMES, Text, current_language, direction
from peacedesk.shown_text import in_alphabet, record_text
from peacedesk.website.listing.filters import ChoicesFilter, Option


class FacetFilter(ChoicesFilter):
    """Entries that have any of the chosen values.

    The index knows a facet by its `field_name`. It reads `columns`, expressions that `values` takes, with each entry,
    or else `links`; a facet that follows from what the index has anyway overrides `sets`.
    """

    columns = ()

    def values(self, *columns):
        """The values of an entry with these columns."""
        raise NotImplementedError

    def links(self, numbering):
        """Pairs of a value and the numbers of entries that have it, in no order; a value may come twice."""
        return ()

    def labels(self, index):
        """Pairs of each value that can be chosen and its label, in order."""
        raise NotImplementedError

    def sets(self, index):
        """The bit sets of the values that an entry has."""
        return index.sets[self.field_name]

    def bits(self, index, values):
        sets = self.sets(index)
        return reduce(or_, (sets.get(value, 0) for value in values))

    @property
    def field(self):
        # A function, since a form copies its fields with all that they hold.
        self.extra["choices"] = lambda: self.labels(self.parent.index)
        return super().field


class RecordFilter(FacetFilter):
    """Entries that refer to any of the chosen records through any of the `lookups`; the values are keys of records.

    The records stand in the order of the columns `order` or, without them, of their names in the active language.
    """

    def __init__(self, *lookups, order=(), **kwargs):
        super().__init__(**kwargs)
        self.lookups, self.order = lookups, order

    def links(self, numbering):
        return numbering.linked(self.lookups, "key")

    def labels(self, index):
        return index.kept((self.field_name, current_language()), None, lambda: self._labels(index))

    def _labels(self, index):
        *path, last = self.lookups[0].split("__")
        model = index.model
        for name in [*path, last]:
            model = model._meta.get_field(name).related_model
        name = model.title_field
        records = QuerySet(model).filter(key__in=list(index.sets[self.field_name]))
        records = records.only("key", *(f"{name}_{code}" for code in CONTENT_LANGUAGES))
        order = self.order or [in_alphabet(record_text(name)), "key"]
        return [(record.key, Option(record.localized(name))) for record in records.order_by(*order)]


class ColumnFilter(FacetFilter):
    """Entries whose column `field_name` has any of the chosen values. Takes `choices`, all that there can be."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices

    @property
    def columns(self):
        return (self.field_name,)

    def values(self, value):
        return [value]

    def labels(self, index):
        return self.choices


class LanguageFilter(FacetFilter):
    """Entries that are published in any of the chosen languages. Each language is named in its own words."""

    def sets(self, index):
        return index.published

    def labels(self, index):
        return [
            (code, Option(Text(name, code, direction(code), code != current_language())))
            for code, name in LANGUAGE_NAMES.items()
        ]


class PeriodFilter(FacetFilter):
    """Entries that overlap any of the chosen decades, which are written as 1990s."""

    def sets(self, index):
        """The decades from the first that is stated to the present or the last that is stated."""
        last = localdate().year
        return index.kept("decades", last, lambda: dict(self._sets(index.years, last)))

    def _sets(self, years, last):
        if years.stated:
            for first in range(min(years.stated) // 10 * 10, max(*years.stated, last) + 1, 10):
                if bits := years.reaching(first) & years.begun_by(first + 9):
                    yield f"{first}s", bits

    def labels(self, index):
        return [(value, in_words(f"{value[:3]}X")) for value in self.sets(index)]
