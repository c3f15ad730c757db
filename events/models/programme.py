from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event, EventDraft
from peacedesk.editorial.models import PublicChild, WorkingChild


class SessionKind(models.TextChoices):
    SPEECH = "speech", pgettext_lazy("session", "Speech")
    PANEL = "panel", pgettext_lazy("session", "Panel")
    PLENARY = "plenary", pgettext_lazy("session", "Plenary")
    AGENDA_ITEM = "agenda_item", pgettext_lazy("session", "Agenda item")
    CEREMONY = "ceremony", pgettext_lazy("session", "Ceremony")
    BREAK = "break", pgettext_lazy("session", "Break")


class AppearanceKind(models.TextChoices):
    SPEAKER = "speaker", pgettext_lazy("appearance", "Speaker")
    CHAIR = "chair", pgettext_lazy("appearance", "Chair")
    MODERATOR = "moderator", pgettext_lazy("appearance", "Moderator")
    PARTICIPANT = "participant", pgettext_lazy("appearance", "Participant")


class SessionFields(models.Model):
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=250, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind.choices)
    day = models.DateField(_("day"), null=True, blank=True, help_text=_("Leave empty when the source does not say."))
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True, help_text=_("In the local time of the event."))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    track = models.ForeignKey(
        "library.Track", models.PROTECT, verbose_name=_("track"), null=True, blank=True, related_name="%(class)s_set"
    )
    language = models.CharField(
        _("language of the session"), max_length=10, blank=True, help_text=_("A code such as en or kk.")
    )
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")

    parent = "event"

    class Meta:
        abstract = True
        verbose_name = pgettext_lazy("programme", "session")
        verbose_name_plural = pgettext_lazy("programme", "sessions")
        ordering = ["day", "starts_at", "position", "id"]

    def __str__(self):
        return str(self.localized("title"))

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("A session ends after it begins.")}, code="order")


SESSION_ORDER = (
    models.Q(ends_at__isnull=True) | models.Q(starts_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at"))
)


class Session(SessionFields, PublicChild):
    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")

    class Meta(PublicChild.Meta, SessionFields.Meta):
        abstract = False
        constraints = [models.CheckConstraint(condition=SESSION_ORDER, name="events_session_ends_after_start")]


class SessionDraft(SessionFields, WorkingChild):
    twin = "events.Session"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="sessions")

    class Meta(SessionFields.Meta):
        abstract = False
        constraints = [models.CheckConstraint(condition=SESSION_ORDER, name="events_sessiondraft_ends_after_start")]


class AppearanceFields(models.Model):
    """A person at an event, with the role and affiliation of that day."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    person = models.ForeignKey("library.Person", models.PROTECT, verbose_name=_("person"), related_name="%(class)s_set")
    kind = models.CharField(_("as"), max_length=20, choices=AppearanceKind.choices, default=AppearanceKind.SPEAKER)
    role = models.CharField(_("role"), max_length=250, blank=True, help_text=_("The office held then, not today."))
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True, help_text=_("As it was called then."))
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")

    parent = "event"

    class Meta:
        abstract = True
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.person)


class Appearance(AppearanceFields, PublicChild):
    event = models.ForeignKey(Event, models.CASCADE, related_name="appearances")
    session = models.ForeignKey(
        Session,
        models.SET_NULL,
        verbose_name=pgettext_lazy("programme", "session"),
        null=True,
        blank=True,
        related_name="appearances",
    )

    class Meta(PublicChild.Meta, AppearanceFields.Meta):
        abstract = False


class AppearanceDraft(AppearanceFields, WorkingChild):
    twin = "events.Appearance"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="appearances")
    session = models.ForeignKey(
        SessionDraft,
        models.SET_NULL,
        verbose_name=pgettext_lazy("programme", "session"),
        null=True,
        blank=True,
        related_name="appearances",
    )

    class Meta(AppearanceFields.Meta):
        abstract = False
