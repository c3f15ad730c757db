"""The events and series that the public pages ask for."""

from django.db import models
from django.db.models import Case, Count, F, Max, Min, Q, Value, When
from django.db.models.functions import Length

from events.choices import PLANS, EventStatus
from peacedesk.editorial.models import PublicQuerySet
from peacedesk.library.querysets import linked_keys

RECURRING = ~Q(recurrence="")
PLANNED = Q(status__in=PLANS)
# A hint that only sorts an event under a year is not its date.
UNKNOWN = Q(date__startswith="unknown")
# How many characters a day has in EDTF, and a period from one day to another.
DAYS_WRITTEN = (10, 21)


def still_ahead(today):
    """The condition of `EventQuerySet.upcoming`."""
    dated = Q(date_to__gte=today) & ~UNKNOWN & ~Q(status=EventStatus.HELD)
    undated = PLANNED & (UNKNOWN | Q(date_to=None))
    return RECURRING | dated | undated


def overtaken(today):
    """The condition of planned events whose last possible day is over: nothing but a source makes them held ones."""
    return PLANNED & Q(date_to__lt=today) & ~UNKNOWN


def nearest_first(today):
    """Expressions to order by: what is ahead, the soonest first, then what is over, the latest first.

    Ahead come the dated events, then yearly days, plans without a date, and whatever else recurs.
    """
    rank = Case(
        When(~Q(recurrence_day=""), then=Value(1)),
        When(RECURRING, then=Value(3)),
        When(still_ahead(today) & (UNKNOWN | Q(date_to=None)), then=Value(2)),
        When(still_ahead(today), then=Value(0)),
        default=Value(4),
    )
    soonest = Case(When(still_ahead(today), then=F("date_to")))
    return [rank, soonest.asc(nulls_last=True), F("date_from").desc(nulls_last=True), "slug"]


class EventQuerySet(PublicQuerySet):
    def upcoming(self, today):
        """Events to come or under way on `today`: by their date whatever their status, unless they were already held.

        A plan without a date is still to come, and so is whatever recurs.
        """
        return self.filter(still_ahead(today))

    def past(self, today):
        """Events that are over on `today`, whatever became of them."""
        return self.exclude(still_ahead(today))

    def nearest_first(self, today):
        return self.order_by(*nearest_first(today))

    def announced_next(self, today):
        """What can be said to come next: neither put off nor called off, and recurring only on a day of its own."""
        expected = Q(status__in=[EventStatus.ANNOUNCED, EventStatus.CONFIRMED]) | ~Q(recurrence_day="")
        return self.upcoming(today).filter(expected).nearest_first(today)

    def perhaps_on_days(self):
        """Those among which are all that `calendar.days.days_of` has days for: from day to day, or on a yearly one."""
        written = self.annotate(length=Length("date"))
        return written.filter(Q(recurrence="", length__in=DAYS_WRITTEN) | ~Q(recurrence_day=""))

    def cards(self):
        """With what a card shows, and without the long texts."""
        return self.defer("body").select_related("country")

    def for_page(self):
        """With all that stands in the row of an event, and the keys of its themes and countries."""
        keys = {"theme_keys": linked_keys(self.model, "themes"), "country_keys": linked_keys(self.model, "countries")}
        return self.with_text("body").annotate(**keys)

    def for_calendar(self):
        """With what the entries of a calendar say."""
        return self.defer("body").select_related("country", "successor").prefetch_related("themes")


class EventSeriesQuerySet(models.QuerySet):
    def public(self):
        """The series that a public event belongs to.

        Each has the number of its `events`, their `first` and `last` day as far as these are stated, and the number of
        those that go on, `open_ended`.
        """
        stated = ~Q(event_set__date__startswith="unknown")
        return self.annotate(
            events=Count("event_set"),
            first=Min("event_set__date_from", filter=stated),
            last=Max("event_set__date_to", filter=stated),
            open_ended=Count("event_set", filter=Q(event_set__date__endswith="/..")),
        ).filter(events__gt=0)
