"""The parameters of a list: which of them hold, what to say about the others, and the addresses that follow."""

from copy import copy
from functools import cached_property
from typing import NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from peacedesk.website.addresses import with_query
from peacedesk.website.listing.fields import NUL_FAULT, ListForm, holds_nul
from peacedesk.website.listing.filters import Option
from peacedesk.website.listing.years import year_filters


class Chip(NamedTuple):
    """A chosen value: `label` is a string or an `Option`, `url` the list without it."""

    label: str | Option
    url: str


class Link(NamedTuple):
    label: str
    url: str
    is_current: bool
    name: str = ""


class Filters(dict):
    """The filters of a class of filter sets. A filter set takes a copy, to which it tells itself: nothing deeper."""

    def __deepcopy__(self, _memo):
        copies = {name: copy(each) for name, each in self.items()}
        for each in copies.values():
            each.extra = each.extra.copy()
        return copies


class ListFilterSet(django_filters.FilterSet):
    """The filters of a list, given as `ListFilterSet(request.GET, queryset, request=request)`.

    A subclass sets `Meta(ListFilterSet.Meta)` with a `model` and adds filters; `from` and `to` are there.
    """

    # Parameters that change the view of the list and leave nothing out.
    modes = ("sort",)

    class Meta:
        form = ListForm
        fields = ()

    @classmethod
    def get_filters(cls):
        """The declared filters, and the two whose names Python reserves or that belong beside it."""
        return Filters(super().get_filters() | year_filters())

    def __init__(self, data, queryset, *, request):
        given = QueryDict(mutable=True)
        for name in self.base_filters:
            values = [value for value in data.getlist(name) if value.strip()]
            if values:
                given.setlist(name, values)
        super().__init__(given, queryset, request=request)

    @cached_property
    def form(self):
        """The form with the fields of the filters, which are new for each filter set: a form class would copy them."""
        form = self._meta.form(self.data)
        form.fields = {name: each.field for name, each in self.filters.items()}
        return form

    @cached_property
    def has_nul(self):
        return holds_nul(self.request.GET)

    @cached_property
    def faults(self):
        """Sentences about the values that do not hold."""
        faults = list(dict.fromkeys(fault for *_pair, fault in self._checked if fault))
        return faults or [str(NUL_FAULT)] * self.has_nul

    @cached_property
    def pairs(self):
        """The (parameter, value) pairs that hold, each once, in the order of the filters."""
        return [(name, value) for name, value, fault in self._checked if not fault]

    @cached_property
    def _checked(self):
        return [(name, value, self._fault(name, value)) for name in self.filters for value in self._given(name)]

    def _given(self, name):
        values = self.data.getlist(name)
        return dict.fromkeys(values if self._takes_many(name) else values[-1:])

    def _takes_many(self, name):
        return isinstance(self.form.fields[name], forms.MultipleChoiceField)

    def _fault(self, name, value):
        if not self._takes_many(name):
            return next(iter(self.errors.get(name, [])), None)
        try:
            self.form.fields[name].clean([value])
        except ValidationError as fault:
            return fault.messages[0]

    def address(self, pairs):
        """The address of this list with the given (parameter, value) pairs."""
        return with_query(self.request.path, pairs)

    def without(self, *names):
        return [pair for pair in self.pairs if pair[0] not in names]

    @cached_property
    def chips(self):
        return [
            Chip(self.filters[name].chip(value), self.address([pair for pair in self.pairs if pair != (name, value)]))
            for name, value in self.without(*self.modes)
        ]

    @property
    def cleared(self):
        """The address without any filter, in the present order."""
        return self.address(self.mode_pairs)

    @property
    def mode_pairs(self):
        return [pair for pair in self.pairs if pair[0] in self.modes]

    @property
    def kept(self):
        """The address with all values that hold."""
        return self.address(self.pairs)

    @property
    def sorts(self):
        """Links to the orders."""
        sort = self.filters["sort"]
        current, others = dict(self.pairs).get("sort", sort.default), self.without("sort")
        return [
            Link(label, self.address(others + [("sort", value)] * (value != sort.default)), value == current, value)
            for value, (label, _order) in sort.orders.items()
        ]

    @property
    def years(self):
        return [self.form["from"], self.form["to"]]

    @property
    def choices(self):
        """The fields that offer options, for the panel."""
        return [field for field in self.form if hasattr(field.field, "choices") and field.name not in self.modes]
