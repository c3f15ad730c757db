"""How a reader narrows down what a search has found. Every number is that of the list which a click gives."""

from functools import cache, cached_property
from typing import NamedTuple

import django_filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.languages import current_language
from peacedesk.library.models import Theme
from peacedesk.library.views import name_of_kind
from peacedesk.website.listing import Choice, ChoicesFilter, Facet, ListFilterSet, PublicRecordFilter, SortFilter
from peacedesk.website.search import find_and_tell
from peacedesk.website.search.documents import page_kinds, record_models
from peacedesk.website.searching.facts import FILTERS, Facts

FACETS = ("theme", "status")


class Tab(NamedTuple):
    """A link to one kind of what is found: `name` is the value of the parameter, `number` how many there are."""

    name: str
    label: str
    url: str
    is_current: bool
    number: int


@cache
def searched_models():
    """The models of all that can be found, by the name that they have in addresses; kinds of entries come first."""
    records = [model for model in record_models() if kind_of(model) in page_kinds()]
    return {model._meta.model_name: model for model in (*content_roots(), *records)}


class KindFilter(django_filters.ChoiceFilter):
    """The kind of what is found; the value is the label of its model."""

    @property
    def field(self):
        self.extra["choices"] = [(name, name_of_kind(model)) for name, model in searched_models().items()]
        return super().field


class StatusFilter(ChoicesFilter):
    """The statuses of all kinds of entries."""

    @property
    def field(self):
        choices = [choice for root in content_roots() for choice in root._meta.get_field("status").choices]
        self.extra["choices"] = list(dict(choices).items())
        return super().field


class SearchFilterSet(ListFilterSet):
    """A search with its filters, given as `SearchFilterSet(request)`.

    `found` is what the words alone find, `rows` are the keys of its rows in the order asked for, `hits` what the
    filters leave of them.
    """

    q = django_filters.CharFilter(label=_("Search the record"))
    kind = KindFilter(label=_("Kind"))
    theme = PublicRecordFilter(model=Theme, label=_("Theme"))
    status = StatusFilter(label=_("Status"))
    sort = SortFilter(orders={"best": (_("Best match"), None), "newest": (_("Newest first"), None)}, label=_("Sort by"))

    modes = ("q", "kind", "sort")

    def __init__(self, request):
        super().__init__(request.GET, Theme.objects.none(), request=request)

    @cached_property
    def words(self):
        """What is searched for, "" for nothing."""
        return " ".join(self.data.get("q", "").replace("\0", "").split())

    @cached_property
    def found(self):
        return find_and_tell(self.words, current_language())

    @cached_property
    def faults(self):
        return super().faults or [self.found.fault] * bool(self.found.fault)

    @cached_property
    def rows(self):
        if self.faults:
            return []
        return self.found.newest_first if self.is_by_date else self.found.rows

    @cached_property
    def facts(self):
        return Facts(self.rows, current_language())

    @cached_property
    def hits(self):
        return self.facts.left(self.chosen) if self.rows else []

    @cached_property
    def cleaned(self):
        """The values of an address that holds."""
        self.form.full_clean()
        return self.form.cleaned_data

    @property
    def is_by_date(self):
        return self.cleaned["sort"] == "newest"

    @cached_property
    def chosen(self):
        kind = searched_models().get(self.cleaned["kind"])
        return {name: self.cleaned[name] for name in FILTERS} | {"kind": kind and kind_of(kind)}

    @cached_property
    def tabs(self):
        """Links to all that is found, to each kind of entry, and to each kind of record that is found."""
        entries, records = self.facts.passing(self.chosen, "kind")
        numbers = {each: bits.bit_count() for each, bits in entries.items()} | records
        kind = dict(self.pairs).get("kind", "")
        others = self.without("kind")
        tabs = [Tab("", pgettext("search results", "All"), self.address(others), not kind, sum(numbers.values()))]
        for name, model in searched_models().items():
            number = numbers.get(kind_of(model), 0)
            if number or name == kind or model in content_roots():
                url = self.address([*others, ("kind", name)])
                tabs.append(Tab(name, name_of_kind(model), url, name == kind, number))
        return tabs

    @cached_property
    def facets(self):
        """The filters that offer values, with those that something is found with or that are chosen."""
        return [facet for facet in map(self._facet, FACETS) if facet.shown]

    def _facet(self, name):
        entries, _records = self.facts.passing(self.chosen, name)
        numbers, chosen = self.facts.counts(name, entries), self.cleaned[name]
        choices = [
            Choice(value, label, numbers[value], value in chosen)
            for value, label in self.form.fields[name].choices
            if numbers[value] or value in chosen
        ]
        return Facet.folded(name, self.filters[name].label, choices, lambda choice: choice.entries)

    @property
    def address_of_words(self):
        """The address of the search without any filter."""
        return self.address([pair for pair in self.pairs if pair[0] == "q"])

    @property
    def way_out(self):
        """The address without what does not hold: of the search page where that is the words themselves."""
        return self.kept if "q" in dict(self.pairs) and not self.found.fault else self.request.path

    @property
    def has_entries(self):
        """Whether entries are found, to which the filters apply."""
        return bool(self.rows) and any(self.facts.entries.values())


def name_of_one(model):
    """What one entry or record of a model is called at the beginning of a line."""
    return capfirst(model._meta.verbose_name)
