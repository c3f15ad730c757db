"""The series that the public sees, with what their events have in common: worked out once for each publication."""

from django.http import Http404

from events.models import Event, EventSeries
from peacedesk.editorial.keeping import kept
from peacedesk.editorial.numbering import in_order
from peacedesk.languages import current_language
from peacedesk.library.querysets import by_name, references

PORTION = 50


def public_series():
    """The `EventSeries.objects.public()` by name, with their tracks. Nobody may change them."""
    found = EventSeries.objects.public().prefetch_related("tracks")
    return kept(("series", current_language()), lambda: list(by_name(found)))


def one_series(key):
    """One of them by its key. Raises `Http404` where the public sees none."""
    series = next((series for series in public_series() if series.key == key), None)
    if series is None:
        raise Http404
    return series


def editions(series):
    """The keys of the events of a series, from the newest to the oldest."""
    return references(Event, EventSeries).get(series.pk, ())


def all_editions(series, events):
    """The events of a series as the queryset `events` loads them, the newest first, read in portions."""
    keys = editions(series)
    for start in range(0, len(keys), PORTION):
        yield from in_order(events, keys[start : start + PORTION])
