"""Texts in four languages on one form: the shared fields first, then one panel for each language."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import CharField
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from peacedesk.editorial.graph import original_columns
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.plain_text import check_text
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_NAMES, comma, direction


def in_every_language(*names):
    """The columns of translated fields in all four languages, for `search_fields`."""
    return tuple(f"{name}_{language}" for name in names for language in CONTENT_LANGUAGES)


def translated_fields(model):
    """The names of a model's translated fields, in the order of their declaration."""
    return [field.name for field in model._meta.concrete_fields if field.name in original_columns(model)]


def own_name(language):
    """A language in its own words, marked as such."""
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), LANGUAGE_NAMES[language])


def part_name(name):
    """A part for people: a language in its own words, or the shared facts."""
    return own_name(name) if name in LANGUAGE_NAMES else _("Shared facts")


def part_names(names):
    """Several parts for a sentence, in the order of the desk."""
    return format_html_join(comma(), "{}", ((part_name(name),) for name in ALL_PARTS if name in names))


def marked(text):
    """A `Text` in an element with its language and direction."""
    return format_html('<span lang="{}" dir="{}">{}</span>', text.lang, text.dir, text.value)


def language_label(column):
    """The label of a translated column: "Title (English)"."""
    return _("%(field)s (%(language)s)") % {
        "field": capfirst(column.translated_field.verbose_name),
        "language": LANGUAGE_NAMES[column.language],
    }


def language_panels(model, languages):
    """The fieldsets of a model's translated columns, one for each of `languages`."""
    names = translated_fields(model)
    return [
        (
            own_name(language),
            {
                "fields": [f"{name}_{language}" for name in names],
                "classes": ["language-panel", f"language-{language}"],
            },
        )
        for language in LANGUAGE_NAMES
        if names and language in languages
    ]


class LanguagePanels:
    """Mixin of `ModelAdmin` and its inlines. They declare the shared fields only; the languages' panels follow."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def shows_shared(self, request, obj):
        """Whether the form has the fields that the languages share."""
        return True

    def languages_shown(self, request, obj):
        """The languages whose texts the form has, as codes."""
        return CONTENT_LANGUAGES

    def get_fieldsets(self, request, obj=None):
        shared = super().get_fieldsets(request, obj) if self.shows_shared(request, obj) else []
        return [*shared, *language_panels(self.model, self.languages_shown(request, obj))]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, CharField):
            field.validators = [*field.validators, check_text]
        if field and isinstance(db_field, TranslationField):
            field.label = language_label(db_field)
            if not db_field.choices:
                field.widget.attrs.update(lang=db_field.language, dir=direction(db_field.language))
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False  # a cross beside a field means "not this one", never "nowhere"
        return field
