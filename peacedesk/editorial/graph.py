"""An entry as a graph of plain values: read it from either pair of tables, and compare two. `applying` writes one.

A graph is `{"v": 1, "root": id, "rows": {kind: {id: {column: value}}}}` with JSON values only. `kind` is the label of
the public model, so a graph does not tell which tables it came from. Many-to-many columns are sorted lists of ids.
Tables are read and written directly, never through reverse managers: a dangling link is kept as it is.
"""

import hashlib
import json
from decimal import Decimal
from functools import cache

from django.apps import apps
from modeltranslation.translator import NotRegistered, translator

from peacedesk.editorial.models import ALL_PARTS, PublicEntry, WorkingEntry

SHARED = "shared"


def kind_of(model):
    """The kind of a content model of either side: the label of its public table."""
    return (getattr(model, "twin", "") or model._meta.label).lower()


def public_model(kind):
    return apps.get_model(kind)


@cache
def working_model(kind):
    """The working model of a root kind. Raises `LookupError` when there is none."""
    for model in apps.get_models():
        if issubclass(model, WorkingEntry) and kind_of(model) == kind:
            return model
    raise LookupError(kind)


@cache
def content_roots():
    """The public root models, of all installed kinds of content."""
    return tuple(model for model in apps.get_models() if issubclass(model, PublicEntry))


@cache
def models_of(root):
    """The root model and the models of its owned rows, in the order in which they may refer to each other."""
    return (root, *(root._meta.get_field(name).related_model for name in root.owned))


@cache
def original_columns(model):
    """The untranslated columns that modeltranslation keeps beside those of the languages, and that nobody reads."""
    try:
        return frozenset(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return frozenset()


@cache
def edited_columns(model):
    """The concrete fields that people fill: no keys, no originals of translations, no derived or system columns."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in original_columns(model)
    )


@cache
def split(model):
    """The columns of a content model as `{part: (field name, …)}`, the same for both twins. Links are shared."""
    columns = {part: [] for part in ALL_PARTS}
    for field in edited_columns(model):
        if field.name != model.parent:
            columns[getattr(field, "language", SHARED)].append(field.name)
    columns[SHARED] += [field.name for field in model._meta.many_to_many]
    return {part: tuple(names) for part, names in columns.items()}


@cache
def _exists(kind):
    try:
        return bool(apps.get_model(kind))
    except LookupError:
        return False


def kinds_in(*graphs):
    """The kinds of the rows of graphs, without those that have no model any more: revisions outlive them."""
    return [kind for kind in dict.fromkeys(kind for graph in graphs for kind in graph["rows"]) if _exists(kind)]


def rows_of(model, root_id):
    """The rows of one entry in a table, by id."""
    lookup = model.parent or "pk"
    return {row.pk: row for row in model._base_manager.filter(**{lookup: root_id})}


def capture(root, root_id):
    """Read the graph of an entry from the tables of `root`, a public or working root model."""
    graph = {"v": 1, "root": str(root_id), "rows": {}}
    for model in models_of(root):
        rows = rows_of(model, root_id)
        links = {field.name: _links(field, rows) for field in model._meta.many_to_many}
        graph["rows"][kind_of(model)] = {
            str(pk): {
                name: links[name].get(pk, []) if name in links else plain_value(model._meta.get_field(name), row)
                for names in split(model).values()
                for name in names
            }
            for pk, row in rows.items()
        }
    return graph


def plain_value(field, row):
    """The value of a column as JSON knows it."""
    value = field.value_from_object(row)
    if value is None or isinstance(value, (str, int, bool, list, dict)):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # a database adds zeros that a file does not have
    return field.value_to_string(row)


def _links(field, rows):
    """The ids that a many-to-many field links to, as {row id: [id, …]}."""
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    linked = {}
    pairs = through._base_manager.filter(**{f"{source}__in": rows}).values_list(source, target)
    for row_id, target_id in pairs:
        linked.setdefault(row_id, []).append(str(target_id))
    return {row_id: sorted(ids) for row_id, ids in linked.items()}


def changed_parts(old, new):
    """The parts in which two graphs differ, in the order of `ALL_PARTS`; an empty text equals a missing one.

    The rows of one graph may be missing altogether: pass None for an entry that is not there.
    """
    changed = set()
    for kind in kinds_in(*filter(None, (old, new))):
        before, after = (graph["rows"].get(kind, {}) if graph else {} for graph in (old, new))
        if before.keys() != after.keys():
            changed.add(SHARED)
        for part, names in split(public_model(kind)).items():
            if any(
                comparable(before.get(pk, {}).get(name)) != comparable(after.get(pk, {}).get(name))
                for pk in {*before, *after}
                for name in names
                if part != SHARED or (pk in before and pk in after)
            ):
                changed.add(part)
    return [part for part in ALL_PARTS if part in changed]


def edited_parts(old, new):
    """The parts that somebody wrote anew between two graphs, either of which may be None.

    These are the `changed_parts` without the languages of which only rows went away: that rows come and go is shared.
    """
    changed = changed_parts(old, new)
    written = changed_parts(common_rows(old, new), new) if old and new else changed
    return [part for part in changed if part in written or part == SHARED]


def common_rows(old, new):
    """`old` without the rows that `new` lacks."""
    rows = {
        kind: {pk: row for pk, row in rows.items() if pk in new["rows"].get(kind, {})}
        for kind, rows in old["rows"].items()
    }
    return old | {"rows": rows}


def comparable(value):
    """A value for comparing: an empty text or list is the same as none, a zero is not."""
    return None if value in ("", []) else value


def digests(graph):
    """A fingerprint of the content of each part of a graph, as {part: str}; "" for a part without any content."""
    found = {part: [] for part in ALL_PARTS}
    for kind in kinds_in(graph):
        for part, names in split(public_model(kind)).items():
            for pk, row in graph["rows"][kind].items():
                values = [(name, row[name]) for name in names if comparable(row.get(name)) is not None]
                if values or part == SHARED:
                    found[part].append((kind, pk, sorted(values)))
    return {part: _fingerprint(content) if content else "" for part, content in found.items()}


def _fingerprint(content):
    text = json.dumps(sorted(content), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def compose(graphs):
    """One graph of the parts of several, from `{part: graph}` of one entry. Without shared facts it has all rows."""
    first = next(iter(graphs.values()))
    composed = {"v": 1, "root": first["root"], "rows": {}}
    sources = [graphs[SHARED]] if SHARED in graphs else graphs.values()
    for kind in kinds_in(*sources):
        columns = split(public_model(kind))
        composed["rows"][kind] = {
            pk: {
                name: row[name]
                for part, graph in graphs.items()
                if (row := graph["rows"].get(kind, {}).get(pk))
                for name in columns[part]
                if name in row
            }
            for pk in dict.fromkeys(pk for graph in sources for pk in graph["rows"].get(kind, {}))
        }
    return composed


def without(graph, parts):
    """A graph with its `parts` emptied; its rows stay."""
    rows = {}
    for kind in kinds_in(graph):
        columns = split(public_model(kind))
        emptied = dict.fromkeys(name for part in parts for name in columns[part])
        rows[kind] = {pk: row | emptied for pk, row in graph["rows"][kind].items()}
    return graph | {"rows": rows}


def root_of(graph):
    """The columns of the root row of a graph, None when the graph has no such row."""
    return next((row for rows in graph["rows"].values() if (row := rows.get(graph["root"]))), None)


def source_language(graph):
    """The language that an entry is written in first."""
    return (root_of(graph) or {}).get("source_language") or "en"


def differs(old, new):
    """Whether two graphs, either of which may be None, hold anything different."""
    return bool(changed_parts(old, new))
