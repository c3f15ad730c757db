"""Finding entries at the desk by the beginnings of words: in titles and addresses, or in summaries as well.

The words of a working copy are kept with every revision. SQLite finds them by FTS5, PostgreSQL by a GIN index.
"""

import re
from unicodedata import category, normalize

from django.db import connection
from django.db.models.expressions import RawSQL

from peacedesk.editorial import statements
from peacedesk.editorial.models import EntryWords
from peacedesk.languages import CONTENT_LANGUAGES

# Stands before a word of a summary, so that titles can be searched alone.
ASIDE = "¶"
WORD = re.compile(r"[^\W_]+")
SQLITE = """
    SELECT entry_id FROM editorial_entrywords WHERE id IN (
        SELECT rowid FROM editorial_wordindex WHERE editorial_wordindex MATCH %s ORDER BY rowid DESC LIMIT %s
    )
"""
POSTGRESQL = """
    SELECT entry_id FROM editorial_entrywords
    WHERE array_to_tsvector(string_to_array(text, ' ')) @@ %s::tsquery LIMIT %s
"""


def words_in(text):
    """The words of a text in small letters, without marks above and below that are characters of their own."""
    letters = (letter for letter in normalize("NFKC", text or "") if category(letter) != "Mn")
    return WORD.findall("".join(letters).casefold())


def words_of(row):
    """What to find an entry by, from the columns of its working root as {column: value}."""
    titles = [row.get("slug"), *(row.get(f"title_{code}") for code in CONTENT_LANGUAGES)]
    summaries = [row.get(f"summary_{code}") for code in CONTENT_LANGUAGES]
    words = {word for text in titles for word in words_in(text)}
    words |= {f"{ASIDE}{word}" for text in summaries for word in words_in(text)}
    return " ".join(sorted(words))


def keep(rows):
    """Keep the words of entries. Takes the columns of their working roots, as {`Entry`: {column: value}}."""
    found = [{"entry_id": entry.pk, "text": words_of(row)} for entry, row in rows.items()]
    statements.write(EntryWords, found, unique=["entry"])


def titled(text, limit):
    """At most `limit` keys of entries with the beginnings of words in `text` in their titles or addresses."""
    return _found([[word] for word in words_in(text)], limit)


def mentioning(text, limit):
    """The same, in their summaries as well."""
    return _found([[word, f"{ASIDE}{word}"] for word in words_in(text)], limit)


def _found(wanted, limit):
    """A subquery of keys of entries. `wanted` are alternatives of which each must be found; without any, nothing is."""
    limit = limit if wanted else 0
    if connection.vendor == "postgresql":
        return RawSQL(POSTGRESQL, [_written(wanted, "'{}':*", " | ", " & "), limit])  # noqa: S611  (a statement of ours)
    return RawSQL(SQLITE, [_written(wanted, '"{}"*', " OR ", " AND ") or '"0"', limit])  # noqa: S611


def _written(wanted, word, either, each):
    return each.join(f"({either.join(word.format(one) for one in words)})" for words in wanted)
