"""Finding entries at the desk by the beginnings of words: in titles and addresses, or in summaries as well.

The words of a working copy are kept with every revision. SQLite finds them by FTS5, PostgreSQL by a GIN index.
"""

import re
from unicodedata import normalize
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat, StrIndex
from django.db.models.lookups import GreaterThan, In

from peacedesk.editorial import statements
from peacedesk.editorial.counting import MOST
from peacedesk.editorial.models import EntryWords
from peacedesk.languages import CONTENT_LANGUAGES

# Stands before a word of a summary, so that titles can be searched alone.
ASIDE = "¶"
MAX_WORD = 100  # characters; PostgreSQL takes 2,046 bytes
WORD = re.compile(r"[^\W_]+")
# Accents and the vowel signs of Arabic, where they are characters of their own.
MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
# The keys of so many entries are listed, or gathered by the database. Of more, each row asks whether it is among them,
# and of very many it looks through its own words, as far as a page goes. The databases differ in what finding costs.
LISTED, GATHERED = MOST, 3 * MOST
ASKED = {"sqlite": 20 * MOST, "postgresql": 10 * MOST}
FOUND = {
    "sqlite": "SELECT rowid FROM editorial_wordindex WHERE editorial_wordindex MATCH %s LIMIT %s",
    "postgresql": "SELECT * FROM editorial_entrywords_found(%s::tsquery, %s)",
}
KEYS = {
    "sqlite": f"SELECT entry_id FROM editorial_entrywords WHERE id IN ({FOUND['sqlite']})",  # noqa: S608
    "postgresql": FOUND["postgresql"],
}
ALL = {"sqlite": -1, "postgresql": None}  # as a LIMIT


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


def titled(text, entry="pk"):
    """Whether the entry that a row names by `entry` has the beginnings of words in `text` in its titles or address."""
    return _found([[word] for word in words_in(text)], entry)


def mentioning(text, entry="pk"):
    """The same, in its summaries as well."""
    return _found([[word, f"{ASIDE}{word}"] for word in words_in(text)], entry)


def _found(wanted, entry):
    """See `titled`. `wanted` are alternatives of which each must be found; without any, nothing is.

    The way to the rows is chosen here, since no planner knows how many are found.
    """
    if not wanted:
        return Q(**{f"{entry}__in": []})
    vendor = connection.vendor
    if vendor == "postgresql":
        query = _written(wanted, "'{}':*", " | ", " & ")
    else:
        query = _written(wanted, '"{}"*', " OR ", " AND ")
    ((number,),) = _read(f"SELECT COUNT(*) FROM ({FOUND[vendor]}) AS found", query, ASKED[vendor] + 1)  # noqa: S608
    every = [query, ALL[vendor]]
    if number <= LISTED:
        keys = [key if isinstance(key, UUID) else UUID(key) for (key,) in _read(KEYS[vendor], *every)]
        return Q(**{f"{entry}__in": keys})
    if number <= GATHERED:
        return Q(**{f"{entry}__in": RawSQL(KEYS[vendor], every)})  # noqa: S611
    if number > ASKED[vendor]:
        own = EntryWords.objects.filter(entry=OuterRef(entry)).values(found=_holds(wanted))
        return Subquery(own, output_field=BooleanField())
    if vendor == "sqlite":
        words = EntryWords.objects.filter(entry=OuterRef(entry))
        return Exists(words.filter(pk__in=RawSQL(FOUND[vendor], every)))  # noqa: S611
    return Coalesce(In(F(entry), RawSQL(KEYS[vendor], every)), False)  # noqa: S611  (no condition to begin with)


def _holds(wanted):
    """Whether the words of a row are such: what the index says, said of its text."""
    spaced = Concat(Value(" "), "text")

    def begins(word):
        return GreaterThan(StrIndex(spaced, Value(f" {word}")), 0)

    return ExpressionWrapper(Q(*(Q(*map(begins, words), _connector=Q.OR) for words in wanted)), BooleanField())


def _read(statement, query, limit):
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, limit])
        return cursor.fetchall()


def _written(wanted, word, either, each):
    return each.join(f"({either.join(word.format(one) for one in words)})" for words in wanted)
