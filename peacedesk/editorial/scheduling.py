"""Publication at a time: what `publish_due` does, and whether it is done in time."""

import datetime

from django.db import transaction

from peacedesk.editorial import workflow
from peacedesk.editorial.models import Entry, Part

GRACE = datetime.timedelta(seconds=60)


def publish_due(now, known=None):
    """Publish everything that was scheduled up to `now`, the earliest first.

    Safe to run twice at once, and after a stop it catches up. What is refused stays on the schedule. Yields
    (entry, `Publication` or `Refused`). A runner that comes back every few seconds keeps one set as `known`: it tries
    again what was refused, but neither logs nor yields the same refusal of the same schedule again.
    """
    due = Part.objects.filter(publish_at__lte=now).order_by("publish_at", "pk").values_list("entry", "publish_at")
    entries = Entry.objects.in_bulk({key for key, _time in due})
    known = set() if known is None else known
    for key, _time in dict.fromkeys(due):
        if outcome := _publish_next(entries[key], now, known):
            yield entries[key], outcome


@transaction.atomic
def _publish_next(entry, now, known):
    """Publish the earliest schedule of an entry. Returns the outcome, None when nothing is due or the refusal known."""
    outcome = workflow.publish_due(entry=entry, now=now)
    if isinstance(outcome, workflow.Refused):
        refusal = (entry.pk, _next_schedule(entry), str(outcome))
        if refusal in known:
            transaction.set_rollback(True)  # and with it the line of the log
            return None
        known.add(refusal)
    return outcome


def _next_schedule(entry):
    scheduled = entry.parts.filter(scheduled__isnull=False)
    return scheduled.order_by("publish_at", "pk").values_list("publish_at", "scheduled").first()


def is_overdue(now):
    """Whether something scheduled should have been public for longer than `GRACE`."""
    return Part.objects.filter(publish_at__lt=now - GRACE).exists()
