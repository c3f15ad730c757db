"""Writing an entry's graph into a pair of tables, past managers and signals: the public tables, or the working ones."""

from django.utils.translation import override

from peacedesk.editorial.graph import SHARED, kind_of, models_of, rows_of, split


def apply(graph, *, parts, into, held=None, system=None):
    """Write the `parts` of a graph into the tables of `into`, a public or working root model.

    The caller holds the lock of the entry in a transaction. Only columns that are in the graph are set, so that an
    old graph never blanks a newer column. A row that appears now takes the texts of the languages outside `parts`
    from `held` ({language: graph}), else they stay empty. `system` ({column: value}) are columns of the root that
    belong to no part and are written with it. Returns a list of (kind, row id, field) of references whose target no
    longer exists; these are left empty.
    """
    lost = []
    family = models_of(into)
    if SHARED in parts:
        for model in reversed(family):
            _delete_missing(model, graph)
    with override("en"):  # modeltranslation writes the active language into its original column
        for model in family:
            lost += _write_rows(model, graph, parts, held or {}, system or {} if model is into else {})
    return lost


def _wanted(model, graph):
    return graph["rows"].get(kind_of(model), {})


def _delete_missing(model, graph):
    if kind_of(model) not in graph["rows"]:  # older than these rows
        return
    wanted = _wanted(model, graph)
    gone = [pk for pk in rows_of(model, graph["root"]) if str(pk) not in wanted]
    delete_rows(model, gone)


def delete_rows(model, ids):
    """Delete rows with their own links and nothing else: links of others to them stay for a later publication."""
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        links = through._base_manager.filter(**{f"{field.m2m_column_name()}__in": ids})
        links._raw_delete(links.db)
    rows = model._base_manager.filter(pk__in=ids)
    rows._raw_delete(rows.db)


def _write_rows(model, graph, parts, held, system):
    wanted, existing = _wanted(model, graph), {str(pk): row for pk, row in rows_of(model, graph["root"]).items()}
    columns = split(model)
    writable = [name for part in parts for name in columns[part]]
    targets = _targets(model, wanted.values(), writable)
    rows, lost = {}, []
    for pk, values in wanted.items():
        row = existing.get(pk)
        if row is None:
            if SHARED not in parts:
                continue
            row = model(pk=pk, **({f"{model.parent}_id": graph["root"]} if model.parent else {}))
            values = {
                **_held_texts(model, pk, parts, held),
                **{name: values[name] for name in writable if name in values},
            }
        else:
            values = {name: values[name] for name in writable if name in values}
        for name, value in values.items():
            field = model._meta.get_field(name)
            if field.many_to_many:
                continue
            if field.is_relation and value is not None and str(value) not in targets[name]:
                lost.append((kind_of(model), pk, name))
                value = None
            setattr(row, field.attname, field.to_python(value))
        for name, value in system.items():
            setattr(row, name, value)
        rows[pk] = row
    _upsert(model, rows.values())
    for field in model._meta.many_to_many:
        if field.name in writable:
            lost += _write_links(model, field, {pk: wanted[pk].get(field.name) for pk in rows}, targets[field.name])
    return lost


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
        if getattr(field, "db_constraint", True) and getattr(field.remote_field, "db_constraint", True):
            ids = {str(i) for i in field.related_model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)}
        targets[name] = ids
    return targets


def _as_list(value):
    return value if isinstance(value, list) else [value] if value is not None else []


def _upsert(model, rows):
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._base_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=names, batch_size=200
    )


def _write_links(model, field, wanted, targets):
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    to_python = field.related_model._meta.pk.to_python
    present = {
        (str(row_id), str(target_id)): pk
        for pk, row_id, target_id in through._base_manager.filter(**{f"{source}__in": wanted}).values_list(
            "pk", source, target
        )
    }
    lost = [(kind_of(model), pk, field.name) for pk, ids in wanted.items() for i in ids or () if i not in targets]
    kept = {pk: ids for pk, ids in wanted.items() if ids is not None}
    desired = {(pk, i) for pk, ids in kept.items() for i in ids if i in targets}
    removed = through._base_manager.filter(
        pk__in=[pk for pair, pk in present.items() if pair not in desired and pair[0] in kept]
    )
    removed._raw_delete(removed.db)
    through._base_manager.bulk_create(
        [
            through(**{source: row_id, target: to_python(target_id)})
            for row_id, target_id in sorted(desired - present.keys())
        ]
    )
    return lost
