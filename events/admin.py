import zoneinfo

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import (
    AppearanceDraft,
    EventCitationDraft,
    EventDraft,
    EventFigureDraft,
    EventSeries,
    HostDraft,
    OutcomeDraft,
    SessionDraft,
)
from peacedesk.editorial.desk.entries import SHARED_HEADING, EntryAdmin
from peacedesk.editorial.desk.filters import ThemeFilter
from peacedesk.editorial.desk.inlines import OwnedInline
from peacedesk.library.desk import FORMS, NamedAdmin


class CitationInline(OwnedInline):
    model = EventCitationDraft
    fields = (("source", "locator", "position"),)
    autocomplete_fields = ("source",)


class HostInline(OwnedInline):
    model = HostDraft
    fields = (("organisation", "person", "position"),)
    autocomplete_fields = ("organisation", "person")


class FigureInline(OwnedInline):
    model = EventFigureDraft
    fields = (("qualifier", "value", "unit"), ("as_of", "source", "position"))
    autocomplete_fields = ("source",)


class SessionInline(OwnedInline):
    model = SessionDraft
    fields = (("kind", "track", "language"), ("day", "starts_at", "ends_at"), ("source", "position"))
    autocomplete_fields = ("track", "source")


class AppearanceInline(OwnedInline):
    model = AppearanceDraft
    fields = (("person", "kind", "session"), ("source", "position"))
    autocomplete_fields = ("person", "source")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if field := formset.form.base_fields.get("session"):
            field.queryset = SessionDraft.objects.filter(event=obj).select_related("event")
            field.choices = list(field.choices)  # asked for once, not for every row
        return formset


class OutcomeInline(OwnedInline):
    model = OutcomeDraft
    fields = (("source", "url", "position"),)
    autocomplete_fields = ("source",)


@admin.register(EventDraft)
class EventAdmin(EntryAdmin):
    new_label = _("New event")
    list_display = ("title_column", "status_column", "date_column", *EntryAdmin.states)
    list_filter = ("status", "format", ThemeFilter, "series")
    list_select_related = ("series",)
    autocomplete_fields = (
        "series",
        "country",
        "status_source",
        "successor",
        "themes",
        "tracks",
        "countries",
        "organisations",
        "initiatives",
        "cover",
    )
    inlines = (HostInline, SessionInline, AppearanceInline, OutcomeInline, FigureInline, CitationInline)
    fieldsets = (
        (
            SHARED_HEADING,
            {
                "fields": (
                    "slug",
                    ("format", "source_language"),
                    ("series", "edition_number"),
                    "date",
                    ("time_zone", "country"),
                )
            },
        ),
        (
            _("Status"),
            {"fields": ("status", "status_on", ("status_source", "successor"), ("recurrence", "recurrence_day"))},
        ),
        (
            _("Links"),
            {"fields": ("themes", ("countries", "organisations"), ("tracks", "cover"), "initiatives")},
        ),
    )

    @admin.display(description=_("status"), ordering="status")
    def status_column(self, event):
        return event.get_status_display() or event.get_recurrence_display()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form in the time zone of the event: the one just typed, else the one it has."""
        with timezone.override(self.zone_of(request, object_id)):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def zone_of(self, request, object_id):
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        for name in (request.POST.get("time_zone"), stored and stored.time_zone):
            if name in zoneinfo.available_timezones():
                return zoneinfo.ZoneInfo(name)
        return timezone.get_default_timezone()


@admin.register(EventSeries)
class EventSeriesAdmin(NamedAdmin):
    list_display = ("name_column", "kind", *NamedAdmin.states)
    list_filter = ("kind",)
    search_fields = (*NamedAdmin.search_fields, "frequency_en", "frequency_kk", "frequency_ru", "frequency_ar")
    autocomplete_fields = ("tracks",)
    fields = ("key", "kind", "tracks", *FORMS)
