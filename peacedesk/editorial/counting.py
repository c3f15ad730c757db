"""Numbers that cost the same however large the record is: exact up to `MOST`, and beyond it “1000+”."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db import connection
from django.db.models.expressions import RawSQL

MOST = 1000


class Count(int):
    """A number of rows. `is_more` tells that there are more of them, which nobody counted."""

    is_more = False

    def __new__(cls, number, most=MOST):
        count = super().__new__(cls, min(number, most))
        count.is_more = number > most
        return count

    def __str__(self):
        return f"{int(self)}+" if self.is_more else str(int(self))

    @classmethod
    def sum(cls, counts):
        """The sum of several `Count`s."""
        counts = list(counts)
        total = cls(sum(map(int, counts)), most=float("inf"))
        total.is_more = any(count.is_more for count in counts)
        return total


def counts_of(querysets):
    """A `Count` of each of some querysets, all with one query.

    They are counted in their order, so that an index which serves it leads to the first of them: without an order,
    PostgreSQL would rather read a table from its beginning and hope.
    """
    compiled = [_first_keys(queryset, MOST + 1) for queryset in querysets]
    selects = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" for sql, _params in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {selects}", [value for _sql, params in compiled for value in params])
        return [Count(number) for number in cursor.fetchone()]


def first_of(querysets, number):
    """A subquery with the keys of the first `number` rows of each of some querysets."""
    compiled = [_first_keys(queryset, number) for queryset in querysets]
    union = " UNION ALL ".join(f'SELECT "pk" FROM ({sql}) AS chosen' for sql, _params in compiled)  # noqa: S608
    return RawSQL(union, [value for _sql, params in compiled for value in params])  # noqa: S611  (made by Django)


def _first_keys(queryset, number):
    query = queryset.values("pk")[:number].query
    return query.get_compiler(connection=connection, elide_empty=False).as_sql()


class CappedPaginator(Paginator):
    """Pages of a queryset, as far as it is counted."""

    @cached_property
    def count(self):
        return counts_of([self.object_list])[0]
