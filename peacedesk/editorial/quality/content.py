"""What the checks look at: a graph as unsaved rows of the working models, and how a problem in it is put in words."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.desk.languages import language_label, marked, translated_fields
from peacedesk.languages import LANGUAGE_NAMES, Text, direction

BLOCKING, WARNING = "blocking", "warning"
NAME_LENGTH = 60


class Sentence(str):
    """A sentence with names in it: plain text, but in a template each `Text` has its language and direction."""

    __slots__ = ("markup",)

    def __new__(cls, pattern, **names):
        self = super().__new__(cls, pattern % names)
        parts = {name: conditional_escape(marked(v) if isinstance(v, Text) else v) for name, v in names.items()}
        self.markup = mark_safe(escape(pattern) % parts)  # noqa: S308  (pattern and parts are escaped)
        return self

    def __html__(self):
        return self.markup


class Problem(NamedTuple):
    """`level` is "blocking" or "warning". `text` says what is wrong, where, and how to mend it. `anchor` is the id of
    the form field that it is about, None where the form has none."""

    level: str
    text: str
    anchor: str | None


class ContentRow:
    """A row of a graph: `record` is the unsaved working row, `values` are its columns as the graph has them."""

    def __init__(self, content, accessor, record, values):
        self.content, self.accessor, self.record, self.values = content, accessor, record, values
        self.model = type(record)
        for name, value in values.items():
            field = self.model._meta.get_field(name)
            if not field.many_to_many:
                setattr(record, field.attname, field.to_python(value))

    @cached_property
    def label(self):
        """What the form calls an owned row."""
        kind, name = capfirst(self.model._meta.verbose_name), self.name
        if not name:
            return _("%(kind)s without a text") % {"kind": kind}
        return Sentence(_("%(kind)s “%(name)s”"), kind=kind, name=name)

    @property
    def name(self):
        """The row in words, as a `Text` where it is one that people wrote."""
        owners = (self.record, *self.content.targets[self.record.pk].values())
        texts = (owner.localized(field) for owner in owners for field in translated_fields(type(owner)))
        name = str(self.record)
        written = next((text for text in texts if text.value == name), None)
        short = Truncator(name).chars(NAME_LENGTH)
        return written._replace(value=short) if written else short

    def where(self, column):
        """The place of a problem in words: the label of a column, after that of an owned row. `column` may be None."""
        if not column:
            return self.label if self.accessor else capfirst(self.model._meta.verbose_name)
        field = self.model._meta.get_field(column)
        label = language_label(field) if isinstance(field, TranslationField) else capfirst(field.verbose_name)
        return Sentence(_("%(row)s, %(field)s"), row=self.label, field=label) if self.accessor else label

    def anchor(self, column):
        """The id of the field of a column in the form of the entry, None when it is not there."""
        if not column:
            return None
        name = f"{column}_0" if isinstance(self.model._meta.get_field(column), models.DateTimeField) else column
        if not self.accessor:
            return f"id_{name}"
        place = self.content.places(self.model).get(self.record.pk)
        return None if place is None else f"id_{self.accessor}-{place}-{name}"

    def problem(self, level, column, pattern, **names):
        """A `Problem` in a column, None for the row as a whole; `pattern` is translated and may name `%(where)s`."""
        return Problem(level, Sentence(pattern, where=self.where(column), **names), self.anchor(column))


class Content:
    """A graph for checking. `rows` has the root first, then what it owns; `root` is the record of the root."""

    def __init__(self, graph):
        public = next(model for model in graphs.content_roots() if graphs.kind_of(model) in graph["rows"])
        family = graphs.models_of(graphs.working_model(graphs.kind_of(public)))
        self.rows, self._places = [], {}
        for model, accessor in zip(family, ("", *family[0].owned), strict=True):
            known = [name for names in graphs.split(model).values() for name in names]
            for pk, row in graph["rows"].get(graphs.kind_of(model), {}).items():
                record = model(pk=model._meta.pk.to_python(pk))
                if accessor:
                    setattr(record, model.parent, self.root)
                values = {name: row[name] for name in known if name in row}
                self.rows.append(ContentRow(self, accessor, record, values))
        self.source_language = self.root.source_language

    @property
    def root(self):
        return self.rows[0].record

    @cached_property
    def targets(self):
        """The records that rows must refer to, as {row id: {column: record}}; an empty record where there is none.

        One query for each table, and the rows know their names without further ones.
        """
        found, asked = defaultdict(dict), defaultdict(list)
        for row in self.rows:
            for field in required_relations(row.model):
                asked[field.related_model].append((row.record, field))
        for model, uses in asked.items():
            keys = {getattr(record, field.attname) for record, field in uses}
            records = model._base_manager.in_bulk(keys - {None})
            for record, field in uses:
                target = records.get(getattr(record, field.attname)) or model(pk=None)
                field.set_cached_value(record, target)
                found[record.pk][field.name] = target
        return found

    def places(self, model):
        """Where the rows of an owned model stand in the form of the entry, as {id: number from 0}."""
        if model not in self._places:
            rows = model._default_manager.filter(**{model.parent: self.root.pk}).values_list("pk", flat=True)
            self._places[model] = {pk: place for place, pk in enumerate(rows)}
        return self._places[model]

    def texts(self, language):
        """Every translated column of a language, as (row, column, value); an absent text is ""."""
        for row in self.rows:
            for name in graphs.split(row.model)[language]:
                yield row, row.model._meta.get_field(name), row.values.get(name) or ""


def required_relations(model):
    """The foreign keys of an owned row that may not be empty, without the one to its root."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and field.name != model.parent
    ]


def language_name(language):
    """A language in its own words, for a `Sentence`."""
    return Text(LANGUAGE_NAMES[language], language, direction(language), False)
