"""The records that the words of a query point to by their names, in any language and script."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connections, router

from peacedesk.website.search.models import SearchName, SearchNameKey
from peacedesk.website.search.registry import written_ways
from peacedesk.website.search.stemming import forms

LONGEST_NAME = 25  # words
MOST_RECORDS = 30  # a word in the names of more records points to none of them
MOST_NAMES = 500


class Name(NamedTuple):
    """One of the names of a record, with the columns of `SearchName`."""

    kind: str
    form: str
    language: str
    is_right: bool
    is_proper: bool


@dataclass
class Names:
    """The records that the words of a query point to: `whole` by the place of the words, `single` by word.

    `forms` are the `Name`s of each, `counterparts` what was worked out of them once for all languages.
    """

    whole: dict = field(default_factory=dict)
    single: dict = field(default_factory=dict)
    forms: defaultdict = field(default_factory=lambda: defaultdict(list))
    counterparts: dict = field(default_factory=dict)

    @property
    def proper(self):
        """The right forms, as `Name`s, without common words."""
        return [name for names in self.forms.values() for name in names if name.is_right and name.is_proper]


def recognised(rows):
    """The `Names` that each of several rows of tokens points to, from one query."""
    keys = [(_places_of_names(words), _words_by_form(words)) for words in rows]
    wholes = dict.fromkeys(chain.from_iterable(places for places, _words in keys))
    single = dict.fromkeys(chain.from_iterable(by_form for _places, by_form in keys))
    lines = _lines(list(wholes), list(single))
    return [_names(*each, lines) for each in keys]


def _places_of_names(words):
    """Where a name may be in a row of tokens: (start, end) by the keys of whole names."""
    places, ways = defaultdict(set), written_ways(words)
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            for way in ways:
                places[" ".join(way[start:end])].add((start, end))
    return places


def _words_by_form(words):
    """The words of a row of tokens by the keys of single words."""
    found = defaultdict(set)
    for token in words:
        for key in forms(token.word):
            found[key].add(token.word)
    return found


def _names(places, by_form, lines):
    found, there = Names(), set()
    for what, key, record, name in lines:
        if what == FORM and record in there:
            found.forms[record].append(name)
        elif what == WHOLE and key in places:
            there.add(record)
            for place in places[key]:
                found.whole.setdefault(place, {})[record] = None
        elif what == SINGLE and key in by_form:
            there.add(record)
            for word in by_form[key]:
                found.single.setdefault(word, {})[record] = None
    return found


WHOLE, SINGLE, FORM = range(3)
# The keys of whole names, those of words that few records have in their names, and all names of these records.
LINES = f"""
    WITH keys AS MATERIALIZED (
        SELECT word.key, word.is_whole, name.object_id
        FROM {SearchNameKey._meta.db_table} AS word JOIN {SearchName._meta.db_table} AS name ON name.id = word.name_id
        WHERE word.key IN (%s)
    ),
    whole AS (
        SELECT key, object_id FROM keys WHERE is_whole ORDER BY key, object_id LIMIT {MOST_NAMES}
    ),
    rare AS (SELECT key FROM keys WHERE key IN (%s) GROUP BY key HAVING count(DISTINCT object_id) <= {MOST_RECORDS}),
    single AS (SELECT DISTINCT key, object_id FROM keys WHERE key IN (SELECT key FROM rare))
    SELECT {WHOLE}, key, object_id, 0, '', '', '', false, false FROM whole
    UNION ALL SELECT {SINGLE}, key, object_id, 0, '', '', '', false, false FROM single
    UNION ALL SELECT {FORM}, '', object_id, id, kind, form, language, is_right, is_proper
    FROM {SearchName._meta.db_table}
    WHERE object_id IN (SELECT object_id FROM whole UNION SELECT object_id FROM single)
"""  # noqa: S608


def _lines(wholes, words):
    """What the index knows of keys of whole names, those of `words` among them: (what it is, key, record, `Name`).

    In order; the name is that of a record, else None.
    """
    if not wholes:
        return []
    given = wholes, words
    statement = LINES % tuple(", ".join(["%s"] * len(keys)) for keys in given)
    with connections[router.db_for_read(SearchName)].cursor() as cursor:
        cursor.execute(statement, [key for keys in given for key in keys])
        lines = sorted(cursor.fetchall(), key=itemgetter(0, 3, 1, 2))
    records = {key: key if isinstance(key, UUID) else UUID(key) for _what, _key, key, *_name in lines}
    return [(what, key, records[record], Name(*name)) for what, key, record, _pk, *name in lines]
