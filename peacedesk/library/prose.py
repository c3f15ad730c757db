"""Formatted text: one list of what the editor offers and of what is kept when a text is stored and shown."""

from django.utils.safestring import mark_safe
from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS = {
    "Bold": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "History": True,
    "HardBreak": True,
}

sanitize = create_sanitizer(EXTENSIONS)


class ProseField(ProseEditorField):
    """A text column of HTML, reduced to the formatting of `EXTENSIONS` by forms and by every save."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=EXTENSIONS, sanitize=True, **kwargs)

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if value:
            value = self.sanitize(value)
            setattr(model_instance, self.attname, value)
        return value


def render(html):
    """Stored HTML as safe output, reduced once more: a row may have been written past the field."""
    return mark_safe(sanitize(html)) if html else ""  # noqa: S308  (nh3 has cleaned it)
