"""The two databases under the search: SQLite's FTS5 and PostgreSQL's tsvector. Both answer alike.

A further engine has these statements too: `OTHERS` are the newest rows that another statement does not find. See
`docs/scale.md`.
"""

from contextlib import contextmanager

from django.db import connection, connections, router

from peacedesk.website.search.lexemes import FOUND, INDEX, Tier, Wanted
from peacedesk.website.search.models import SearchRow


class SQLite:
    """FTS5 walks its row numbers backwards, which are in the order of time, and stops at the limit."""

    NEWEST = f"SELECT rowid AS id FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    OTHERS = NEWEST.replace("ORDER", "AND rowid NOT IN ({}) ORDER")
    NUMBER = f"SELECT count(*) FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s)"  # noqa: S608
    BEFORE_FILLING = (f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')",)  # noqa: S608
    AFTER_FILLING = (f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')",)  # noqa: S608
    # Each writing adds a segment, and each query looks into all: this many pages of 4 KB are merged, if need be.
    AFTER_WRITING = (f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('merge', 50)",)  # noqa: S608
    OPERATORS = '"', " AND ", " OR "

    @staticmethod
    def counted(wanted, limit):
        """The values of `NUMBER`."""
        return wanted, limit


class PostgreSQL:
    """GIN knows no order: all keys are found, then put in order. It counts in the short lists of titles first."""

    NEWEST = f"SELECT id FROM {FOUND}(%s::tsquery) AS id ORDER BY id DESC LIMIT %s"  # noqa: S608
    OTHERS = NEWEST.replace("ORDER", "WHERE id NOT IN ({}) ORDER")
    NUMBER = f"SELECT {INDEX}_number(%s::tsquery, %s::tsquery, %s)"
    BEFORE_FILLING = ()
    # New rows are gathered in a list that every search reads through: this puts them into the index.
    AFTER_FILLING = AFTER_WRITING = (f"SELECT gin_clean_pending_list('{INDEX}_lexemes')",)
    OPERATORS = "'", " & ", " | "

    @staticmethod
    def counted(wanted, limit):
        """The values of `NUMBER`."""
        return wanted.at(Tier.TITLE), wanted, limit


def engine():
    return PostgreSQL if connection.vendor == "postgresql" else SQLite


def ask(statement, given):
    """The rows of a statement that has places for what is `given`: `Wanted`s and numbers."""
    operators = engine().OPERATORS
    with connections[router.db_for_read(SearchRow)].cursor() as cursor:
        cursor.execute(statement, [each.written(*operators) if isinstance(each, Wanted) else each for each in given])
        return cursor.fetchall()


def newest(wanted, limit):
    """The keys of at most `limit` rows that a `Wanted` describes, those of the latest date first."""
    return [row for (row,) in ask(engine().NEWEST, [wanted, limit])]


def texts(rows):
    """The texts of the rows with these keys, by key. Of rows that are gone there is none."""
    return dict(_columns("id, text", rows))


def titles_and_texts(rows):
    """The (title, text) of the same rows, in any order."""
    return _columns("title, text", rows)


def _columns(names, rows):
    if not rows:
        return []
    places = ", ".join(["%s"] * len(rows))
    return ask(f"SELECT {names} FROM {SearchRow._meta.db_table} WHERE id IN ({places})", rows)  # noqa: S608


def counts(asked):
    """How many rows each of some `Wanted`s describes, counted up to its limit, from (`Wanted`, limit) pairs."""
    statement = " UNION ALL ".join(f"SELECT {place}, ({engine().NUMBER})" for place in range(len(asked)))
    found = ask(statement, [value for pair in asked for value in engine().counted(*pair)]) if asked else []
    return [number for _place, number in sorted(found)]


def tidy():
    """After rows were written or removed: keep what is asked of the index cheap."""
    _carry_out(engine().AFTER_WRITING)


@contextmanager
def filling():
    """Around the writing of all rows into the table of rows, which is empty, in one transaction."""
    _carry_out(engine().BEFORE_FILLING)
    yield
    _carry_out(engine().AFTER_FILLING)


def _carry_out(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
