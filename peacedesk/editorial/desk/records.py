"""The base of every admin class of the desk: panels of languages, and the notes about the record."""

from django.contrib import admin
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.forms import Script
from django.utils.http import urlencode
from js_asset import Media
from modeltranslation.fields import TranslationField

from peacedesk.editorial.desk.languages import LanguagePanels, language_label
from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import Note
from peacedesk.languages import LANGUAGE_NAMES, direction


def field_label(model, name):
    """What the form calls a field or the rows of a model; the name itself when the model has no such thing."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.auto_created:
        return field.related_model._meta.verbose_name_plural
    return language_label(field) if isinstance(field, TranslationField) else field.verbose_name


class ReadOnly:
    """Mixin of `ModelAdmin` for what the desk shows and nobody edits there."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RecordAdmin(LanguagePanels, admin.ModelAdmin):
    change_form_template = "admin/desk/change_form.html"
    list_per_page = 50
    view_on_site = False

    class Media:
        js = [
            Script("desk/languages.js", type="module"),
            "desk/prose-texts.js",
            Script("desk/prose.js", type="module"),
            Script("desk/checks.js", type="module"),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if "_saveasnew" in request.POST:  # the stock view makes a copy even where `save_as` is off
            raise BadRequest("The form has no such button.")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def language_states(self, obj):
        """The `State` of each language for the strip, as {code: state}; nothing where the strip shows none."""
        return {}

    def shows_notes(self, request, obj):
        return True

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        states = self.language_states(obj) if obj else {}
        context |= {
            "strip": [
                {"code": code, "name": name, "dir": direction(code), "state": states.get(code)}
                for code, name in LANGUAGE_NAMES.items()
            ],
            # The import map of the text editor is an inline script.
            "media": Media.from_media(context["media"], nonce=str(request.csp_nonce)),
        }
        if obj and self.shows_notes(request, obj) and request.user.has_perm("editorial.view_note"):
            about = {"kind": kind_of(self.model), "object_id": obj.pk}
            context |= {
                "notes": [(note, field_label(self.model, note.field)) for note in Note.objects.filter(**about)],
                "may_change_notes": request.user.has_perm("editorial.change_note"),
                "may_add_notes": request.user.has_perm("editorial.add_note"),
                "note_query": urlencode(about),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
