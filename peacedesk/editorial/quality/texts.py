"""Checks of the text in one language, by itself and beside the text it was translated from."""

import html
import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_prose_editor.fields import ProseEditorField

from peacedesk.editorial.quality.content import BLOCKING, WARNING, language_name
from peacedesk.languages import comma

# A number with its thousands grouped by a comma, a point or a space, else a run of digits; no decade ("1990s"), which
# other languages write in words.
NUMBER = re.compile(r"(?<!\d)[0-9]{1,3}(?:[,.\s][0-9]{3})+(?!\d)|[0-9]+(?!\d|s\b)")


def plain(column, value):
    """The words of a text without its formatting."""
    return html.unescape(re.sub(r"<[^>]*>", " ", value)) if isinstance(column, ProseEditorField) else value


def missing_title(content, language):
    row = content.rows[0]
    if not row.values.get(f"title_{language}"):
        sentence = _("The text in %(language)s has no title. Write one.")
        yield row.problem(BLOCKING, f"title_{language}", sentence, language=language_name(language))


def long_texts(content, language):
    """Texts of the root that are longer than what cards and search results have room for."""
    row = content.rows[0]
    for name, limit in row.model.advised_lengths.items():
        column = f"{name}_{language}"
        length = len(row.values.get(column) or "")
        if length > limit:
            sentence = ngettext(
                "%(where)s has %(count)s character; %(limit)s are the most that fit. Shorten it.",
                "%(where)s has %(count)s characters; %(limit)s are the most that fit. Shorten it.",
                length,
            )
            yield row.problem(WARNING, column, sentence, count=length, limit=limit)


def untranslated_texts(content, language):
    """Texts that the source language has and a translation, once it is begun, has not; the title has its own check."""
    for row, column, value, source in _beside_source(content, language):
        if source and not value and (row.accessor or column.name != f"title_{language}"):
            sentence = _("%(where)s is empty, but there is a text in %(source)s. Translate it.")
            yield row.problem(WARNING, column.name, sentence, source=language_name(content.source_language))


def lost_numbers(content, language):
    """Numbers of the source text that a translation does not have in Western digits."""
    for row, column, value, source in _beside_source(content, language):
        if not value:
            continue
        kept = _numbers(plain(column, value))
        lost = [text for number, text in _numbers(plain(column, source)).items() if number not in kept]
        if lost:
            sentence = ngettext(
                "%(where)s lacks a number of the text in %(source)s: %(numbers)s. Compare them.",
                "%(where)s lacks numbers of the text in %(source)s: %(numbers)s. Compare them.",
                len(lost),
            )
            source_name = language_name(content.source_language)
            yield row.problem(WARNING, column.name, sentence, source=source_name, numbers=comma().join(lost))


def _numbers(text):
    """The numbers of a text as {digits: as written}."""
    return {re.sub("[^0-9]", "", number): number for number in NUMBER.findall(text)}


def _beside_source(content, language):
    """The translated columns of a language that has any text, as (row, column, value, value in the source language)."""
    texts = list(content.texts(language))
    if not any(value for _row, _column, value in texts):
        return
    for row, column, value in texts:
        source = f"{column.translated_field.name}_{content.source_language}"
        yield row, column, value, row.values.get(source) or ""
