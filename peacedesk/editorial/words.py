"""Finding entries at the desk by the beginnings of words: in titles and addresses, or in summaries as well.

The words of a working copy are kept with every revision. SQLite finds them by FTS5, PostgreSQL by a GIN index.
"""

import re
from unicodedata import normalize
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from peacedesk.editorial import statements
from peacedesk.editorial.models import EntryWords
from peacedesk.languages import CONTENT_LANGUAGES

# Stands before a word of a summary, so that titles can be searched alone.
ASIDE = "¶"
MAX_WORD = 100  # characters; PostgreSQL takes 2,046 bytes
WORD = re.compile(r"[^\W_]+")
# Accents and the vowel signs of Arabic, where they are characters of their own.
MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
SQLITE = """
    SELECT entry_id FROM editorial_entrywords WHERE id IN (
        SELECT rowid FROM editorial_wordindex WHERE editorial_wordindex MATCH %s ORDER BY rowid DESC LIMIT %s
    )
"""
ALL = {"sqlite": -1, "postgresql": None}  # as a LIMIT
POSTGRESQL = "SELECT * FROM editorial_entrywords_found(%s::tsquery, %s)"


def words_in(text):
    """The words of a text in small letters, without marks above and below that are characters of their own."""
    found = WORD.findall(MARKS.sub("", normalize("NFKC", text or "")).casefold())
    return [word[:MAX_WORD] for word in found]


def words_of(row):
    """What to find an entry by, from the columns of its working root as {column: value}."""
    titles = [row.get("slug"), *(row.get(f"title_{code}") for code in CONTENT_LANGUAGES)]
    summaries = [row.get(f"summary_{code}") for code in CONTENT_LANGUAGES]
    words = {*words_in(_joined(titles)), *(f"{ASIDE}{word}" for word in set(words_in(_joined(summaries))))}
    return " ".join(sorted(words))


def _joined(texts):
    return " ".join(text for text in texts if text)


def keep(rows):
    """Keep the words of entries. Takes the columns of their working roots, as {`Entry`: {column: value}}."""
    found = [{"entry_id": entry.pk, "text": words_of(row)} for entry, row in rows.items()]
    statements.write(EntryWords, found, unique=["entry"])


def titled(text, limit):
    """The keys of entries with the beginnings of words in `text` in their titles or addresses, to be found `in`.

    They are a list of less than `limit`, which keeps a page cheap, or a subquery where there are more.
    """
    return _found([[word] for word in words_in(text)], limit)


def mentioning(text, limit):
    """The same, in their summaries as well."""
    return _found([[word, f"{ASIDE}{word}"] for word in words_in(text)], limit)


def _found(wanted, limit):
    """See `titled`. `wanted` are alternatives of which each must be found; without any, nothing is.

    Few keys are a list, since no planner knows how few they are.
    """
    if not wanted:
        return []
    if connection.vendor == "postgresql":
        statement, query = POSTGRESQL, _written(wanted, "'{}':*", " | ", " & ")
    else:
        statement, query = SQLITE, _written(wanted, '"{}"*', " OR ", " AND ")
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, limit])
        keys = [key if isinstance(key, UUID) else UUID(key) for (key,) in cursor.fetchall()]
    return keys if len(keys) < limit else RawSQL(statement, [query, ALL[connection.vendor]])  # noqa: S611


def _written(wanted, word, either, each):
    return each.join(f"({either.join(word.format(one) for one in words)})" for words in wanted)
