from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peacedesk.addresses import page_address
from peacedesk.dates.fields import EdtfField, bound
from peacedesk.library.models.reference import Named


class OrganisationKind(models.TextChoices):
    UNIVERSAL = "universal_organisation", _("universal organisation")
    UN_BODY = "un_body", _("United Nations body")
    INTERNATIONAL = "international_organisation", _("international organisation")
    REGIONAL = "regional_organisation", _("regional organisation")
    SUMMIT_FORMAT = "summit_format", _("summit format")
    NEGOTIATING_GROUP = "negotiating_group", _("negotiating group")
    GOVERNMENT = "government_body", _("government body")
    PARLIAMENT = "parliament", _("parliament")
    RESEARCH_CENTRE = "research_centre", _("research centre")


class PersonKind(models.TextChoices):
    OFFICE_HOLDER = "office_holder", _("office holder")
    AUTHOR = "author", pgettext_lazy("person", "author")


class Organisation(Named):
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind.choices)
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="library_organisation_kind_known"
            )
        ]

    def get_absolute_url(self):
        return page_address("library:organisation", self.key)


class Person(Named):
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PersonKind.choices)
    role = models.CharField(
        _("role"),
        max_length=250,
        blank=True,
        help_text=_("The office or profession that the sources give, at the date below."),
    )
    role_as_of = EdtfField(_("role as of"), blank=True)
    role_as_of_from = bound()
    role_as_of_to = bound()

    class Meta(Named.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PersonKind.values), name="library_person_kind_known")
        ]

    def get_absolute_url(self):
        return page_address("library:person", self.key)
