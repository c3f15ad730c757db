"""Abstract facts that every kind of entry owns: citations and figures. Each is tied to its source."""

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from peacedesk.dates.fields import EdtfField, bound
from peacedesk.languages import GROUP_DIGITS_FROM, current_language


class Qualifier(models.TextChoices):
    EXACT = "exact", pgettext_lazy("figure", "exact")
    ALMOST = "almost", pgettext_lazy("figure", "almost")
    ABOUT = "about", pgettext_lazy("figure", "about")
    MORE_THAN = "more_than", pgettext_lazy("figure", "more than")


class Unit(models.TextChoices):
    PEOPLE = "people", pgettext_lazy("unit", "people")
    PARTICIPANTS = "participants", pgettext_lazy("unit", "participants")
    COUNTRIES = "countries", pgettext_lazy("unit", "countries")
    STATES = "states", pgettext_lazy("unit", "states")
    BODIES = "bodies", pgettext_lazy("unit", "bodies")
    MEETINGS = "meetings", pgettext_lazy("unit", "meetings")
    ROUNDS = "rounds", pgettext_lazy("unit", "rounds")
    TOPICS = "topics", pgettext_lazy("unit", "topics")
    PILLARS = "pillars", pgettext_lazy("unit", "pillars")
    WARHEADS = "warheads", pgettext_lazy("unit", "warheads")
    YEARS = "years", pgettext_lazy("unit", "years")
    YEAR = "year", pgettext_lazy("unit", "a year")
    RANK = "rank", pgettext_lazy("unit", "a rank")


class CitationFields(models.Model):
    """An entry rests on a source; the position orders the list until the page numbers it by first appearance."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")
    locator = models.CharField(
        _("place in the source"), max_length=100, blank=True, help_text=_("Page, paragraph or line.")
    )

    class Meta:
        abstract = True
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.source)


class FigureFields(models.Model):
    """A number that a source gives, with what it counts and the date it holds for."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = models.CharField(
        _("label"), max_length=200, blank=True, help_text=_("What is counted, without the number.")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=3)
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit.choices)
    as_of = EdtfField(_("as of"), default="unknown")
    as_of_from = bound()
    as_of_to = bound()
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")

    class Meta:
        abstract = True
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.localized("label")) or str(self.value)

    @property
    def number(self):
        """The value in words of the active language, with its qualifier: "more than 5,000"."""
        if self.unit == Unit.YEAR:
            return str(int(self.value))
        digits = max(0, -self.value.normalize().as_tuple().exponent)
        grouping = abs(self.value) >= GROUP_DIGITS_FROM[current_language()]
        number = number_format(self.value, digits, use_l10n=True, force_grouping=grouping)
        if self.unit == Unit.RANK:
            return pgettext("rank", "No. %(number)s") % {"number": number}
        patterns = {
            Qualifier.EXACT: "%(number)s",
            Qualifier.ALMOST: pgettext("figure", "almost %(number)s"),
            Qualifier.ABOUT: pgettext("figure", "about %(number)s"),
            Qualifier.MORE_THAN: pgettext("figure", "more than %(number)s"),
        }
        return patterns[self.qualifier] % {"number": number}
