"""What is searched: each public entry, and each public record that has a page, in each of its languages.

All of it is derived from the models: another kind of content or of records needs nothing here.
"""

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.apps import apps
from django.utils.translation import override

from peacedesk.dates.wording import in_words
from peacedesk.editorial.graph import content_roots, models_of
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.models import Named, Reference, Source
from peacedesk.library.prose import ProseField

# Columns of records that readers see in the language of the source, whatever theirs is.
AS_PRINTED = {Source: ("original_title", "publisher")}
UNKNOWN_DATE = "unknown"


@dataclass(frozen=True)
class Document:
    """An entry or a record in one language. `names` are further names, `records` what it refers to: (kind, id).

    `borrowed` are texts in other languages, which a page in this one shows in place of those that it lacks, `facts`
    what it says of the status and the date.
    """

    kind: str
    id: UUID
    language: str
    address: str
    title: str
    summary: str
    texts: tuple[str, ...]
    borrowed: tuple[str, ...]
    facts: tuple[str, ...]
    names: tuple[str, ...]
    records: tuple[tuple[str, UUID], ...]
    dates: tuple[date | None, date | None]
    is_record: bool

    @property
    def text(self):
        """Where a snippet is taken from, all of it in the language of the document."""
        return "\n".join(filter(None, (self.summary, *self.texts)))


@cache
def record_models():
    return tuple(model for model in apps.get_models() if issubclass(model, Reference))


@cache
def page_kinds():
    """The kinds of records that have a page of their own."""
    return frozenset(model._meta.label_lower for model in record_models() if hasattr(model, "get_absolute_url"))


@cache
def named_kinds():
    """The kinds of records whose names are looked up."""
    return frozenset(model._meta.label_lower for model in record_models() if issubclass(model, Named))


def kinds():
    """All kinds of what is searched."""
    return page_kinds() | {root._meta.label_lower for root in content_roots()}


def of_entries(root, ids):
    """The `Document`s of public entries, in all languages that each is published in."""
    roots = sorted(root._base_manager.filter(pk__in=ids), key=lambda entry: entry.pk)
    entries = {entry.pk: entry for entry in roots}
    owned, records = defaultdict(list), defaultdict(dict)
    for model in models_of(root):
        rows = roots if model is root else model._base_manager.filter(**{f"{model.parent}__in": ids})
        for row in sorted(rows, key=_place):
            entry = row if model is root else entries[getattr(row, f"{model.parent}_id")]
            if model is not root:
                setattr(row, model.parent, entry)  # whose source language the texts of the row fall back to
            owned[entry.pk].append(row)
            for field in _references(model):
                if key := getattr(row, field.attname):
                    records[entry.pk][field.related_model._meta.label_lower, key] = None
        for field in model._meta.many_to_many:
            if issubclass(field.related_model, Reference):
                entry_of = {row.pk: getattr(row, f"{model.parent}_id") if model.parent else row.pk for row in rows}
                for row, key in _links(field, entry_of):
                    records[entry_of[row]][field.related_model._meta.label_lower, key] = None
    for entry in roots:
        for language in entry.published_languages:
            texts, borrowed = _texts(owned[entry.pk], language)
            title, summary = (getattr(entry, f"{name}_{language}") or "" for name in ("title", "summary"))
            yield Document(
                kind=root._meta.label_lower,
                id=entry.pk,
                language=language,
                address=entry.slug,
                title=title,
                summary=summary,
                texts=tuple(text for text in texts if text not in (title, summary)),
                borrowed=borrowed,
                facts=_facts(entry, language),
                names=(),
                records=tuple(sorted(records[entry.pk])),
                dates=_dates(entry),
                is_record=False,
            )


def of_records(model, ids):
    """The `Document`s of records, in all languages that each has a name in."""
    records = sorted(model._base_manager.filter(pk__in=ids), key=lambda record: record.pk)
    linked = defaultdict(set)
    for field in model._meta.many_to_many:
        if issubclass(field.related_model, Reference):
            for row, key in _links(field, [record.pk for record in records]):
                linked[row].add((field.related_model._meta.label_lower, key))
    for record in records:
        for field in _references(model):
            if key := getattr(record, field.attname):
                linked[record.pk].add((field.related_model._meta.label_lower, key))
        for language in CONTENT_LANGUAGES:
            title = getattr(record, f"{model.title_field}_{language}")
            if not title:
                continue
            names = [getattr(record, f"abbreviation_{language}", "")]
            printed = [getattr(record, name) for name in AS_PRINTED.get(model, ())]
            texts, borrowed = _texts([record], language)
            texts = [text for text in (*texts, *printed) if text and text not in (title, *names)]
            yield Document(
                kind=model._meta.label_lower,
                id=record.pk,
                language=language,
                address=record.key,
                title=title,
                summary="",
                texts=tuple(texts),
                borrowed=borrowed,
                facts=(),
                names=tuple(filter(None, names)),
                records=tuple(sorted(linked[record.pk])),
                dates=_dates(record),
                is_record=True,
            )


def plain(text):
    """The words of formatted text, without its tags. Those inside of a line divide no words."""
    in_blocks = re.sub(r"</?(?:a|b|strong)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", in_blocks)).split())


@cache
def _references(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.related_model and issubclass(field.related_model, Reference)
    ]


def _links(field, rows):
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    return through._base_manager.filter(**{f"{source}__in": rows}).values_list(source, target)


def _texts(rows, language):
    """The texts of rows that a page in a language shows: those in this language, and those in others."""
    own, borrowed = [], []
    for row in rows:
        for field in row._meta.concrete_fields:
            if getattr(field, "language", "") == language and field.editable and not field.choices:
                text = row.localized(field.translated_field.name, language)
                value = plain(text.value) if isinstance(field, ProseField) else text.value
                (borrowed if text.is_fallback else own).append(value)
    return list(filter(None, own)), tuple(filter(None, borrowed))


def _facts(entry, language):
    with override(language):
        return str(entry.status_words), in_words(entry.date) if any(_dates(entry)) else ""


def _place(row):
    """Rows in an order that all databases agree on, near to that of the page."""
    return getattr(row, "position", 0), getattr(row, "date_from", None) or date.max, row.pk


def _dates(row):
    is_known = not str(getattr(row, "date", UNKNOWN_DATE) or UNKNOWN_DATE).startswith(UNKNOWN_DATE)
    return (row.date_from, row.date_to) if is_known else (None, None)
