"""The filters of lists of entries. A page of a list costs the same however many entries there are."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peacedesk.editorial.counting import MOST
from peacedesk.editorial.desk.conditions import NOT_STARTED
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import Entry, Part
from peacedesk.languages import LANGUAGE_CHOICES, LANGUAGE_NAMES


class PublishedInFilter(admin.SimpleListFilter):
    title = gettext_lazy("published in")
    parameter_name = "published"

    def lookups(self, request, model_admin):
        return [*LANGUAGE_CHOICES, ("none", _("Not public"))]

    def queryset(self, request, queryset):
        if self.value() == "none":
            # The facts go out with the first language, and are never “not started”.
            facts = Part.objects.filter(part=SHARED, urgency__lt=NOT_STARTED).alias(public=Coalesce("live", 0))
            # An index would find all translations that are not there.
            return queryset.filter(pk__in=facts.filter(public=0).values("entry"))
        if self.value() in LANGUAGE_NAMES:  # most are: each row asks, as far as the page goes
            return queryset.filter(Exists(Part.objects.filter(entry=OuterRef("pk"), part=self.value(), live__gt=0)))
        return queryset


class DiffersFilter(admin.SimpleListFilter):
    title = gettext_lazy("differs from the public version")
    parameter_name = "differs"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        differing = Entry.objects.filter(differs=True).values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=differing)
        if self.value() == "no":
            return queryset.exclude(pk__in=differing)
        return queryset


class ThemeFilter(admin.SimpleListFilter):
    """Of few entries that have a theme the keys are known; of many, each row asks, as far as the page goes."""

    parameter_name = "themes__id__exact"

    def __init__(self, request, params, model, model_admin):
        self.field = model._meta.get_field("themes")
        self.title = self.field.verbose_name
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return self.field.get_choices(include_blank=False)

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        through, owner = self.field.remote_field.through, self.field.m2m_field_name()
        try:
            links = through._base_manager.filter(**{self.field.m2m_reverse_field_name(): self.value()})
        except ValidationError as error:
            raise IncorrectLookupParameters from error
        if links[MOST : MOST + 1].exists():
            return queryset.filter(Exists(links.filter(**{owner: OuterRef("pk")})))
        return queryset.filter(pk__in=list(links.values_list(owner, flat=True)))
