from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import CitationDraft, FigureDraft, InitiativeDraft, MilestoneDraft
from peacedesk.editorial.desk.entries import SHARED_HEADING, EntryAdmin
from peacedesk.editorial.desk.filters import ThemeFilter
from peacedesk.editorial.desk.inlines import OwnedInline


class CitationInline(OwnedInline):
    model = CitationDraft
    fields = (("source", "locator", "position"),)
    autocomplete_fields = ("source",)


class MilestoneInline(OwnedInline):
    model = MilestoneDraft
    fields = (("date", "status", "source"),)
    autocomplete_fields = ("source",)


class FigureInline(OwnedInline):
    model = FigureDraft
    fields = (("qualifier", "value", "unit"), ("as_of", "source", "position"))
    autocomplete_fields = ("source",)


@admin.register(InitiativeDraft)
class InitiativeAdmin(EntryAdmin):
    new_label = _("New initiative")
    list_display = ("title_column", "status", "date_column", *EntryAdmin.states)
    list_filter = ("status", "kind", ThemeFilter)
    autocomplete_fields = ("themes", "countries", "organisations", "people", "related", "cover")
    inlines = (MilestoneInline, FigureInline, CitationInline)
    fieldsets = (
        (SHARED_HEADING, {"fields": ("slug", ("kind", "status", "source_language"), "date")}),
        (_("Links"), {"fields": ("themes", ("countries", "organisations"), ("people", "cover"), "related")}),
    )
