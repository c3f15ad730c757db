"""An entry as a graph of plain values: read it from either pair of tables, and compare two. `applying` writes one.

A graph is `{"v": 1, "root": id, "rows": {kind: {id: {column: value}}}}` with JSON values only. `kind` is the label of
the public model, so a graph does not tell which tables it came from. Many-to-many columns are sorted lists of ids.
Tables are read and written directly, never through reverse managers: a dangling link is kept as it is.
"""

import hashlib
import json
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from uuid import UUID

from django.apps import apps

from peacedesk.editorial.models import ALL_PARTS, PublicEntry, WorkingEntry
from peacedesk.editorial.tables import links_of, original_columns, rows_of

SHARED = "shared"
EMPTY = (None, "", [])
NO_ROW: dict = {}
FINGERPRINTED = json.JSONEncoder(check_circular=False, sort_keys=True, ensure_ascii=False, default=str)
# The types of values that a graph holds as they are.
PLAIN = frozenset({type(None), str, int, bool, list, dict})


@cache
def kind_of(model):
    """The kind of a content model of either side: the label of its public table."""
    return (getattr(model, "twin", "") or model._meta.label).lower()


@cache
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


def capture(root, root_id):
    """Read the graph of an entry from the tables of `root`, a public or working root model."""
    return capture_all(root, [root_id])[str(root_id)]


def capture_all(root, root_ids):
    """Read the graphs of some entries, as {id: graph}, with a fixed number of queries."""
    captured = {str(root_id): {"v": 1, "root": str(root_id), "rows": {}} for root_id in root_ids}
    for model, rows in stored_rows(root, root_ids).items():
        kind, owner = kind_of(model), f"{model.parent}_id" if model.parent else "id"
        fields = [model._meta.get_field(name) for names in split(model).values() for name in names]
        links = {field: links_of(field, rows) for field in model._meta.many_to_many} if rows else {}
        for graph in captured.values():
            graph["rows"][kind] = {}
        for pk, row in rows.items():
            captured[str(row[owner])]["rows"][kind][str(pk)] = {
                field.name: links[field].get(pk, []) if field in links else plain(field, row[field.attname])
                for field in fields
            }
    return captured


def stored_rows(root, root_ids):
    """The rows of some entries, as {model: {id: {column: value}}}: those of `root`, then those that they own."""
    first, *owned = models_of(root)
    rows = {first: rows_of(first, root_ids)}
    return rows | {model: rows_of(model, rows[first]) if rows[first] else {} for model in owned}


def plain(field, value):
    """The value of a column as JSON knows it."""
    if type(value) in PLAIN or isinstance(value, (int, list, dict)):
        return value
    if isinstance(value, (str, UUID)):  # the default of a choice is more than a text
        return str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # a database adds zeros that a file does not have
    return field.value_to_string(SimpleNamespace(**{field.attname: value}))


def plain_value(field, row):
    """The value of a column of an instance as JSON knows it."""
    return plain(field, field.value_from_object(row))


def changed_parts(old, new):
    """The parts in which two graphs differ, in the order of `ALL_PARTS`; an empty text equals a missing one.

    The rows of one graph may be missing altogether: pass None for an entry that is not there.
    """
    changed = set(_differences(old, new))
    return [part for part in ALL_PARTS if part in changed]


def _differences(old, new):
    """The parts in which two graphs differ, kind by kind."""
    if old is new:
        return
    for kind in kinds_in(*filter(None, (old, new))):
        before, after = (graph["rows"].get(kind, {}) if graph else {} for graph in (old, new))
        if before.keys() != after.keys():
            yield SHARED
        shared, written = before.keys() & after.keys(), before.keys() | after.keys()
        for part, names in _sorted_split(public_model(kind)).items():
            for pk in shared if part == SHARED else written:
                row, new_row = before.get(pk, NO_ROW), after.get(pk, NO_ROW)
                if any(
                    (one := row.get(name)) != (other := new_row.get(name)) and comparable(one) != comparable(other)
                    for name in names
                ):
                    yield part
                    break


def edited_parts(old, new):
    """The parts that somebody wrote anew between two graphs, either of which may be None.

    These are the `changed_parts` without the languages of which only rows went away: that rows come and go is shared.
    """
    changed = changed_parts(old, new)
    if not (changed and old and new):
        return changed
    written = changed_parts(common_rows(old, new), new)
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
    return None if value in EMPTY else value


def digests(graph):
    """A fingerprint of the content of each part of a graph, as {part: str}; "" for a part without any content."""
    found = {part: [] for part in ALL_PARTS}
    for kind in kinds_in(graph):
        for part, names in _sorted_split(public_model(kind)).items():
            for pk, row in graph["rows"][kind].items():
                values = [(name, value) for name in names if (value := row.get(name)) or value not in EMPTY]
                if values or part == SHARED:
                    found[part].append((kind, pk, values))
    return {part: _fingerprint(content) if content else "" for part, content in found.items()}


@cache
def _sorted_split(model):
    """`split` with the names in order, without languages that the model has no columns of."""
    return {part: sorted(names) for part, names in split(model).items() if names or part == SHARED}


def _fingerprint(content):
    return hashlib.blake2b(FINGERPRINTED.encode(sorted(content)).encode(), digest_size=16).hexdigest()


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
    return any(_differences(old, new))
