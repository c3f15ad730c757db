"""What the desk finds wrong with an event."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from events.choices import PLANS
from events.models import EventDraft, SessionDraft
from peacedesk.dates.edtf import parse
from peacedesk.dates.wording import in_words
from peacedesk.editorial.quality import WARNING


def session_days(content):
    """Sessions on a day that is none of the event's; nothing while its date cannot be read."""
    event = content.root
    if not isinstance(event, EventDraft) or event.recurrence:
        return
    try:
        date = parse(event.date)
    except ValidationError:
        return
    for row in content.rows:
        day = row.record.day if isinstance(row.record, SessionDraft) else None
        if day and ((date.first and day < date.first) or (date.last and day > date.last)):
            sentence = _("%(where)s: %(day)s is not among the days of the event, %(date)s. Correct one of the two.")
            days = {"day": date_format(day), "date": in_words(event.date)}
            yield row.problem(WARNING, "day", sentence, **days)


def overtaken_status(content):
    """A planned event whose last possible day is over: its status no longer tells what became of it."""
    event = content.root
    if not isinstance(event, EventDraft) or event.status not in PLANS:
        return
    try:
        date = parse(event.date)
    except ValidationError:
        return
    if date.kind != "unknown" and date.last and date.last < localdate():
        sentence = _(
            "%(where)s: the date, %(date)s, has passed. Say what became of the event; if no source tells, leave it."
        )
        yield content.rows[0].problem(WARNING, "status", sentence, date=in_words(event.date))
