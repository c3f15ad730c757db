"""Choosing values and the order of a list."""

from dataclasses import dataclass
from functools import cached_property

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy, pgettext_lazy

from peacedesk.editorial.keeping import kept
from peacedesk.languages import Text, current_language
from peacedesk.library.querysets import by_name, listed
from peacedesk.shown_text import entry_text, in_alphabet
from peacedesk.website.listing.fields import ChoicesField


@dataclass(frozen=True)
class Option:
    """The label of a value in its own language; unlike `Text` no tuple, which a form takes for a group of choices."""

    text: Text

    def __str__(self):
        return str(self.text)


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Rows whose column `field_name` has any of the chosen values. Takes `choices` as a form field does."""

    field_class = ChoicesField

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset

    def chip(self, value):
        return dict(self.field.choices)[value]


class PublicRecordFilter(ChoicesFilter):
    """Rows that refer to any of the chosen records of `model`, of those that the public sees; the values are keys."""

    def __init__(self, *, model, **kwargs):
        super().__init__(**kwargs)
        self.record_model = model

    @cached_property
    def records(self):
        """The records by name; themes as they are always ordered."""
        name = "public records", self.record_model, current_language()
        return kept(name, lambda: list(self._records()))

    def _records(self):
        records = listed(self.record_model)
        return records if "position" in self.record_model._meta.ordering else by_name(records)

    @property
    def field(self):
        name = "options", self.record_model, current_language()
        self.extra["choices"] = kept(name, self._options)
        return super().field

    def _options(self):
        return [(record.key, Option(record.localized(record.title_field))) for record in self.records]


class SortFilter(django_filters.ChoiceFilter):
    """The order of the list. Takes `orders`: {value: (label, function)}, the default first.

    For a list of entries the function takes the `Index` and returns the ordinals in that order, None for its own.
    """

    def __init__(self, *, orders, **kwargs):
        choices = [(value, label) for value, (label, _order) in orders.items()]
        super().__init__(choices=choices, empty_label=None, **kwargs)
        self.orders = orders

    @property
    def default(self):
        return next(iter(self.orders))

    def order(self, index, value):
        _label, order = self.orders[value or self.default]
        return order(index)


def oldest_first(index):
    return index.order("oldest", None, lambda: [F("date_from").asc(nulls_last=True), "slug"])


def by_title(index):
    return index.order(("title", current_language()), None, lambda: [in_alphabet(entry_text("title")), "slug"])


NEWEST_FIRST = (gettext_lazy("Newest first"), lambda _index: None)
OLDEST_FIRST = (gettext_lazy("Oldest first"), oldest_first)
BY_TITLE = (pgettext_lazy("sort by", "Title"), by_title)
