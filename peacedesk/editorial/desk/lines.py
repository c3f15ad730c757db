"""Finding lines of the log by any letters in them, from three on at the same cost however long the log is.

An index knows which lines have three letters in a row. It leads to all lines that hold a text, and to some that do not,
so each is compared as well. SQLite's knows no capitals of a few scripts that the site is not written in (Georgian,
Cherokee).
"""

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import In
from django.utils.text import smart_split, unescape_string_literal

from peacedesk.editorial.counting import MOST

FIELDS = ("actor", "title", "reason")
# The keys of so many lines are listed. Of more, each line asks whether it is among them, and very many are compared one
# by one, as far as a page goes.
LISTED, ASKED = 2 * MOST, 20 * MOST
LETTERS = 3
DOTS = str.maketrans("İı", "ii")
SQLITE = "SELECT rowid FROM accounts_logindex WHERE accounts_logindex MATCH %s"
TEXT = "UPPER(actor || E'\\n' || title || E'\\n' || reason)"  # as in the index of PostgreSQL


def holding(text):
    """Whether a line holds each word of `text`, and each phrase in quotes there, in one of `FIELDS`."""
    wanted = [_unquoted(bit) for bit in smart_split(text)]
    holds = Q(*(Q(*((f"{name}__icontains", bit) for name in FIELDS), _connector=Q.OR) for bit in wanted))
    if indexed := [bit for bit in wanted if len(bit) >= LETTERS]:
        statement, given = _possible(indexed)
        found = _read(f"{statement} LIMIT %s", [*given, ASKED + 1])
        if len(found) <= LISTED:
            return Q(pk__in=found) & holds
        if len(found) <= ASKED:
            return _in_order(In(F("pk"), RawSQL(statement, given))) & holds  # noqa: S611
    return _in_order(ExpressionWrapper(holds, BooleanField()))


def _in_order(condition):
    """A condition that no planner begins with: rows are read in the order of the list, each of which is asked."""
    return Q(Coalesce(condition, False))


def _unquoted(bit):
    """What a bit of a search stands for in the admin."""
    return unescape_string_literal(bit) if bit[0] in "\"'" and bit[0] == bit[-1] else bit


def _possible(texts):
    """A statement and its parameters: it selects the keys of all lines that may hold each of some texts."""
    if connection.vendor == "postgresql":
        alike = " AND ".join([f"{TEXT} LIKE UPPER(%s)"] * len(texts))
        patterns = [f"%{connection.ops.prep_for_like_query(text)}%" for text in texts]
        return f"SELECT id FROM accounts_logrecord WHERE {alike}", patterns  # noqa: S608
    letters = sorted(set().union(*map(_threes, texts)))
    return SQLITE, [" AND ".join('"{}"'.format(three.replace('"', '""')) for three in letters)]


def _threes(text):
    """Runs of three letters that cover a text, as SQLite's index has them."""
    text, last = text.translate(DOTS), len(text) - LETTERS
    return {text[start : start + LETTERS] for start in (*range(0, last, LETTERS), last)}


def _read(statement, given):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [key for (key,) in cursor.fetchall()]
