"""Lists of entries that an index counts."""

from functools import cached_property, reduce
from itertools import islice
from operator import and_
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from peacedesk.editorial import numbering
from peacedesk.languages import current_language
from peacedesk.website.listing.bits import in_order, numbers_between, numbers_of
from peacedesk.website.listing.facets import FacetFilter, LanguageFilter, PeriodFilter
from peacedesk.website.listing.filters import BY_TITLE, NEWEST_FIRST, OLDEST_FIRST, Option, SortFilter
from peacedesk.website.listing.index import index_of
from peacedesk.website.listing.parameters import Filters, ListFilterSet
from peacedesk.website.listing.words import WordsFilter

CHUNK = 500
# A facet with more options than this shows the chosen ones and some that most entries have; the others unfold.
MANY_OPTIONS = 8
SHOWN_OPTIONS = 6


class Choice(NamedTuple):
    """A value that can be chosen. `entries` is the length of the list with it in place of what its facet has chosen."""

    value: str
    label: str | Option
    entries: int
    is_chosen: bool


class Facet(NamedTuple):
    """A facet in the panel: some of its choices are shown at once, the `others` unfold."""

    name: str
    label: str
    shown: list[Choice]
    others: list[Choice]

    @property
    def choices(self):
        return self.shown + self.others

    @classmethod
    def folded(cls, name, label, choices, weight):
        """A facet of all `choices` in order: where there are many, the chosen and the weightiest are shown at once."""
        if len(choices) <= MANY_OPTIONS:
            return cls(name, label, choices, [])
        common = sorted(choices, key=weight, reverse=True)[:SHOWN_OPTIONS]
        shown = [choice for choice in choices if choice.is_chosen or choice in common]
        return cls(name, label, shown, [choice for choice in choices if choice not in shown])


class Found(numbering.Portions):
    """Entries of an index in order, read from the database as far as they are looked at.

    Takes the bit set of the entries, the order of all entries or None for that of the index, and the `queryset` that
    loads them. A slice is a list of entries; one that is withdrawn meanwhile is left out.
    """

    def __init__(self, index, bits, order, queryset):
        self.index, self.bits, self.order, self.queryset = index, bits, order, queryset

    def __len__(self):
        return self.bits.bit_count()

    def portion(self, start, stop):
        if self.order is not None:
            return self._load(list(islice(self.pks, start, stop)))
        return self._load(list(self.index.numbering.pks(numbers_between(self.bits, start, stop))))

    def __iter__(self):
        """The entries, read in portions."""
        pks = self.pks
        while portion := list(islice(pks, CHUNK)):
            yield from self._load(portion)

    @property
    def pks(self):
        """An iterator over the keys."""
        numbers = numbers_of(self.bits) if self.order is None else in_order(self.bits, self.order, self.index.size)
        return self.index.numbering.pks(numbers)

    def _load(self, pks):
        return numbering.in_order(self.queryset, pks)


class EntryFilterSet(ListFilterSet):
    """The filters of a list of entries, given as `EntryFilterSet(request.GET, queryset, request=request)`.

    A subclass sets `Meta(EntryFilterSet.Meta)` with `model`, adds a `FacetFilter` for each facet and may replace `q`
    and `sort`. A filter leaves the entries of `bits(index, value)`. `found` are the entries in order, none where a
    value does not hold, loaded as `queryset` says.
    """

    q = WordsFilter(label=gettext_lazy("Words in title or text"))
    sort = SortFilter(
        orders={"newest": NEWEST_FIRST, "oldest": OLDEST_FIRST, "title": BY_TITLE}, label=gettext_lazy("Sort by")
    )

    @classmethod
    def get_filters(cls):
        """The filters, with the two facets that entries of every kind have."""
        return Filters(
            super().get_filters()
            | {
                "language": LanguageFilter(field_name="language", label=gettext_lazy("Available in")),
                "period": PeriodFilter(field_name="period", label=gettext_lazy("Period")),
            }
        )

    @classmethod
    def present_index(cls):
        """The `Index` of the present state with the facets of the list."""
        return index_of(cls._meta.model, [each for each in cls.base_filters.values() if isinstance(each, FacetFilter)])

    @cached_property
    def index(self):
        return self.present_index()

    @cached_property
    def chosen(self):
        """What holds of the given values, and the default of what is not given, as {filter: value}."""
        self.form.full_clean()
        chosen = {}
        for name, each in self.filters.items():
            if isinstance(each, FacetFilter):
                chosen[name] = [value for other, value in self.pairs if other == name]
            else:
                chosen[name] = self.form.cleaned_data.get(name) or getattr(each, "default", None)
        return chosen

    @cached_property
    def narrowed(self):
        """The bit sets of the entries that each filter leaves, as {name: bits}."""
        narrowing = {name: each for name, each in self.filters.items() if hasattr(each, "bits") and self.chosen[name]}
        return {name: each.bits(self.index, self.chosen[name]) for name, each in narrowing.items()}

    def left(self, but=""):
        """The bit set of the entries that all filters leave, apart from the filter `but`."""
        return reduce(and_, (bits for name, bits in self.narrowed.items() if name != but), self.index.everything)

    @cached_property
    def found(self):
        return self._found(self.queryset)

    def _found(self, queryset):
        order = self.filters["sort"].order(self.index, self.chosen["sort"])
        return Found(self.index, 0 if self.faults else self.left(), order, queryset)

    def rows(self, queryset=None):
        """What is found, in order and as `queryset` (default: the one of the list) loads it, read in portions."""
        return iter(self.found if queryset is None else self._found(queryset))

    def filter_queryset(self, queryset):
        """What is found, for `qs`: without its order, and good for short lists only."""
        return queryset.filter(pk__in=list(self.found.pks))

    def latest(self, start, stop):
        """The keys of what is found in the active language, from the one changed last to the first: some by place."""
        published = self.found.bits & self.index.published.get(current_language(), 0)
        found = Found(self.index, published, self.index.numbering.latest_first, self.queryset)
        return list(islice(found.pks, start, stop))

    @property
    def followed(self):
        """The (parameter, value) pairs that find the same at another address, in any order."""
        return self.without("sort")

    @property
    def subscribed(self):
        """The pairs for an address that is asked again for years: what it once found must not leave it as days pass."""
        return self.followed

    @cached_property
    def facets(self):
        """The facets of the panel that have something to choose."""
        facets = [self._facet(name) for name, each in self.filters.items() if isinstance(each, FacetFilter)]
        return [facet for facet in facets if facet.shown]

    def _facet(self, name):
        each, others, chosen = self.filters[name], self.left(but=name), self.chosen[name]
        sets = each.sets(self.index)
        choices = [
            Choice(value, label, (others & sets.get(value, 0)).bit_count(), value in chosen)
            for value, label in each.labels(self.index)
            if value in sets or value in chosen
        ]
        return Facet.folded(name, each.label, choices, lambda choice: sets.get(choice.value, 0).bit_count())


def present_index(root):
    """The `Index` of the entries of a kind, which is that of their list."""
    lists = (each for each in EntryFilterSet.__subclasses__() if each._meta.model is root)
    return next(lists).present_index()
