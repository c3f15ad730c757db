from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peacedesk.library.models.reference import Named


class Confidence(models.TextChoices):
    HIGH = "high", _("official or firmly established")
    MEDIUM = "medium", _("common, not confirmed")
    LOW = "low", _("own rendering")


class Checked(models.TextChoices):
    SEARCH = "search", _("seen in stored public pages")
    SEED = "seed", _("stands in a source of this site")
    RECALL = "recall", _("not looked up")


class TermCategory(models.TextChoices):
    INITIATIVE = "initiative", _("initiative")
    ORGANISATION = "organisation", _("organisation")
    PERSON = "person", _("person")
    PLACE = "place", pgettext_lazy("glossary", "place")
    ROLE = "role", pgettext_lazy("glossary", "role")
    TERM = "term", _("term")


class Term(Named):
    """A glossary entry: the one form that each language uses for a name or a recurrent term."""

    category = models.CharField(_("category"), max_length=20, choices=TermCategory.choices)
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices, blank=True)
    checked = models.CharField(_("checked"), max_length=10, choices=Checked.choices, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For translators; never shown to the public."))

    class Meta(Named.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
