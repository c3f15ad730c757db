from typing import NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from events.models import Event, EventStatus, Format
from events.querysets import nearest_first
from peacedesk.website.listing import (
    BY_TITLE,
    NEWEST_FIRST,
    OLDEST_FIRST,
    ColumnFilter,
    EntryFilterSet,
    RecordFilter,
    SortFilter,
)

TIMES = {
    "upcoming": pgettext_lazy("events", "Upcoming"),
    "past": pgettext_lazy("events", "Past"),
    "all": pgettext_lazy("events", "All"),
}
# What recurs has no status; without a value of its own no choice of statuses would find it.
RECURRING = "recurring"
STATUSES = [*EventStatus.choices, (RECURRING, pgettext_lazy("event", "Recurring"))]


def nearest_in_time(index):
    today = localdate()
    return index.order("nearest", today, lambda: nearest_first(today))


class Tab(NamedTuple):
    name: str
    label: str
    url: str
    is_current: bool
    events: int | None


class TimeFilter(ChoiceFilter):
    """Events that are ahead, over, or both; those ahead when nothing is asked for."""

    default = "upcoming"

    def bits(self, index, value):
        return self.sets(index)[value]

    def sets(self, index):
        today = localdate()
        ahead = index.kept("ahead", today, lambda: index.bits(self._upcoming(today)))
        return {"upcoming": ahead, "past": index.everything & ~ahead, "all": index.everything}

    def _upcoming(self, today):
        return Event.objects.upcoming(today).order_by().values_list("pk", flat=True)


class StatusFilter(ColumnFilter):
    def values(self, status):
        return [status or RECURRING]


class EventFilterSet(EntryFilterSet):
    when = TimeFilter(choices=list(TIMES.items()), label=_("Time"))
    series = RecordFilter("series", label=_("Series"))
    theme = RecordFilter("themes", label=_("Theme"), order=("position", "key"))
    track = RecordFilter("tracks", label=_("Track"), order=("position", "key"))
    country = RecordFilter("country", "countries", label=_("Country"))
    organisation = RecordFilter("organisations", "hosts__organisation", label=_("Organisation"))
    format = ColumnFilter(field_name="format", label=_("Format"), choices=Format.choices)
    status = StatusFilter(field_name="status", label=_("Status"), choices=STATUSES)
    sort = SortFilter(
        orders={
            "nearest": (_("Nearest in time"), nearest_in_time),
            "newest": NEWEST_FIRST,
            "oldest": OLDEST_FIRST,
            "title": BY_TITLE,
        },
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

    @property
    def followed(self):
        return [("when", self.time), *self.without("when", "sort")]

    @property
    def subscribed(self):
        return [pair for pair in self.followed if pair != ("when", "upcoming")]

    @property
    def counts(self):
        """How many of the events that the other filters leave are ahead, over, and both; nothing beside a fault."""
        if self.faults:
            return {}
        others = self.left(but="when")
        return {time: (others & bits).bit_count() for time, bits in self.filters["when"].sets(self.index).items()}

    @property
    def tabs(self):
        counts = self.counts
        return [
            Tab(
                time,
                label,
                self.address([("when", time)] * (time != "upcoming") + self.without("when")),
                time == self.time,
                counts.get(time),
            )
            for time, label in TIMES.items()
        ]
