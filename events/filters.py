from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from events.models import Event, EventStatus, Format
from events.querysets import nearest_first
from peacedesk.library.models import Country, Organisation
from peacedesk.library.querysets import by_name
from peacedesk.website.listing import (
    BY_TITLE,
    NEWEST_FIRST,
    OLDEST_FIRST,
    ChoicesFilter,
    EntryFilterSet,
    RecordFilter,
    SortFilter,
    WordsFilter,
)

TIMES = {
    "upcoming": pgettext_lazy("events", "Upcoming"),
    "past": pgettext_lazy("events", "Past"),
    "all": pgettext_lazy("events", "All"),
}
NEAREST_FIRST = (_("Nearest in time"), lambda: nearest_first(localdate()))


class Tab(NamedTuple):
    label: str
    url: str
    is_current: bool
    events: int | None


class TimeFilter(ChoiceFilter):
    """Events that are ahead, over, or both; those ahead when nothing is asked for."""

    def filter(self, queryset, value):
        return queryset if value == "all" else getattr(queryset, value or "upcoming")(localdate())


class MentionFilter(RecordFilter):
    """Events that refer to any of the chosen records of `model` by any of the `lookups`."""

    def __init__(self, model, lookups, **kwargs):
        super().__init__(field_name=lookups[0], **kwargs)
        self.record_model, self.lookups = model, lookups

    @cached_property
    def records(self):
        """The records an event refers to, with the number of these events, each counted once."""
        counts = [Coalesce(mentions(lookup, self.lookups[:i]), 0) for i, lookup in enumerate(self.lookups)]
        return by_name(
            self.record_model.objects.annotate(entries=sum(counts, Value(0))).filter(entries__gt=0).only("key", "name")
        )

    def filter(self, queryset, value):
        if not value:
            return queryset
        chosen = [record.pk for record in self.records if record.key in value]
        found = [Event.objects.order_by().filter(**{f"{lookup}__in": chosen}).values("pk") for lookup in self.lookups]
        return queryset.filter(reduce(or_, (Q(pk__in=ids) for ids in found)))


def mentions(lookup, earlier):
    """The number of events that refer to a record by `lookup` and by none of the `earlier` lookups."""
    events = Event.objects.order_by().filter(**{lookup: OuterRef("pk")})
    for other in earlier:
        events = events.exclude(**{other: OuterRef("pk")})
    return Subquery(events.raw_values(lookup).annotate(number=Count("pk", distinct=True)).raw_values("number"))


class EventFilterSet(EntryFilterSet):
    q = WordsFilter(
        label=_("Words in title or text"),
        texts=("title", "summary", "body", "motto", "city", "venue"),
        child_texts={"sessions": ("title", "summary"), "outcomes": ("text",)},
    )
    when = TimeFilter(choices=list(TIMES.items()), label=_("Time"))
    series = RecordFilter(field_name="series", label=_("Series"))
    track = RecordFilter(field_name="tracks", label=_("Track"), order=("position", "key"))
    theme = RecordFilter(field_name="themes", label=_("Theme"), order=("position", "key"))
    country = MentionFilter(Country, ("country", "countries"), label=_("Country"))
    organisation = MentionFilter(Organisation, ("organisations", "hosts__organisation"), label=_("Organisation"))
    format = ChoicesFilter(field_name="format", label=_("Format"), choices=Format.choices)
    status = ChoicesFilter(field_name="status", label=_("Status"), choices=EventStatus.choices)
    sort = SortFilter(
        orders={"nearest": NEAREST_FIRST, "newest": NEWEST_FIRST, "oldest": OLDEST_FIRST, "title": BY_TITLE},
        label=_("Sort by"),
    )

    modes = ("when", "sort")

    class Meta(EntryFilterSet.Meta):
        model = Event

    @property
    def time(self):
        return dict(self.pairs).get("when", "upcoming")

    @property
    def is_by_nearness(self):
        return dict(self.pairs).get("sort", "nearest") == "nearest"

    @cached_property
    def counts(self):
        """How many of the events that the other filters leave are ahead, over, and both; nothing beside a fault."""
        if self.faults:
            return {}
        queryset = self.queryset
        for name in self.filters.keys() - self.modes:
            queryset = self.filters[name].filter(queryset, self.form.cleaned_data[name])
        return queryset.count_by_time(localdate())

    @property
    def tabs(self):
        return [
            Tab(
                label,
                self.address([("when", time)] * (time != "upcoming") + self.without("when")),
                time == self.time,
                self.counts.get(time),
            )
            for time, label in TIMES.items()
        ]
