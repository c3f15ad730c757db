"""What the desk keeps beside the records: notes about them, and the roles of its people."""

from itertools import groupby
from operator import attrgetter

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.logbook import LogAdmin
from peacedesk.editorial.desk.records import ReadOnly
from peacedesk.editorial.graph import kind_of, working_model
from peacedesk.editorial.models import Note, ReferenceRecord, WorkingEntry
from peacedesk.editorial.roles import ROLES
from peacedesk.languages import direction


def noted_kinds():
    """The kinds of record that a note can be about, as choices."""
    models = [model for model in apps.get_models() if issubclass(model, (WorkingEntry, ReferenceRecord))]
    return [(kind_of(model), capfirst(model._meta.verbose_name)) for model in models]


def desk_model(kind):
    """The model in which the desk edits records of a kind."""
    model = apps.get_model(kind)
    return model if issubclass(model, ReferenceRecord) else working_model(kind)


def attach_records(notes):
    """Give each note the record it is about as `about` (None: it is gone), with one query for each kind."""
    for kind, group in groupby(sorted(notes, key=attrgetter("kind")), key=attrgetter("kind")):
        same_kind = list(group)
        records = desk_model(kind).objects.in_bulk([note.object_id for note in same_kind])
        for note in same_kind:
            note.about = records.get(note.object_id)


class NewNoteForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("kind"), choices=noted_kinds)

    def clean(self):
        cleaned = super().clean()
        kind, record = cleaned.get("kind"), cleaned.get("object_id")
        if kind and record and not desk_model(kind).objects.filter(pk=record).exists():
            self.add_error("object_id", forms.ValidationError(_("There is no such record."), code="missing"))
        return cleaned


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ("excerpt", "record", "topic", "language")
    list_filter = ("topic", "language", "confidence", "checked")
    search_fields = ("text", "field")
    list_per_page = 50
    fields = ("topic", "field", "language", "text", "confidence", "checked", "position")

    def get_fields(self, request, obj=None):
        return (*(["record"] if obj else ["kind", "object_id"]), *self.fields)

    def get_readonly_fields(self, request, obj=None):
        return ["record"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=self.form if obj else NewNoteForm, **kwargs)

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        attach_records(changes.result_list)
        return changes

    @admin.display(description=_("text"))
    def excerpt(self, note):
        return format_html('<span lang="{}" dir="{}">{}</span>', note.language, direction(note.language), note)

    @admin.display(description=_("record"))
    def record(self, note):
        if not hasattr(note, "about"):
            attach_records([note])
        if note.about is None:
            return _("deleted")
        url = address_of(type(note.about), "change", note.about.pk)
        return format_html('<a href="{}">{}</a>', url, note.about)


admin.site.register(LogRecord, LogAdmin)
admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnly, GroupAdmin):
    """The roles as they are: `peacedesk.editorial.roles` makes them, so nobody edits them here."""

    list_display = ("role", "task", "people")
    fields = ("role", "task", "people")
    readonly_fields = fields
    filter_horizontal = ()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("user_set")

    @admin.display(description=_("role"), ordering="name")
    def role(self, group):
        return ROLES[group.name][0] if group.name in ROLES else group.name

    @admin.display(description=_("task"))
    def task(self, group):
        return ROLES[group.name][1] if group.name in ROLES else ""

    @admin.display(description=_("people"))
    def people(self, group):
        return ", ".join(sorted(user.get_full_name() or user.get_username() for user in group.user_set.all()))
