"""What the desk asks once the days of a planned event are over, since none becomes a held one by itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from events.models import EventDraft
from events.querysets import overtaken
from peacedesk.dates.wording import in_words
from peacedesk.editorial.desk.questions import Question


def overtaken_events(today):
    """The events in question, the one that has waited longest first."""
    return EventDraft.objects.filter(overtaken(today)).order_by("date_to", "slug").only("status", "date")


def status_and_date(event):
    about = {"status": event.get_status_display(), "date": in_words(event.date)}
    return pgettext("status and date of an event", "%(status)s: %(date)s") % about


WHAT_BECAME_OF_IT = Question(
    key="overtaken",
    name=_("Events to confirm"),
    heading=_("Dates have passed: confirm what became of these events"),
    action=pgettext_lazy("what became of an event", "Confirm"),
    field="status",
    find=overtaken_events,
    words=status_and_date,
)
