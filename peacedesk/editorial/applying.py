"""Writing graphs of entries into a pair of tables, past managers and signals: the public or the working ones."""

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.db import models

from peacedesk.editorial import statements
from peacedesk.editorial.graph import SHARED, edited_columns, kind_of, models_of, split, stored_rows
from peacedesk.editorial.tables import original_columns


@dataclass(frozen=True)
class Change:
    """What becomes of one entry.

    A row that appears takes the texts of languages that are not written from `held` ({language: graph}), else they
    stay empty. `system` ({column: value}) are columns of the root that belong to no part and are written with it.
    """

    graph: dict
    held: dict = dataclasses.field(default_factory=dict)
    system: dict = dataclasses.field(default_factory=dict)


def apply(graph, *, parts, into, held=None, system=None):
    """`apply_all` for one entry. Returns a list of the references that it lost."""
    return apply_all([Change(graph, held or {}, system or {})], parts=parts, into=into).get(graph["root"], [])


def apply_all(changes, *, parts, into):
    """Write the `parts` of graphs into the tables of `into`, a public or working root model.

    Takes a `Change` for each entry. The caller holds the locks of the entries in a transaction. Only columns that are
    in a graph are set, so that an old graph never blanks a newer column. Returns, by the root of the graph, a list of
    (kind, row id, field) of references whose target does not exist (any more); these are left empty.
    """
    lost = defaultdict(list)
    if not changes:
        return lost
    family = models_of(into)
    roots = [change.graph["root"] for change in changes]
    stored = stored_rows(into, roots)
    if SHARED in parts:
        for model in reversed(family):
            _delete_missing(model, changes, stored[model])
    for model in family:
        _write_rows(model, changes, parts, stored[model], lost)
    return dict(lost)


def copy_all(roots, *, source, target):
    """Copy entries, given by their ids, from the tables of one side to those of the other, which have none of them."""
    for old, new in zip(models_of(source), models_of(target), strict=True):
        columns = {column.column: column.column for column in new._meta.concrete_fields}
        statements.copy(old, new, columns, key=old.parent or "id", values=roots)
        for field in new._meta.many_to_many:
            twin = old._meta.get_field(field.name)
            columns = {
                field.m2m_column_name(): twin.m2m_column_name(),
                field.m2m_reverse_name(): twin.m2m_reverse_name(),
            }
            links, copies = twin.remote_field.through, field.remote_field.through
            statements.copy(links, copies, columns, key=twin.m2m_field_name(), values=roots)


def _wanted(model, graph):
    return graph["rows"].get(kind_of(model), {})


def _delete_missing(model, changes, stored):
    graphs = [change.graph for change in changes if kind_of(model) in change.graph["rows"]]  # others are older
    roots, wanted = {graph["root"] for graph in graphs}, {pk for graph in graphs for pk in _wanted(model, graph)}
    owner = f"{model.parent}_id" if model.parent else "id"
    gone = [pk for pk, row in stored.items() if str(row[owner]) in roots and str(pk) not in wanted]
    if gone:
        delete_rows(model, gone)


def delete_rows(model, ids):
    """Delete rows with their own links and nothing else: links of others to them stay for a later publication."""
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        links = through._base_manager.filter(**{f"{field.m2m_column_name()}__in": ids})
        links._raw_delete(links.db)
    rows = model._base_manager.filter(pk__in=ids)
    rows._raw_delete(rows.db)


def _write_rows(model, changes, parts, stored, lost):
    existing, writable = {str(pk): row for pk, row in stored.items()}, [n for part in parts for n in split(model)[part]]
    targets = _targets(model, [row for change in changes for row in _wanted(model, change.graph).values()], writable)
    columns = {name: column for name in writable if (column := _columns(model).get(name))}
    rows, owners, wanted = [], {}, {}
    for change in changes:
        for pk, values in _wanted(model, change.graph).items():
            row = existing.get(pk)
            if row is None:
                if SHARED not in parts:
                    continue
                row = {"id": pk, **({f"{model.parent}_id": change.graph["root"]} if model.parent else {})}
                row |= _held_texts(model, pk, parts, change.held)
            owners[pk], wanted[pk] = change.graph["root"], values
            for name in _set(row, values, columns, targets):
                lost[owners[pk]].append((kind_of(model), pk, name))
            row |= originals(model, row)
            rows.append(row if model.parent else row | change.system)
    statements.write(model, rows, unique=["id"])
    for field in model._meta.many_to_many:
        if field.name in writable:
            links = {pk: values.get(field.name) for pk, values in wanted.items()}
            for pk in write_links(field, links, targets[field.name], existing):
                lost[owners[pk]].append((kind_of(model), pk, field.name))


@cache
def _columns(model):
    """How a value of a graph is set, as {field name: (attribute, function of the value or None)}."""
    return {
        field.name: (field.attname, None if field.is_relation or _is_text(field) else field.to_python)
        for field in edited_columns(model)
    }


def _is_text(field):
    return type(field).to_python in (models.CharField.to_python, models.TextField.to_python)


def originals(model, row):
    """The untranslated columns that are written beside those of the languages, as a form does."""
    return {name: text for name, english in _originals(model) if (text := row.get(english))}


@cache
def _originals(model):
    return [(name, f"{name}_en") for name in original_columns(model)]


def _set(row, values, columns, targets):
    """Set columns of a row. Yields the names of references whose target does not exist."""
    for name, value in values.items():
        if name not in columns:
            continue
        attribute, convert = columns[name]
        if name in targets and value is not None and value not in targets[name]:
            yield name
            value = None
        row[attribute] = convert(value) if convert else value


def _held_texts(model, pk, parts, held):
    texts = {}
    for language, graph in held.items():
        if language not in parts:
            row = _wanted(model, graph).get(pk, {})
            texts.update({name: row[name] for name in split(model)[language] if name in row})
    return texts


def _targets(model, rows, names):
    """Which targets of each reference exist, as {field name: set of ids}. Unconstrained references may dangle."""
    targets = {}
    for name in names:
        field = model._meta.get_field(name)
        if not field.is_relation:
            continue
        ids = {str(i) for row in rows for i in _as_list(row.get(name))}
        if ids and getattr(field, "db_constraint", True) and getattr(field.remote_field, "db_constraint", True):
            ids = {str(i) for i in field.related_model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)}
        targets[name] = ids
    return targets


def _as_list(value):
    return value if isinstance(value, list) else [value] if value is not None else []


def write_links(field, wanted, targets, old):
    """Make the links of a many-to-many field those of `wanted`, {row id: [id, …] or None to leave them}.

    Rows whose ids are not in `old` have no links yet. Returns the ids of the rows, once for each link of theirs that
    leads to none of `targets`, a set of ids.
    """
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    kept = {pk: ids for pk, ids in wanted.items() if ids is not None}
    linked = through._base_manager.filter(**{f"{source}__in": [pk for pk in kept if pk in old]})
    pairs = linked.values_list("pk", source, target)
    present = {(str(row_id), str(target_id)): pk for pk, row_id, target_id in pairs}
    desired = {(pk, i) for pk, ids in kept.items() for i in ids if i in targets}
    if gone := [pk for pair, pk in present.items() if pair not in desired]:
        removed = through._base_manager.filter(pk__in=gone)
        removed._raw_delete(removed.db)
    statements.write(through, [{source: row, target: other} for row, other in sorted(desired - present.keys())])
    return [pk for pk, ids in kept.items() for i in ids if i not in targets]
