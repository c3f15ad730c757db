from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, EventDraft
from peacedesk.editorial.models import PublicChild, WorkingChild
from peacedesk.library.models import CitationFields, FigureFields


class EventCitation(CitationFields, PublicChild):
    parent = "event"
    event = models.ForeignKey(Event, models.CASCADE, related_name="citations")

    class Meta(PublicChild.Meta, CitationFields.Meta):
        abstract = False


class EventCitationDraft(CitationFields, WorkingChild):
    parent = "event"
    twin = "events.EventCitation"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="citations")

    class Meta(CitationFields.Meta):
        abstract = False


class EventFigure(FigureFields, PublicChild):
    parent = "event"
    event = models.ForeignKey(Event, models.CASCADE, related_name="figures")

    class Meta(PublicChild.Meta, FigureFields.Meta):
        abstract = False


class EventFigureDraft(FigureFields, WorkingChild):
    parent = "event"
    twin = "events.EventFigure"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="figures")

    class Meta(FigureFields.Meta):
        abstract = False


class HostFields(models.Model):
    """Who invited: in the words of the source, with the records it can be tied to."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        "library.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        related_name="%(class)s_set",
    )
    person = models.ForeignKey(
        "library.Person", models.PROTECT, verbose_name=_("person"), null=True, blank=True, related_name="%(class)s_set"
    )

    parent = "event"

    class Meta:
        abstract = True
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.localized("name"))


class Host(HostFields, PublicChild):
    event = models.ForeignKey(Event, models.CASCADE, related_name="hosts")

    class Meta(PublicChild.Meta, HostFields.Meta):
        abstract = False


class HostDraft(HostFields, WorkingChild):
    twin = "events.Host"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="hosts")

    class Meta(HostFields.Meta):
        abstract = False


class OutcomeFields(models.Model):
    """What came of an event, as a source reports it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("text"), max_length=400, blank=True)
    url = models.URLField(_("document"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")

    parent = "event"

    class Meta:
        abstract = True
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.localized("text"))


class Outcome(OutcomeFields, PublicChild):
    event = models.ForeignKey(Event, models.CASCADE, related_name="outcomes")

    class Meta(PublicChild.Meta, OutcomeFields.Meta):
        abstract = False


class OutcomeDraft(OutcomeFields, WorkingChild):
    twin = "events.Outcome"
    event = models.ForeignKey(EventDraft, models.CASCADE, related_name="outcomes")

    class Meta(OutcomeFields.Meta):
        abstract = False
