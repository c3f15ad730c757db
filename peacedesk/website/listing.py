"""Public lists of entries: filters, search by words, sorting, pages, and what to say about values that do not hold.

A list is an `EntryFilterSet` with the filters of its kind, an `EntryListView` that names it, and a template that
extends `includes/listing/page.html`. Every address that a list offers holds known values of known parameters only.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import ListView

from peacedesk.dates.edtf import FIRST_YEAR, LAST_YEAR
from peacedesk.languages import Text
from peacedesk.shown_text import entry_text, in_alphabet, record_text

MAX_WORDS_LENGTH = 200
MAX_WORDS = 20
MAX_PAGES = 1000


@dataclass(frozen=True)
class Option:
    """A record that can be chosen: its name and how many public entries refer to it."""

    text: Text
    entries: int

    def __str__(self):
        return str(self.text)


class Chip(NamedTuple):
    """A chosen value: `label` is a string or an `Option`, `url` the list without it."""

    label: str | Option
    url: str


class Link(NamedTuple):
    label: str
    url: str
    is_current: bool


def printable(value):
    """What can be shown of a value that came with the address."""
    return "".join(character for character in value if character.isprintable())[:60]


class ChoicesField(forms.MultipleChoiceField):
    """Several known values; a fault names the value that is not known."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        known = {str(key) for key, _label in self.choices}
        unknown = [given for given in value if given not in known]
        if unknown:
            pattern = _("%(filter)s: “%(value)s” is not known.")
            raise ValidationError([pattern % {"filter": self.label, "value": printable(given)} for given in unknown])


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Entries whose column `field_name` has any of the chosen values. Takes `choices` as a form field does."""

    field_class = ChoicesField

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset

    def chip(self, value):
        return dict(self.field.choices)[value]


class RecordFilter(ChoicesFilter):
    """Entries that refer to any of the chosen records through the relation `field_name`; the values are keys.

    Offers the records that a public entry refers to, read once per request, in the order of the columns `order` or,
    without them, of their names in the active language.
    """

    def __init__(self, *args, order=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order

    @cached_property
    def records(self):
        relation = self.model._meta.get_field(self.field_name)
        model, entry = relation.related_model, relation.related_query_name()
        records = model.objects.filter(**{f"{entry}__isnull": False}).annotate(entries=Count(entry, distinct=True))
        order = self.order or [in_alphabet(record_text(model.title_field)), "key"]
        return records.only("key", model.title_field).order_by(*order)

    @property
    def field(self):
        self.extra["choices"] = [
            (record.key, Option(record.localized(record.title_field), record.entries)) for record in self.records
        ]
        return super().field

    def filter(self, queryset, value):
        if not value:
            return queryset
        chosen = [record.pk for record in self.records if record.key in value]
        linked = self.model.objects.filter(pk=OuterRef("pk"), **{f"{self.field_name}__in": chosen})
        return queryset.filter(Exists(linked.order_by()))


class YearField(forms.IntegerField):
    widget = forms.TextInput

    def clean(self, value):
        try:
            year = super().clean(value)
        except ValidationError:
            year = 0
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            pattern = _("%(filter)s: “%(value)s” is no year from %(first)s to %(last)s. Write it as 2015.")
            limits = {"filter": self.label, "value": printable(value), "first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(pattern % limits)
        return year


class YearFilter(django_filters.NumberFilter):
    """One end of a span of years. `chip` is a pattern with %(year)s, `filter` keeps what `condition(year)` says."""

    field_class = YearField

    def __init__(self, *, condition, chip, **kwargs):
        super().__init__(**kwargs)
        self.condition, self.pattern = condition, chip

    def get_max_validator(self):
        return None

    def filter(self, queryset, value):
        return queryset if value is None else queryset.filter(self.condition(value))

    def chip(self, value):
        return self.pattern % {"year": value}


class WordsField(forms.CharField):
    """Words to search for, each once. The words are what `clean` returns."""

    default_error_messages = {
        "max_length": gettext_lazy("The words are too long to search for. Write at most %(limit_value)s characters."),
        "null_characters_not_allowed": gettext_lazy("The words hold a character that cannot be searched for."),
    }

    def clean(self, value):
        words = list(dict.fromkeys(super().clean(value).split()))
        if len(words) > MAX_WORDS:
            raise ValidationError(_("Search for at most %(number)s words at a time.") % {"number": MAX_WORDS})
        return words


class WordsFilter(django_filters.CharFilter):
    """Entries in which every word occurs, in the texts that the page shows in the active language.

    These are `texts` of the entry and, as {accessor: fields}, `child_texts` of its owned rows.
    """

    field_class = WordsField

    def __init__(self, *, texts, child_texts=None, **kwargs):
        super().__init__(max_length=MAX_WORDS_LENGTH, **kwargs)
        self.texts, self.child_texts = texts, child_texts or {}

    def filter(self, queryset, value):
        queryset = queryset.alias(**shown(self.texts))
        for word in value:
            queryset = queryset.filter(reduce(or_, self.places(word)))
        return queryset

    def places(self, word):
        """Conditions that `word` is in the texts of the entry, and in those of each kind of owned rows."""
        yield occurs(word, self.texts)
        for accessor, fields in self.child_texts.items():
            child = self.model._meta.get_field(accessor).related_model
            rows = child.objects.filter(**{child.parent: OuterRef("pk")}).alias(**shown(fields, f"{child.parent}__"))
            yield Q(Exists(rows.filter(occurs(word, fields)).order_by()))

    def chip(self, value):
        return pgettext("search words", "“%(words)s”") % {"words": value}


def shown(fields, root=""):
    """The texts that are shown of the translated `fields`, to be searched with `occurs`."""
    return {f"shown_{field}": entry_text(field, root) for field in fields}


def occurs(word, fields):
    return reduce(or_, (Q(**{f"shown_{field}__icontains": word}) for field in fields))


class SortFilter(django_filters.ChoiceFilter):
    """The order of the list. Takes `orders`: {value: (label, function that returns expressions)}, the default first."""

    def __init__(self, *, orders, **kwargs):
        choices = [(value, label) for value, (label, _order) in orders.items()]
        super().__init__(choices=choices, empty_label=None, **kwargs)
        self.orders = orders

    def filter(self, queryset, value):
        _label, order = self.orders[value or self.default]
        return queryset.order_by(*order())

    @property
    def default(self):
        return next(iter(self.orders))


NEWEST_FIRST = (gettext_lazy("Newest first"), lambda: [F("date_from").desc(nulls_last=True), "slug"])
OLDEST_FIRST = (gettext_lazy("Oldest first"), lambda: [F("date_from").asc(nulls_last=True), "slug"])
BY_TITLE = (pgettext_lazy("sort by", "Title"), lambda: [in_alphabet(entry_text("title")), "slug"])


class ListForm(forms.Form):
    def clean(self):
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            pattern = _("The first year, %(first)s, comes after the last year, %(last)s.")
            fault = pattern % {"first": first, "last": last}
            self.add_error("from", fault)
            self.add_error("to", fault)


class EntryFilterSet(django_filters.FilterSet):
    """The filters of a list of entries, given as `EntryFilterSet(request.GET, queryset, request=request)`.

    A subclass sets `Meta(EntryFilterSet.Meta)` with `model`, adds a `RecordFilter` or `ChoicesFilter` for each choice
    and may replace `q` and `sort`. `qs` are the entries in order, none where a value does not hold.
    """

    q = WordsFilter(label=gettext_lazy("Words in title or text"), texts=("title", "summary", "body"))
    sort = SortFilter(
        orders={"newest": NEWEST_FIRST, "oldest": OLDEST_FIRST, "title": BY_TITLE}, label=gettext_lazy("Sort by")
    )

    # Parameters that change the view of the list and leave nothing out.
    modes = ("sort",)

    class Meta:
        form = ListForm
        fields = ()

    @classmethod
    def get_filters(cls):
        """The declared filters, and the two whose names Python reserves or that belong beside it."""
        years = {
            "from": YearFilter(
                label=pgettext_lazy("year", "From"),
                chip=gettext_lazy("From %(year)s"),
                condition=lambda year: Q(date_to__gte=date(year, 1, 1)) | Q(date_from__isnull=False, date_to=None),
            ),
            "to": YearFilter(
                label=pgettext_lazy("year", "To"),
                chip=gettext_lazy("Until %(year)s"),
                condition=lambda year: Q(date_from__lte=date(year, 12, 31)) | Q(date_from=None, date_to__isnull=False),
            ),
        }
        return super().get_filters() | years

    def __init__(self, data, queryset, *, request):
        given = QueryDict(mutable=True)
        for name in self.base_filters:
            values = [value for value in data.getlist(name) if value.strip()]
            if values:
                given.setlist(name, values)
        super().__init__(given, queryset, request=request)

    @property
    def qs(self):
        return self.queryset.none() if self.faults else super().qs

    def rows(self, queryset=None):
        """What is found, in order and as `queryset` (default: the one of the list) loads it, read in chunks."""
        found = self.qs if queryset is None else self.filter_queryset(queryset)
        return found.iterator(chunk_size=500)

    @cached_property
    def has_nul(self):
        """Whether the query holds the character that no database stores as text."""
        return any("\0" in text for name, values in self.request.GET.lists() for text in (name, *values))

    @cached_property
    def faults(self):
        """Sentences about the values that do not hold."""
        faults = list(dict.fromkeys(fault for *_pair, fault in self._checked if fault))
        return faults or [_("The address holds a character that cannot be searched for.")] * self.has_nul

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
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

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
            Link(label, self.address(others + [("sort", value)] * (value != sort.default)), value == current)
            for value, (label, _order) in sort.orders.items()
        ]

    @property
    def years(self):
        return [self.form["from"], self.form["to"]]

    @property
    def choices(self):
        """The fields that offer options, for the panel."""
        return [field for field in self.form if hasattr(field.field, "choices") and field.name not in self.modes]


class ListPaginator(Paginator):
    """Pages up to a limit, so that no crawler makes the database count through a large table."""

    @cached_property
    def num_pages(self):
        return min(super().num_pages, MAX_PAGES)


class EntryListView(ListView):
    """A public list. A subclass sets `model`, `filterset_class`, `template_name` and `heading`, the name of the list.

    The queryset is the model's `cards()`. The context has `filter` (the filter set), `faults` (sentences about what
    does not hold: the answer is then 404, or 400 for a NUL character), and `pages`: links to pages with None for a gap,
    and the addresses of the previous and the next page.
    """

    filterset_class = None
    paginate_by = 20
    paginator_class = ListPaginator

    def get_queryset(self):
        self.filterset = self.filterset_class(self.request.GET, self.model.objects.cards(), request=self.request)
        return self.filterset.qs

    def paginate_queryset(self, queryset, page_size):
        self.faults = self.filterset.faults
        paginator = self.get_paginator(queryset, page_size)
        wanted = self.request.GET.get("page") or "1"
        try:
            page = paginator.page(wanted if wanted.isascii() else "")
        except InvalidPage:
            self.faults = self.faults or [missing_page(wanted, paginator.num_pages)]
            page = Page([], 1, paginator)
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filterset, **kwargs)
        return context | {"faults": self.faults, "pages": self.page_links(context["page_obj"])}

    def page_links(self, page):
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        return {
            "links": [
                Link(number, self.page_address(number), number == page.number) if isinstance(number, int) else None
                for number in numbers
            ],
            "previous": self.page_address(page.number - 1) if page.has_previous() else "",
            "next": self.page_address(page.number + 1) if page.has_next() else "",
        }

    def page_address(self, number):
        return self.filterset.address(self.filterset.pairs + [("page", number)] * (number != 1))

    def render_to_response(self, context, **kwargs):
        status = 400 if self.filterset.has_nul else 404 if self.faults else 200
        return super().render_to_response(context, status=status, **kwargs)


def missing_page(wanted, pages):
    pattern = ngettext(
        "There is no page “%(wanted)s”: the list has %(pages)s page.",
        "There is no page “%(wanted)s”: the list has %(pages)s pages.",
        pages,
    )
    return pattern % {"wanted": printable(wanted), "pages": pages}
