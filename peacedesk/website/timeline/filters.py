"""Which entries of the timeline a reader asks for."""

from datetime import date
from functools import cached_property, reduce
from operator import or_

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peacedesk.library.models import Country, Theme
from peacedesk.library.models.taxonomy import LineOfWork
from peacedesk.library.querysets import paths
from peacedesk.website.listing import ChoicesFilter, ListFilterSet, PublicRecordFilter
from peacedesk.website.timeline.contributions import Group, Row, contributions

COLUMNS = ("contribution", "pk", "date", "date_from", "date_to", "line", "group")


def lookups(model, record_model):
    """The lookups from a row of a content model to the records of `record_model` that its entry names."""
    root = model._meta.get_field(model.parent).related_model if model.parent else model
    entry = f"{model.parent}__" if model.parent else ""
    return [f"{entry}{path}" for path in paths(root, record_model)]


class KindFilter(ChoicesFilter):
    """Rows of the chosen contributions."""

    @property
    def field(self):
        self.extra["choices"] = [(contribution.key, contribution.label) for contribution in contributions]
        return super().field


class LineFilter(ChoicesFilter):
    """Rows whose entry has a theme of a chosen line of work.

    Adds the value `line`: that of the first theme, of those that have a chosen line if any is chosen.
    """

    def filter(self, queryset, value):
        themes = lookups(queryset.model, Theme)[0]
        order = [f"{themes}__position", f"{themes}__key"]
        if value:
            order.insert(0, Case(When(**{f"{themes}__line__in": value}, then=Value(0)), default=Value(1)))
        entry = queryset.model.objects.filter(pk=OuterRef("pk")).order_by(*order)
        return super().filter(queryset.annotate(line=Subquery(entry.values(f"{themes}__line")[:1])), value)


class EntryRecordFilter(PublicRecordFilter):
    """Rows whose entry refers to any of the chosen records."""

    def filter(self, queryset, value):
        if not value:
            return queryset
        model = queryset.model
        conditions = (Q(**{f"{lookup}__key__in": value}) for lookup in lookups(model, self.record_model))
        return queryset.filter(pk__in=model.objects.filter(reduce(or_, conditions)).order_by().values("pk"))


class TimelineFilterSet(ListFilterSet):
    """The filters of the timeline, given as `TimelineFilterSet(request)`; `found` is what they leave."""

    line = LineFilter(field_name="line", label=_("Line of work"), choices=LineOfWork.choices)
    kind = KindFilter(field_name="contribution", label=pgettext_lazy("timeline", "Show"))
    status = ChoicesFilter(field_name="group", label=_("Status"), choices=Group.choices)
    theme = EntryRecordFilter(model=Theme, label=_("Theme"))
    country = EntryRecordFilter(model=Country, label=_("Country"))

    modes = ()

    def __init__(self, request):
        super().__init__(request.GET, contributions[0].rows(), request=request)

    @cached_property
    def found(self):
        """The rows that the filters leave, in the order of time, from one query. Undated ones come last."""
        if self.faults or not self.form.is_valid():
            return []
        found = [self.filter_queryset(contribution.rows()) for contribution in contributions]
        # Without the rewriting of modeltranslation, which selects columns in no fixed order: a union needs one.
        parts = [queryset.rewrite(False).values_list(*COLUMNS) for queryset in found]
        return sorted(map(Row._make, parts[0].union(*parts[1:], all=True)), key=_in_time)

    def address_of(self, line, year):
        """The address of the timeline of one year, of one line of work if one is given."""
        pairs = [("line", line), ("from", year), ("to", year)] if line else [("from", year), ("to", year)]
        return self.address(self.without("from", "to", *(["line"] if line else [])) + pairs)


def _in_time(row):
    first, last = row.first or row.last or date.max, row.last or date.max
    return not row.is_dated, first, last, row.kind, row.pk
