"""The base of the admin classes of reference records, in the library and in the apps that have some of their own."""

from itertools import chain

from django.contrib import admin
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from peacedesk.editorial import publishing
from peacedesk.editorial.desk.languages import in_every_language, marked
from peacedesk.editorial.desk.records import RecordAdmin
from peacedesk.editorial.desk.states import language_columns, record_chip, record_state
from peacedesk.languages import LANGUAGE_NAMES
from peacedesk.library.forms import LinesField, ReferenceForm

FORMS = ("aliases", "wrong_forms")


class ReferenceAdmin(RecordAdmin):
    """A change is public at once, so whatever follows publications hears of it in the same transaction."""

    form = ReferenceForm
    formfield_overrides = {**RecordAdmin.formfield_overrides, models.JSONField: {"form_class": LinesField}}
    states = language_columns(record_chip)

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return (*own, "key") if obj else own

    def language_states(self, obj):
        return {language: record_state(obj, language) for language in LANGUAGE_NAMES}

    @admin.display(description=_("name"))
    def name_column(self, obj):
        text = obj.localized(obj.title_field)
        return marked(text) if text else obj.key

    def announce(self, ids):
        publishing.announce(self.opts.label_lower, ids)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.announce([form.instance.pk])

    @transaction.atomic
    def delete_model(self, request, obj):
        record = obj.pk
        super().delete_model(request, obj)
        self.announce([record])

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        records = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        self.announce(records)


class NamedAdmin(ReferenceAdmin):
    """Records with a preferred name, other spellings and known wrong forms; a search finds them by each of these."""

    list_display = ("name_column", "key", *ReferenceAdmin.states)
    search_fields = ("key", *in_every_language("name"))

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"key": ["name_en"]}

    def get_search_results(self, request, queryset, search_term):
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        sought = search_term.strip().casefold()
        if sought:  # in Python: databases keep and compare JSON texts too differently
            spellings = self.model.objects.values_list("pk", *FORMS)
            matching = [pk for pk, *lists in spellings if any(sought in form.casefold() for form in chain(*lists))]
            found |= queryset.filter(pk__in=matching)
        return found, may_have_duplicates
