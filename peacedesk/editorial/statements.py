"""Many rows by few statements: what `bulk_create` does, at a third of its cost and without model instances.

The rows are written as they are given, past managers and signals. Fields fill in what they derive, as on every save.
"""

from functools import cache, lru_cache
from itertools import chain
from types import SimpleNamespace
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, DateField, DateTimeField, Field, FileField

TEXTS = {"CharField", "SlugField", "TextField"}
# What nothing is derived by on a save.
STOCK = {Field.pre_save, DateField.pre_save, DateTimeField.pre_save, FileField.pre_save}
# How many rows a statement inserts, for each of which a database opens every index of the table. The last few go one by
# one to SQLite: a connection to it keeps its last statements, each with all its values.
ROWS = 50


def write(model, rows, *, unique=(), keep=False):
    """Insert rows, given as {attribute: value}. What a row leaves out has its default.

    With the names of `unique` fields, a row takes the place of the one that has the same values in them, or with `keep`
    leaves that as it is.
    """
    if not rows:
        return
    fields = written_fields(model)
    if derived := _derived(model):
        rows = _with_derived(fields, derived, rows)
    unique = tuple(unique)
    with connection.cursor() as cursor:
        prepared = list(zip(*(_prepared(field, rows, cursor.db) for field in fields), strict=True))
        for start in range(0, len(prepared), ROWS):
            some = prepared[start : start + ROWS]
            if len(some) < ROWS and cursor.db.vendor == "sqlite":
                cursor.executemany(_insert(model, 1, unique, keep), some)
            else:
                cursor.execute(_insert(model, len(some), unique, keep), list(chain.from_iterable(some)))


@cache
def written_fields(model):
    """The fields of a model that the database does not fill itself."""
    return [field for field in model._meta.concrete_fields if not (field.generated or isinstance(field, AutoField))]


def copy(source, target, columns, *, key, values):
    """Insert into the table of `target` what the table of `source` has, as {column of it: column of the source}.

    Only the rows are copied whose field `key` has one of `values`.
    """
    if not values:
        return
    quote, field = connection.ops.quote_name, source._meta.get_field(key)
    names, origins = (", ".join(map(quote, some)) for some in (columns.keys(), columns.values()))
    among = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(target._meta.db_table)} ({names}) SELECT {origins}"  # noqa: S608
            f" FROM {quote(source._meta.db_table)} WHERE {quote(field.column)} IN ({among})",
            _stored(field, values, connection),
        )


@cache
def _derived(model):
    """The fields in which something is filled in on every save."""
    return [
        field
        for field in written_fields(model)
        if type(field).pre_save not in STOCK
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    ]


def _with_derived(fields, derived, rows):
    defaults = {field.attname: _default(field) for field in fields}
    instances = [SimpleNamespace(**{**defaults, **row}) for row in rows]
    for field in derived:
        for instance in instances:
            setattr(instance, field.attname, field.pre_save(instance, add=True))
    return [vars(instance) for instance in instances]


def _default(field):
    return field.get_default() if callable(field.default) else _constant_default(field)


@cache
def _constant_default(field):
    """Asked of each column of a language, modeltranslation would activate this every time."""
    return field.get_default()


def _prepared(field, rows, database):
    """The values of a field in rows, as the database takes them."""
    name, default = field.attname, _default(field)
    return _stored(field, [row.get(name, default) for row in rows], database)


def _stored(field, values, database):
    """Values as the database takes them. What stands there often is prepared once."""
    kind = _kind(field)
    if kind in TEXTS:
        return [value if value is None or type(value) is str else _saved(field, value, database) for value in values]
    if kind == "UUIDField" and not database.features.has_native_uuid_field:
        return [value if value is None else value.hex if isinstance(value, UUID) else _hex(value) for value in values]
    if kind == "JSONField" and any(isinstance(value, dict) for value in values):
        return [_saved(field, value, database) for value in values]
    keys = [*map(repr, values)] if kind == "JSONField" else values
    prepared = {key: _saved(field, value, database) for key, value in dict(zip(keys, values, strict=True)).items()}
    return [prepared[key] for key in keys]


def _saved(field, value, database):
    return None if value is None else field.get_db_prep_save(value, database)


@cache
def _kind(field):
    return (field.target_field if field.is_relation else field).get_internal_type()


@lru_cache(maxsize=1000)
def _hex(identity):
    return UUID(identity).hex


@lru_cache(maxsize=100)
def _insert(model, rows, unique, keep):
    quote, fields = connection.ops.quote_name, written_fields(model)
    names = ", ".join(quote(field.column) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {values}"  # noqa: S608
    if not unique:
        return statement
    keys = ", ".join(quote(model._meta.get_field(name).column) for name in unique)
    others = (quote(field.column) for field in fields if field.name not in unique)
    change = "NOTHING" if keep else f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in others)}"
    return f"{statement} ON CONFLICT ({keys}) DO {change}"
