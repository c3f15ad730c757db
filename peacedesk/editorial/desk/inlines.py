"""Rows that an entry owns, on the form of the entry: the same number of queries however many they are."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.utils.translation import gettext as _

from peacedesk.editorial.desk.editing import ScopedPanels
from peacedesk.editorial.graph import SHARED


class LoadedAutocomplete(AutocompleteSelect):
    """An autocomplete field that knows the records its rows refer to, so that it asks for none of them singly."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.records = {}

    def optgroups(self, name, value, attr=None):
        chosen = [self.records.get(str(key)) for key in value if key]
        if None in chosen:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, record.pk, str(record), True, 1) for record in chosen]
        return [(None, options, 0)]


class OwnedInline(ScopedPanels, admin.StackedInline):
    extra = 0

    def scope(self, request, obj):
        return self.admin_site.get_model_admin(self.parent_model).scope(request, obj)

    # Which rows there are is shared by the languages; a translator changes texts only.

    def has_add_permission(self, request, obj):
        return SHARED in self.scope(request, obj).writable and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return SHARED in self.scope(request, obj).writable and super().has_delete_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return bool(self.scope(request, obj).writable) and super().has_change_permission(request, obj)

    def get_queryset(self, request):
        fields = [field for field in self.model._meta.concrete_fields if field.is_relation]
        # A row that is referred to is named with the help of its own root.
        parents = [(field.name, getattr(field.related_model, "parent", "")) for field in fields]
        roots = [f"{name}__{parent}" for name, parent in parents if parent]
        return super().get_queryset(request).select_related(*(field.name for field in fields), *roots)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, AdminSplitDateTime):  # its two inputs have one label, tied to neither
            day, time = field.widget.widgets
            day.attrs["aria-label"] = _("%(field)s: day") % {"field": field.label}
            time.attrs["aria-label"] = _("%(field)s: time") % {"field": field.label}
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = LoadedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if obj:
            rows = self.model.objects.filter(**{self.model.parent: obj})
            for name in formset.form.base_fields.keys() & set(self.get_autocomplete_fields(request)):
                records = self.model._meta.get_field(name).related_model.objects.filter(
                    pk__in=rows.values(f"{name}_id")
                )
                widget = formset.form.base_fields[name].widget
                getattr(widget, "widget", widget).records = {str(record.pk): record for record in records}
        return formset
