"""The words that an event is described with, and the sign that stands beside each status."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventStatus(models.TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("event", "Announced")
    CONFIRMED = "confirmed", pgettext_lazy("event", "Confirmed")
    HELD = "held", pgettext_lazy("event", "Held")
    POSTPONED = "postponed", pgettext_lazy("event", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


# Of such an event somebody must say what became of it, once its days are over.
PLANS = (EventStatus.ANNOUNCED, EventStatus.CONFIRMED, EventStatus.POSTPONED)
# Shape and tone of the template tag `sign`; a recurring event has the last.
SIGNS = {
    EventStatus.ANNOUNCED: ("ring", "info"),
    EventStatus.CONFIRMED: ("dot", "ok"),
    EventStatus.HELD: ("square", ""),
    EventStatus.POSTPONED: ("clock", "wait"),
    EventStatus.CANCELLED: ("cross", "stop"),
    "": ("half", ""),
}


class Recurrence(models.TextChoices):
    YEARLY = "yearly", _("every year")
    EVERY_THREE_YEARS = "every_three_years", _("every three years")
    IRREGULAR = "irregular", _("repeatedly, without a fixed rhythm")


class Format(models.TextChoices):
    FORUM = "forum", _("Forum")
    TALKS = "talks", _("Talks")
    DEBATE = "debate", _("Debate")
    BRIEFING = "briefing", _("Briefing")
    PRESIDENCY = "presidency", _("Presidency")
    VISIT = "visit", _("Visit")
    LAUNCH = "launch", _("Launch")
    ADOPTION = "adoption", _("Adoption or signing")
    LEGAL_ACT = "legal_act", _("Legal act")
    CONGRESS = "congress", _("Congress")
    ASSEMBLY = "assembly", _("Assembly")
    MEETING = "meeting", _("Meeting")
    CONFERENCE = "conference", _("Conference")
    SUMMIT = "summit", _("Summit")
    OBSERVANCE = "observance", _("Observance")
    TRAINING = "training", _("Training course")
