"""Reading the tables of content as they are, without model instances: a dangling link is read like any other."""

from functools import cache

from modeltranslation.translator import NotRegistered, translator


@cache
def original_columns(model):
    """The untranslated columns that modeltranslation keeps beside those of the languages, and that nobody reads."""
    try:
        return frozenset(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return frozenset()


@cache
def _read_columns(model):
    """The names of the columns that are read: all but the originals of translations."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in original_columns(model))


def rows_of(model, root_ids):
    """The rows of some entries in a table, as {id: {column: value}}."""
    names = _read_columns(model)
    rows = model._base_manager.filter(**{f"{model.parent or 'pk'}__in": root_ids}).values_list(*names)
    return {row["id"]: row for row in (dict(zip(names, values, strict=True)) for values in rows)}


def links_of(field, rows):
    """The ids that a many-to-many field links to, as {row id: [id, …]}."""
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    linked = {}
    pairs = through._base_manager.filter(**{f"{source}__in": rows}).values_list(source, target)
    for row_id, target_id in pairs:
        linked.setdefault(row_id, []).append(str(target_id))
    return {row_id: sorted(ids) for row_id, ids in linked.items()}
