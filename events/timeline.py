"""What events bring to the timeline."""

from django.utils.translation import gettext_lazy as _

from events.choices import EventStatus
from events.models import Event
from peacedesk.website.timeline import Contribution, Group, Words


class Events(Contribution):
    key, label, model = "event", _("Events"), Event
    # What is announced stays so when its day has passed: only a source can say that it was held.
    groups = {
        EventStatus.ANNOUNCED: Group.PLANNED,
        EventStatus.CONFIRMED: Group.PLANNED,
        EventStatus.HELD: Group.DONE,
        EventStatus.POSTPONED: Group.OFF,
        EventStatus.CANCELLED: Group.OFF,
        "": Group.ONGOING,
    }
    texts = ("title",)
    comes_next = True
    columns = ("slug", "source_language", "date", "date_from", "date_to", "status", "recurrence", "recurrence_day")

    def words(self, record):
        status = record.status_words, record.status_shape, record.status_tone
        where = record.localized("title"), record.get_absolute_url()
        return Words(*where, *status, doubt=record.doubt)
