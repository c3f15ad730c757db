"""Public entries as plain values: what the columns of a kind are called, and what stands in them.

The columns come from the models, so a new field or a new kind of content is in its files without a word here.
"""

import datetime as dt
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from peacedesk.dates.fields import EdtfField
from peacedesk.editorial.graph import SHARED, models_of, split
from peacedesk.editorial.models import PublicEntry
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.models import Reference, Source

# What every entry begins with; the other columns are those of its model.
FIRST_COLUMNS = ("id", "url", "languages", "updated_at", "published_seq")


@cache
def shared_columns(model):
    """The names of what all languages share, each date followed by its first and last possible day."""
    names = []
    for name in split(model)[SHARED]:
        names.append(name)
        if isinstance(model._meta.get_field(name), EdtfField):
            names += [f"{name}_from", f"{name}_to"]
    return tuple(names)


@cache
def text_columns(model):
    """The names of the translated columns, field by field, as {title_en: "en", title_kk: "kk", …}."""
    fields = zip(*(split(model)[code] for code in CONTENT_LANGUAGES), strict=True)
    return {name: code for names in fields for code, name in zip(CONTENT_LANGUAGES, names, strict=True)}


def columns(root):
    """The names of what an entry has in its files, in their order. `root.owned` are lists of rows."""
    return (*FIRST_COLUMNS, *shared_columns(root), *text_columns(root), "sources", *root.owned)


def read(root, ids):
    """The entries of a kind with the given ids, in this order, as a list of {column: value} of JSON values.

    Each is as one publication left it: what is published between two queries is read again, what is withdrawn is left
    out. The texts of a language are there only while it is published. Records are given by their keys, other entries
    by their slugs. The number of queries does not depend on the number of entries.
    """
    while True:
        entries = _read(root, ids)
        now = dict(QuerySet(root).filter(pk__in=ids).values_list("pk", "published_seq"))
        if all(now.get(key) == entry["published_seq"] for key, entry in entries.items()):
            return [_plain(root, entries[key]) for key in ids if key in entries]


def _read(root, ids):
    """The rows of some entries, as {id: {column: value}}, each with its owned rows in lists."""
    tables = {model: _rows(model, ids) for model in models_of(root)}
    _name_records(tables)
    entries = {row["id"]: row | {"sources": {}} | {name: [] for name in root.owned} for row in tables[root]}
    for name, (model, rows) in zip(("", *root.owned), tables.items(), strict=True):
        cited = [field.name for field in _links(model) if field.related_model is Source]
        for row in rows:
            entry = entries.get(row[model.parent or "id"])
            if entry is None:  # published after the first query
                continue
            entry["sources"].update((row[source], None) for source in cited if row[source])
            if name:
                entry[name].append(row)
    return entries


def _rows(model, ids):
    """The rows of some entries in one table as dictionaries, in the order of the model.

    The plain `QuerySet` knows nothing of the active language.
    """
    many = {field.name: field for field in model._meta.many_to_many}
    single = [name for name in shared_columns(model) if name not in many]
    order = [F(name.removeprefix("-")).asc(nulls_last=True) for name in model._meta.ordering]
    rows = QuerySet(model).filter(**{f"{model.parent or 'pk'}__in": ids}).order_by(*order)
    system = [model.parent] if model.parent else [*FIRST_COLUMNS[3:], *(f"published_at_{c}" for c in CONTENT_LANGUAGES)]
    found = {row["id"]: row for row in rows.values("id", *system, *single, *text_columns(model))}
    for name, field in many.items():
        for row in found.values():
            row[name] = []
        source, target = field.m2m_field_name(), f"{field.m2m_reverse_field_name()}__{_key_name(field.related_model)}"
        pairs = QuerySet(field.remote_field.through).filter(**{f"{source}__in": found}).order_by(target)
        for row_id, key in pairs.values_list(source, target):
            found[row_id][name].append(key)
    return list(found.values())


def _key_name(model):
    """The column that names a row in the address of its page; "" for rows without a page."""
    return "slug" if issubclass(model, PublicEntry) else "key" if issubclass(model, Reference) else ""


def _links(model):
    """The foreign keys of a model that lead to rows with a page."""
    names = shared_columns(model)
    return [f for f in model._meta.concrete_fields if f.name in names and f.is_relation and _key_name(f.related_model)]


def _name_records(tables):
    """Put keys in the place of ids, in all rows of {model: rows}; nothing where the row is not public."""
    ids = {}
    for model, rows in tables.items():
        for field in _links(model):
            ids.setdefault(field.related_model, set()).update(row[field.name] for row in rows)
    keys = {}
    for related, wanted in ids.items():
        keys.update(QuerySet(related).filter(pk__in=wanted).values_list("pk", _key_name(related)))
    for model, rows in tables.items():
        for field in _links(model):
            for row in rows:
                row[field.name] = keys.get(row[field.name])


def _plain(root, entry):
    languages = [code for code in CONTENT_LANGUAGES if entry[f"published_at_{code}"]]
    address = settings.SITE_URL + root(slug=entry["slug"]).get_absolute_url()
    entry |= {"url": address, "languages": languages, "sources": list(entry["sources"])}
    for name, model in zip(root.owned, models_of(root)[1:], strict=True):
        names = ("id", *shared_columns(model), *text_columns(model))
        entry[name] = [_values(model, names, row, languages) for row in entry[name]]
    return _values(root, columns(root), entry, languages)


def _values(model, names, row, languages):
    texts = text_columns(model)
    return {name: _value(row[name]) for name in names if name not in texts or texts[name] in languages}


def _value(value):
    """A value as JSON has it: days and moments in ISO 8601, decimals as numbers, no text as null."""
    if isinstance(value, dt.datetime):
        return as_moment(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    return None if value == "" else value


def as_moment(value):
    """A time with its zone in UTC: 2026-11-20T05:00:00Z."""
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
