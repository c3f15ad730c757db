from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peacedesk.addresses import page_address
from peacedesk.dates.fields import EdtfField, bound
from peacedesk.languages import direction
from peacedesk.library.models.people import Person
from peacedesk.library.models.reference import Reference


class SourceKind(models.TextChoices):
    OPINION = "opinion_article", _("opinion article")
    NEWS = "news_report", _("news report")
    FACT_SHEET = "fact_sheet", _("fact sheet")
    OFFICIAL = "official_document", _("official document")
    EDITORIAL = "editorial_record", _("editorial record")


class Source(Reference):
    """A text that facts are tied to. Its own title stands in its own language; `title` is what readers are told."""

    title_field = "title"

    kind = models.CharField(_("kind"), max_length=30, choices=SourceKind.choices)
    title = models.CharField(_("title"), max_length=300, blank=True)
    original_title = models.CharField(
        _("original title"), max_length=300, blank=True, help_text=_("As printed. Empty if it has none.")
    )
    language = models.CharField(
        _("language of the text"), max_length=10, default="en", help_text=_("A code such as en, ar or zh (BCP 47).")
    )
    author = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("author"), null=True, blank=True, related_name="written_sources"
    )
    author_role = models.CharField(
        _("author’s role"), max_length=250, blank=True, help_text=_("As printed with the text.")
    )
    publisher = models.CharField(
        _("publisher"), max_length=200, blank=True, help_text=_("Leave empty when the text does not say.")
    )
    date = EdtfField(_("date of publication"), default="unknown")
    date_from = bound()
    date_to = bound()
    url = models.URLField(_("address"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    note = models.TextField(
        _("note for readers"), blank=True, help_text=_("What kind of text this is and how far it carries.")
    )

    class Meta(Reference.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="library_source_kind_known")
        ]

    def clean(self):
        super().clean()
        if self.kind == SourceKind.EDITORIAL and not (self.note_en or self.note_kk or self.note_ru or self.note_ar):
            raise ValidationError(
                {"note_en": _("An editorial record must say in its note what it rests on.")}, code="note"
            )

    def get_absolute_url(self):
        return page_address("library:source", self.key)

    @property
    def language_direction(self):
        return direction(self.language)
