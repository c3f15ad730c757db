"""What a page shows of one entry from several tables, read in one query that is compiled once."""

import json
from datetime import UTC
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import connections, router
from django.db.models import DateTimeField, QuerySet, Value, Window
from django.db.models.functions import JSONArray, RowNumber
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import get_language

from peacedesk.editorial.graph import original_columns
from peacedesk.editorial.prepared import Prepared, Statement


class Together:
    """The rows that belong to an entry. Takes a function from the key of an entry to {name: queryset}.

    `of(key)` returns {name: list of objects}, each list in the order of its queryset. Untranslated columns stay out, as
    does whatever a queryset defers. A key is an id or an address. With `most` the function takes
    a list of so many keys, and `of` at most as many.
    """

    def __init__(self, querysets, most=0):
        self.querysets, self.most, self.compiled = querysets, most, {}
        # What stands for the keys while the query is compiled: no row has these.
        self.places = [UUID(int=PLACES + number) for number in range(most or 1)]

    def of(self, *keys):
        if get_language() not in self.compiled:
            self.compiled[get_language()] = self._compile()
        statement, readers = self.compiled[get_language()]
        using = router.db_for_read(next(iter(readers.values())).model)
        found = {name: [] for name in readers}
        keys += keys[-1:] * (len(self.places) - len(keys))
        for name, number, row in statement.rows(connections[using], keys):
            found[name].append((number, row))
        return {name: [readers[name].read(row, using) for _number, row in sorted(some)] for name, some in found.items()}

    def _compile(self):
        """The query for entries of any key, in the active language, in whose alphabet names are sorted."""
        querysets = self.querysets(self.places if self.most else self.places[0])
        readers = {name: Reader(queryset) for name, queryset in querysets.items()}
        first, *others = (readers[name].part(name, queryset) for name, queryset in querysets.items())
        union = first.union(*others, all=True) if others else first
        connection = connections[union.db]
        kind = Prepared if connection.vendor == "postgresql" else Statement
        return kind(*union.query.get_compiler(union.db).as_sql(), self.places), readers


PLACES = 0x7C1F3A520B6E4D0E9A575F0E0D3B8C00


class Reader:
    """How the rows of a queryset are read: `part` is what the union has of it, `read` makes an object of its row.

    The queryset itself is let go, since a compiled query has no use for it and there are many.
    """

    def __init__(self, queryset):
        self.model = queryset.model
        names, is_left_out = queryset.query.deferred_loading
        left_out = original_columns(self.model) | (names if is_left_out else frozenset())
        columns = [column for column in self.model._meta.concrete_fields if column.name not in left_out]
        self.names = dict.fromkeys(column.attname for column in columns)  # in their order, and quickly found
        self.given = [_reading(column) for column in columns]
        self.added = list(queryset.query.annotations)

    def part(self, name, queryset):
        order = queryset.query.order_by or self.model._meta.ordering
        row = JSONArray(*self.names, *self.added)
        number = Window(RowNumber(), order_by=list(order))
        # The plain methods: those of translated models select columns in no fixed order, which a union cannot have.
        plain = QuerySet.annotate(queryset.order_by(), part=Value(name), number=number, row=row)
        return QuerySet.values(plain, "part", "number", "row")

    def read(self, row, using):
        values = json.loads(row, parse_float=Decimal)  # a float would add digits of its own
        columns = zip(self.given, values, strict=False)
        given = [value if read is None else read(value) for read, value in columns]
        found = self.model.from_db(using, self.names, given)
        for name, value in zip(self.added, values[len(self.given) :], strict=True):
            setattr(found, name, value)
        return found


def _reading(column):
    """What makes the value of a column of what JSON has of it; None where that is the same."""
    kind = column.target_field.get_internal_type() if column.is_relation else column.get_internal_type()
    if kind in {"CharField", "TextField", "SlugField", "PositiveSmallIntegerField"}:
        return None
    if kind == "JSONField":
        return _nested
    if kind == "DecimalField":
        return partial(_decimal, Decimal(1).scaleb(-column.decimal_places))
    return _moment if isinstance(column, DateTimeField) else column.to_python


def _decimal(places, value):
    """A number with its places, of which JSON leaves out the last noughts."""
    return value if value is None else Decimal(value).quantize(places)


def _nested(value):
    """JSON within JSON, which SQLite gives as a text."""
    return json.loads(value) if isinstance(value, str) else value


def _moment(value):
    """A moment in UTC, of which SQLite does not say that it is."""
    found = value and parse_datetime(value)
    return found.replace(tzinfo=UTC) if found and is_naive(found) else found
