"""How far each language of a record is, as a word with a shape."""

from typing import NamedTuple

from django.contrib import admin
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import pgettext_lazy

from peacedesk.editorial.desk.languages import own_name, translated_fields
from peacedesk.editorial.status import Status, chips
from peacedesk.languages import LANGUAGE_NAMES


class State(NamedTuple):
    label: Promise
    shape: str
    tone: str

    def chip(self):
        return format_html(
            '<span class="status status--{}"><svg aria-hidden="true"><use href="{}#s-{}"/></svg>{}</span>',
            self.tone,
            static("art/sprite.svg"),
            self.shape,
            self.label,
        )


EMPTY = State(pgettext_lazy("state of a language", "Empty"), "cross", "none")
COMPLETE = State(pgettext_lazy("state of a language", "Complete"), "check", "ok")
INCOMPLETE = State(pgettext_lazy("state of a language", "Incomplete"), "half", "draft")


def record_state(record, language):
    """How complete one language of a library record is, measured by the texts that any language has."""
    names = translated_fields(type(record))
    wanted = [name for name in names if any(getattr(record, f"{name}_{code}") for code in LANGUAGE_NAMES)]
    written = [name for name in wanted if getattr(record, f"{name}_{language}")]
    if not written:
        return EMPTY
    return COMPLETE if written == wanted else INCOMPLETE


def record_chip(record, language):
    return record_state(record, language).chip()


def language_columns(chip):
    """Four columns of a change list, each with the `chip(record, language)` of a language."""
    return tuple(_language_column(chip, language) for language in LANGUAGE_NAMES)


def _language_column(chip, language):
    @admin.display(description=own_name(language))
    def column(record):
        return chip(record, language)

    column.__name__ = f"language_{language}"
    return column


def part_chips(root, language):
    """The chips of one language of a working root that has its `parts`."""
    part = root.parts.get(language)
    return chips(part) if part else Status.NOT_STARTED.chip()
