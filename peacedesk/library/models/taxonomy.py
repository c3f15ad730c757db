from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peacedesk.addresses import page_address
from peacedesk.library.models.reference import Named


class LineOfWork(models.TextChoices):
    """The six lines that group the themes; each has a sign of its own in the design."""

    DISARMAMENT = "disarmament", pgettext_lazy("line of work", "Disarmament")
    MEDIATION = "mediation", pgettext_lazy("line of work", "Mediation")
    INSTITUTIONS = "institutions", pgettext_lazy("line of work", "Institutions")
    INTERFAITH = "interfaith", pgettext_lazy("line of work", "Interfaith dialogue")
    HUMANITARIAN = "humanitarian", pgettext_lazy("line of work", "Humanitarian aid")
    PEACEKEEPING = "peacekeeping", pgettext_lazy("line of work", "Peacekeeping")


class Theme(Named):
    scope = models.CharField(
        _("scope"), max_length=300, blank=True, help_text=_("What belongs to this theme, in one sentence.")
    )
    line = models.CharField(_("line of work"), max_length=20, choices=LineOfWork.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Named.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(line__in=LineOfWork.values), name="library_theme_line_known")
        ]

    def get_absolute_url(self):
        return page_address("library:theme", self.key)


class Country(Named):
    """A country or territory under its ISO 3166-1 alpha-2 code, in lower case as `key`."""

    class Meta(Named.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(condition=models.Q(key__regex=r"^[a-z]{2}$"), name="library_country_iso_code")
        ]

    def get_absolute_url(self):
        return page_address("library:country", self.key)


class Track(Named):
    """A subject area that runs through the programme of an event, such as a pillar of a forum."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Named.Meta):
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "key"]
