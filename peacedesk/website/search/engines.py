"""The two databases under the search: SQLite's FTS5 and PostgreSQL's tsvector. Both answer alike.

A further engine has these methods too: `newest`, `count`. See `docs/scale.md`.
"""

from django.db import connection, connections, router

from peacedesk.website.search.lexemes import FOUND, INDEX
from peacedesk.website.search.models import SearchRow


class SQLite:
    """FTS5 walks its row numbers backwards, which are in the order of time, and stops at the limit."""

    NEWEST = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    COUNT = f"SELECT count(*) FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s)"  # noqa: S608
    # A test that empties the tables, as one statement for all rows, leaves the index as it was.
    CLEAR = f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')"  # noqa: S608
    OPERATORS = '"', " AND ", " OR "


class PostgreSQL:
    """GIN knows no order: all keys are found, then put in order."""

    NEWEST = f"SELECT id FROM {FOUND}(%s::tsquery) AS id ORDER BY id DESC LIMIT %s"  # noqa: S608
    COUNT = f"SELECT count(*) FROM (SELECT id FROM {FOUND}(%s::tsquery) AS id LIMIT %s) AS first"  # noqa: S608
    CLEAR = ""
    OPERATORS = "'", " & ", " | "


def _engine():
    return PostgreSQL if connection.vendor == "postgresql" else SQLite


def _rows(statement, wanted, limit):
    engine = _engine()
    with connections[router.db_for_read(SearchRow)].cursor() as cursor:
        cursor.execute(getattr(engine, statement), [wanted.written(*engine.OPERATORS), limit])
        return cursor.fetchall()


def newest(wanted, limit):
    """The keys of at most `limit` rows that a `Wanted` describes, those of the latest date first."""
    return [row for (row,) in _rows("NEWEST", wanted, limit)]


def count(wanted, limit):
    """How many rows a `Wanted` describes, counted up to `limit`."""
    return _rows("COUNT", wanted, limit)[0][0]


def clear():
    """Empty whatever the database keeps besides the table of rows, which is empty."""
    if statement := _engine().CLEAR:
        with connection.cursor() as cursor:
            cursor.execute(statement)
