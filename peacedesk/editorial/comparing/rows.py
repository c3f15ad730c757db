"""The rows of an entry on both sides of a comparison, and what a reader calls them and the records they refer to."""

from functools import cache, cached_property

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from peacedesk.dates.edtf import parse
from peacedesk.editorial.desk.languages import marked
from peacedesk.editorial.graph import SHARED, kind_of, original_columns, split
from peacedesk.languages import Text, current_language, direction, resolution_order

# The column that orders the rows of a model by hand.
POSITION = "position"
NAME_WORDS = 8


def told(value):
    """Words of the desk, as a `Text` in its language."""
    language = current_language()
    return Text(str(value), language, direction(language), False)


def as_list(value):
    return value if isinstance(value, list) else [value] if value else []


class Table:
    """The rows of one model in both graphs."""

    def __init__(self, model, old, new):
        self.model = model
        self.old, self.new = (graph["rows"].get(kind_of(model), {}) if graph else {} for graph in (old, new))
        self.rows = {**self.old, **self.new}
        self.order = _in_order(model, self.rows)
        self.source_language = _source_language(new or old)

    @cached_property
    def differing(self):
        """The ids of the rows that are not the same on both sides, in reading order."""
        return [pk for pk in self.order if self.old.get(pk) != self.new.get(pk)]

    @property
    def orders(self):
        """The ids of the rows that both sides have, in the order of the old and in that of the new side."""
        kept = self.old.keys() & self.new.keys()
        return [_in_order(self.model, {pk: side[pk] for pk in kept}) for side in (self.old, self.new)]

    @cached_property
    def is_renumbered(self):
        kept = self.old.keys() & self.new.keys()
        return any(self.old[pk].get(POSITION) != self.new[pk].get(POSITION) for pk in kept)

    def name(self, pk, names):
        """The `Text` by which a reader knows a row, None when it has none."""
        field = _naming_field(self.model)
        rows = [side[pk] for side in (self.new, self.old) if field and pk in side]
        if field and field.is_relation:
            return next((names[field.related_model, row[field.name]] for row in rows if row.get(field.name)), None)
        languages = resolution_order(current_language(), self.source_language)
        texts = ((row.get(f"{field.name}_{language}"), language) for row in rows for language in languages)
        return next((Text(text, code, direction(code), code != languages[0]) for text, code in texts if text), None)

    def numbered(self, pk):
        return _("%(thing)s %(number)s") % {
            "thing": capfirst(self.model._meta.verbose_name),
            "number": self.order.index(pk) + 1,
        }

    def label(self, pk, names):
        """What a reader is told of a row: its kind with the beginning of its name, else with its number."""
        name = self.name(pk, names)
        if not name:
            return self.numbered(pk)
        short = name._replace(value=Truncator(name.value).words(NAME_WORDS))
        return format_html(_("{thing} “{name}”"), thing=capfirst(self.model._meta.verbose_name), name=marked(short))


class Names(dict):
    """What the records are called that differing rows refer to, as {(model, id): Text}. One query for each model.

    Rows of the entry itself are called as its graphs have them.
    """

    def __init__(self, tables):
        super().__init__()
        self.tables = {table.model: table for table in tables}
        wanted = {}
        for table in tables:
            for field, ids in _targets(table):
                wanted.setdefault(field.related_model, set()).update(ids)
        for model, ids in wanted.items():
            foreign = ids - self.tables[model].rows.keys() if model in self.tables else ids
            if foreign:
                records = model._base_manager.filter(pk__in=foreign)
                self.update({(model, str(record.pk)): _record_name(record) for record in records})

    def __missing__(self, key):
        model, pk = key
        table = self.tables.get(model)
        if table and pk in table.rows:
            return table.name(pk, self) or told(table.numbered(pk))
        return told(_("deleted record"))


def _targets(table):
    """What is referred to by the links that differ, and by those that name a row, as pairs of (field, ids)."""
    fields = [table.model._meta.get_field(name) for name in split(table.model)[SHARED]]
    for field in (field for field in fields if field.is_relation):
        for pk in table.order if table.is_renumbered else table.differing:
            old, new = (side.get(pk, {}).get(field.name) for side in (table.old, table.new))
            if old != new or field == _naming_field(table.model):
                yield field, {*as_list(old), *as_list(new)}


@cache
def _naming_field(model):
    """The column by which a reader knows a row: the first that is a translated text or a link, None without any."""
    originals, parent = original_columns(model), getattr(model, "parent", "")
    named = (f for f in model._meta.concrete_fields if f.name in originals or (f.many_to_one and f.name != parent))
    return next(named, None)


def _record_name(record):
    field = _naming_field(type(record))
    is_text = field and not field.is_relation
    return (is_text and record.localized(field.name)) or told(record)


def _source_language(graph):
    rows = graph["rows"].values() if graph else ()
    root = next((kind[graph["root"]] for kind in rows if graph["root"] in kind), {})
    return root.get("source_language") or "en"


def _in_order(model, rows):
    """The ids of rows in the order of their model."""

    def place(pk):
        values = [_sorting_value(name.removeprefix("-"), rows[pk]) for name in model._meta.ordering]
        return [(value is None, value) for value in values], pk

    return sorted(rows, key=place)


def _sorting_value(name, row):
    """The value of a column, or the bound of a date that a graph does not hold."""
    if not name.endswith("_from"):
        return row.get(name)
    try:
        return parse(row.get(name.removesuffix("_from"))).first
    except ValidationError:
        return None
