from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField
from modeltranslation.fields import TranslationField

from peacedesk.editorial.desk.languages import language_label, own_name
from peacedesk.languages import direction

register = template.Library()
register.filter("own", own_name)


def translated_column(field):
    """The translated column that a read-only field of the admin shows, None when it shows something else."""
    columns = field.form.instance._meta.concrete_fields
    return next((c for c in columns if c.name == field.field["field"] and isinstance(c, TranslationField)), None)


@register.simple_tag
def source_text(field, language):
    """The text in the source `language` beside a field of a translation, as HTML with its `lang` and `dir`."""
    record = field.form.instance if field.is_readonly else field.field.form.instance
    column = record._meta.get_field(field.field["field"] if field.is_readonly else field.field.name)
    source = record._meta.get_field(f"{column.translated_field.name}_{language}")
    value = getattr(record, source.name)
    return written(source, value) if value else format_html('<span class="quiet">{}</span>', _("No text"))


def written(column, value):
    """A text of a translated column for reading; a formatted text keeps its format."""
    is_prose = isinstance(column, ProseEditorField)
    html = mark_safe(column.sanitize(value)) if is_prose else linebreaks_filter(value)  # noqa: S308  (cleaned)
    return format_html('<div lang="{}" dir="{}">{}</div>', column.language, direction(column.language), html)


@register.filter
def label(field):
    """The label of a read-only field, with the language in its own words."""
    column = translated_column(field)
    return language_label(column) if column else capfirst(field.field["label"])


@register.filter
def shown(field):
    """What a read-only field of the admin shows; a text in one language with its `lang` and `dir`, and formatted."""
    column = translated_column(field)
    value = column and getattr(field.form.instance, column.name)
    if not value or column.choices:
        return field.contents()
    return written(column, value)
