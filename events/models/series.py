from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.querysets import EventSeriesQuerySet
from peacedesk.addresses import page_address
from peacedesk.dates.wording import in_words
from peacedesk.library.models import Named, ReferenceManager


class SeriesKind(models.TextChoices):
    FORUM = "forum", pgettext_lazy("event series", "forum")
    TALKS = "talks", pgettext_lazy("event series", "talks")
    MEETINGS = "meeting_series", pgettext_lazy("event series", "meetings")
    CAMPAIGN = "campaign", pgettext_lazy("event series", "campaign")
    CONGRESS = "congress", pgettext_lazy("event series", "congress")
    OBSERVANCE = "observance", pgettext_lazy("event series", "observance")
    MILESTONE = "milestone", pgettext_lazy("event series", "milestones")
    ASSEMBLY = "assembly", pgettext_lazy("event series", "assemblies")
    SUMMIT = "summit", pgettext_lazy("event series", "summits")
    TRAINING = "training", pgettext_lazy("event series", "training")


class EventSeries(Named):
    """What ties editions together: a forum, a round of talks, a congress."""

    kind = models.CharField(_("kind"), max_length=20, choices=SeriesKind.choices)
    frequency = models.CharField(_("frequency"), max_length=120, blank=True, help_text=_("As the sources put it."))
    tracks = models.ManyToManyField("library.Track", verbose_name=_("tracks"), blank=True, related_name="series_set")

    objects = ReferenceManager.from_queryset(EventSeriesQuerySet)()

    class Meta(Named.Meta):
        verbose_name = _("event series")
        verbose_name_plural = pgettext_lazy("plural", "event series")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SeriesKind.values), name="events_series_kind_known")
        ]

    def get_absolute_url(self):
        return page_address("events:series", self.key)

    @property
    def years(self):
        """The years from the first event to the last in words; only for a series from `public()`."""
        if not self.first:
            return in_words("unknown")
        last = ".." if self.open_ended or not self.last else self.last.year
        return in_words(f"{self.first.year}/{last}")
