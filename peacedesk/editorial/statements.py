"""Many rows by one prepared statement: what `bulk_create` does, at a third of its cost and without model instances.

The rows are written as they are given, past managers and signals. Fields fill in what they derive, as on every save.
"""

from types import SimpleNamespace

from django.db import connection
from django.db.models import AutoField, Field

TEXTS = {"CharField", "SlugField", "TextField"}


def write(model, rows, *, unique=()):
    """Insert rows, given as {attribute: value}. What a row leaves out has its default.

    With the names of `unique` fields, a row takes the place of the one that has the same values in them.
    """
    if not rows:
        return
    written = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in written if not isinstance(field, AutoField)]
    defaults = {field.attname: field.get_default() for field in fields}
    with connection.cursor() as cursor:
        steps = [_step(field, cursor.db) for field in fields]
        prepared = [[step(row) for step in steps] for row in (SimpleNamespace(**{**defaults, **row}) for row in rows)]
        cursor.executemany(_insert(model, fields, unique), prepared)


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
            [field.get_db_prep_value(value, connection) for value in values],
        )


def _step(field, database):
    """A function that takes a row and returns the value of a field as the database takes it."""
    derives = type(field).pre_save is not Field.pre_save  # something that is filled in on every save
    is_text = field.get_internal_type() in TEXTS
    attribute, pre_save, prepare = field.attname, field.pre_save, field.get_db_prep_save

    def step(row):
        value = pre_save(row, True) if derives else getattr(row, attribute)
        return value if value is None or is_text and type(value) is str else prepare(value, database)

    return step


def _insert(model, fields, unique):
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({values})"  # noqa: S608
    if not unique:
        return statement
    keys = ", ".join(quote(model._meta.get_field(name).column) for name in unique)
    others = (quote(field.column) for field in fields if field.name not in unique)
    return f"{statement} ON CONFLICT ({keys}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in others)}"
