import calendar
import datetime as dt
import re
import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from events.choices import SIGNS, EventStatus, Format, Recurrence
from events.querysets import EventQuerySet
from peacedesk.addresses import page_address
from peacedesk.dates.edtf import parse
from peacedesk.dates.fields import EdtfField, bound
from peacedesk.dates.wording import days_of_year, in_two_lines, in_words
from peacedesk.editorial.models import PublicEntry, Standing, WorkingEntry, newest_first_index, published_constraints
from peacedesk.library.prose import ProseField


def validate_time_zone(value):
    """Accept an IANA time zone name, else raise `ValidationError`."""
    if value not in _time_zones():
        raise ValidationError(
            _("“%(value)s” is no time zone. Write e.g. Asia/Almaty or Europe/Zurich."), params={"value": value}
        )


@cache
def _time_zones():
    """The names that the system knows, which are files in a directory."""
    return zoneinfo.available_timezones()


def validate_month_day(value):
    """Accept a day of the year as MM-DD, else raise `ValidationError`."""
    if not re.fullmatch(r"\d\d-\d\d", value, re.ASCII):
        raise ValidationError(_("Write the month and the day as 08-29."))
    parse(f"2000-{value}")


class EventFields(models.Model):
    title = models.CharField(
        _("title"), max_length=160, blank=True, help_text=_("Plain words, at most 90 characters, no full stop.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences, at most 300 characters."))
    body = ProseField(_("text"), blank=True, help_text=_("What was decided, what came of it, what is not settled."))
    motto = models.CharField(
        _("motto"), max_length=250, blank=True, help_text=_("What the organisers call the theme, in their words.")
    )
    series = models.ForeignKey(
        "events.EventSeries",
        models.PROTECT,
        verbose_name=_("series"),
        null=True,
        blank=True,
        related_name="%(class)s_set",
    )
    edition_number = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    edition_label = models.CharField(
        _("name of the edition"), max_length=60, blank=True, help_text=_("Such as “first round” or “148th”.")
    )
    date = EdtfField(_("date"))
    date_from = bound()
    date_to = bound()
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("The zone of the place, such as Asia/Almaty: all times of the programme are shown in it."),
    )
    city = models.CharField(_("city"), max_length=120, blank=True)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    country = models.ForeignKey(
        "library.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="%(class)s_hosted",
    )
    format = models.CharField(_("format"), max_length=20, choices=Format.choices)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=EventStatus.choices,
        blank=True,
        help_text=_("An event whose day has passed is not held until a source says so."),
    )
    status_on = EdtfField(_("status since"), blank=True)
    status_on_from = bound()
    status_on_to = bound()
    status_source = models.ForeignKey(
        "library.Source",
        models.PROTECT,
        verbose_name=_("source of the status"),
        null=True,
        blank=True,
        related_name="%(class)s_statuses",
    )
    status_note = models.CharField(
        _("note on the status"), max_length=300, blank=True, help_text=_("The reason, for readers.")
    )
    recurrence = models.CharField(
        _("recurrence"),
        max_length=20,
        choices=Recurrence.choices,
        blank=True,
        help_text=_("Only for what is repeated; it then has no status."),
    )
    recurrence_day = models.CharField(
        _("day of the year"),
        max_length=5,
        blank=True,
        validators=[validate_month_day],
        help_text=_("As 08-29, for a yearly day."),
    )
    themes = models.ManyToManyField("library.Theme", verbose_name=_("themes"), blank=True, related_name="%(class)s_set")
    tracks = models.ManyToManyField("library.Track", verbose_name=_("tracks"), blank=True, related_name="%(class)s_set")
    countries = models.ManyToManyField(
        "library.Country", verbose_name=_("participating countries"), blank=True, related_name="%(class)s_set"
    )
    organisations = models.ManyToManyField(
        "library.Organisation", verbose_name=_("organisations"), blank=True, related_name="%(class)s_set"
    )
    cover = models.ForeignKey(
        "library.Image", models.PROTECT, verbose_name=_("cover"), null=True, blank=True, related_name="%(class)s_set"
    )

    owned = ("citations", "hosts", "figures", "sessions", "appearances", "outcomes")

    class Meta:
        abstract = True
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-date_from", "slug"]

    def clean(self):
        super().clean()
        if bool(self.status) == bool(self.recurrence):
            raise ValidationError(
                {"status": _("Give an event either a status or, if it is a recurring one, a recurrence.")},
                code="status",
            )
        if self.recurrence_day and not self.recurrence:
            raise ValidationError(
                {"recurrence_day": _("Only a recurring event has a day of the year.")}, code="recurrence"
            )
        if self.status in {EventStatus.CANCELLED, EventStatus.POSTPONED} and not self.status_source_id:
            raise ValidationError(
                {"status_source": _("Name the source that says the event was cancelled or postponed.")},
                code="status-source",
            )


class Event(EventFields, Standing, PublicEntry):
    signs = SIGNS
    card_template = "events/_card.html"
    feed_template = "events/_feed.html"
    list_url_name = "events:list"
    whole_list = {"when": "all"}
    place_fields = ("country", "city")
    count_label = ngettext_lazy("%(count)s event", "%(count)s events", "count")
    # A list marks the event that comes next.
    is_next = False

    # Links lead to public rows; one whose target is not public yet appears with it.
    initiatives = models.ManyToManyField(
        "initiatives.Initiative", verbose_name=_("initiatives"), blank=True, related_name="events", db_constraint=False
    )
    successor = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        verbose_name=_("successor"),
        null=True,
        blank=True,
        related_name="predecessors",
        db_constraint=False,
        db_index=False,
    )

    objects = EventQuerySet.as_manager()

    class Meta(PublicEntry.Meta, EventFields.Meta):
        abstract = False
        constraints = [
            *published_constraints("events_event"),
            models.CheckConstraint(
                condition=models.Q(status__in=EventStatus.values, recurrence="")
                | models.Q(status="", recurrence__in=Recurrence.values),
                name="events_status_or_recurrence",
            ),
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="events_format_known"),
        ]
        indexes = [
            newest_first_index("events_newest_first", "status", "format"),
            models.Index(fields=["updated_at", "id"], name="events_for_feeds"),
            models.Index(fields=["series", "-date_from", "slug"], name="events_newest_of_series"),
            # Without the many that have none: by their number a database would rather read the whole table.
            models.Index(fields=["successor"], name="events_successor", condition=models.Q(successor__isnull=False)),
        ]

    def get_absolute_url(self):
        return page_address("events:detail", self.slug)

    @property
    def status_words(self):
        """The status, or how often a recurring event comes round: in a word or two that begin a line."""
        return super().status_words or capfirst(self.recurrence_words)

    @property
    def is_off(self):
        return self.status == EventStatus.CANCELLED

    @property
    def is_put_off(self):
        return self.status == EventStatus.POSTPONED

    @property
    def caveat(self):
        return self.status_words if self.is_off or self.is_put_off else ""

    @property
    def is_dated(self):
        return parse(self.date).kind != "unknown"

    @property
    def has_passed(self):
        """Whether its last possible day is over, whatever became of it."""
        return bool(self.is_dated and self.date_to and self.date_to < localdate())

    @property
    def is_expected(self):
        return self.status in {EventStatus.ANNOUNCED, EventStatus.CONFIRMED} and self.is_dated and not self.has_passed

    @property
    def doubt(self):
        """A sentence about an event whose day has passed and of which no source says that it was held, else ""."""
        if not self.has_passed:
            return ""
        patterns = {
            EventStatus.ANNOUNCED: gettext("Announced for %(date)s; this record does not say whether it took place."),
            EventStatus.CONFIRMED: gettext("Confirmed for %(date)s; this record does not say whether it took place."),
        }
        return patterns.get(self.status, "") % {"date": in_words(self.date)}

    @property
    def recurrence_words(self):
        """How often it comes round: "every year on 29 August"; "" for a single event."""
        if not self.recurrence_day:
            return self.get_recurrence_display()
        day = self.next_day(localdate())
        return gettext("every year on %(day)s") % {"day": days_of_year(day, day)}

    def next_day(self, today):
        """The next date of a yearly event on or after `today`; 29 February waits for a leap year."""
        month, day = map(int, self.recurrence_day.split("-"))
        years = (year for year in range(today.year, today.year + 9) if day <= calendar.monthrange(year, month)[1])
        return next(date for year in years if (date := dt.date(year, month, day)) >= today)

    @property
    def date_lines(self):
        """The date in two lines for the margin: day and year, or the day of a yearly event and "every year"."""
        if not self.recurrence_day:
            return in_two_lines(self.date)
        day = self.next_day(localdate())
        return days_of_year(day, day), self.get_recurrence_display()

    @property
    def next_date(self):
        """The date in EDTF; of a yearly event the day on which it comes round next."""
        return self.next_day(localdate()).isoformat() if self.recurrence_day else self.date

    @property
    def zone(self):
        """The time zone of the place; UTC where it is not known."""
        return zoneinfo.ZoneInfo(self.time_zone or "UTC")


class EventDraft(EventFields, WorkingEntry):
    twin = "events.Event"
    initiatives = models.ManyToManyField(
        "initiatives.InitiativeDraft", verbose_name=_("initiatives"), blank=True, related_name="events"
    )
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("successor"),
        null=True,
        blank=True,
        related_name="predecessors",
        help_text=_("The event that took the place of a cancelled or postponed one."),
    )

    class Meta(EventFields.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["-date_from", "slug", "id"], name="events_draft_newest"),
            models.Index(fields=["status", "-date_from", "slug", "id"], name="events_draft_status"),
            models.Index(fields=["status", "date_to"], name="events_draft_overtaken"),
        ]
