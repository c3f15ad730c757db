"""Django's SQLite backend with text comparison that knows Cyrillic: LIKE without case, and alphabets to sort by.

SQLite folds case for ASCII only and sorts by code point, which puts Ә and Қ after Я.
"""

import re
from functools import lru_cache

from django.db.backends.sqlite3.base import *  # noqa: F403  (a backend module offers what it is built on)
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations as SQLiteOperations

from peacedesk.sqlite3.alphabets import sort_key


class DatabaseFeatures(SQLiteFeatures):
    # Django asks by a write transaction, in which the first reader of a process would wait for writers.
    supports_json_field = True


class DatabaseOperations(SQLiteOperations):
    def sql_flush(self, style, tables, **kwargs):
        """Empty tables whatever their triggers say about single rows, as TRUNCATE does on other databases."""
        quoted = ", ".join(f"'{table}'" for table in tables)
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({quoted})")  # noqa: S608
            triggers = cursor.fetchall()
        dropped = [f"DROP TRIGGER {self.quote_name(name)}" for name, _sql in triggers]
        return [*dropped, *super().sql_flush(style, tables, **kwargs), *(sql for _name, sql in triggers)]


class Cursor(SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        return super().convert_query(query, param_names=param_names) if param_names else converted(query)


@lru_cache(maxsize=200)
def converted(query):
    """A statement with SQLite's placeholders. One that inserts many rows has thousands of them."""
    return SQLiteCursorWrapper.convert_query(None, query)


class DatabaseWrapper(SQLiteWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        connection.create_function("peacedesk_alphabet", 2, sort_key, deterministic=True)
        return connection


def like(pattern, text, escape=None):
    """SQL's LIKE, without case in every script. Returns None (unknown) when an operand is NULL."""
    if pattern is None or text is None:
        return None
    return expression(str(pattern), escape).fullmatch(str(text)) is not None


@lru_cache(maxsize=500)
def expression(pattern, escape):
    """The regular expression of a LIKE pattern."""
    parts, characters = [], iter(pattern)
    for character in characters:
        if character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
