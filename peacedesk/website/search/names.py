"""Names of records in a query: whatever language and script one is typed in, it stands for all its other forms."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connections, router

from peacedesk.languages import Text, direction
from peacedesk.library.models import Person
from peacedesk.website.search import arabic, lexemes
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.folding import ARABIC, KAZAKH, script
from peacedesk.website.search.models import SearchName, SearchNameKey
from peacedesk.website.search.registry import written_ways
from peacedesk.website.search.sounds import sound
from peacedesk.website.search.stemming import forms, stem

LONGEST_NAME = 25  # words
MOST_RECORDS = 30  # a word in the names of more records points to none of them
MOST_NAMES = 500
MOST_TOLD = 8
MOST_ASKED = 16  # forms, whether public texts have them
MOST_NAMESAKES = 2
# Kinds of which one word, such as a surname, is a name too.
OF_SEVERAL_NAMES = {Person._meta.label_lower}


@dataclass(frozen=True)
class Part:
    """One or more words of a query that are looked for together.

    `group` are the alternatives as terms (`lexemes.Wanted`), `phrases` the same as rows of stems, for marking;
    `records` are the records that the words point to, `is_name` tells that they are a whole name.
    """

    tokens: tuple
    group: tuple[tuple[str, ...], ...]
    phrases: frozenset
    records: tuple = ()
    is_name: bool = False


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


def read(words, language, known):
    """A row of tokens with the `Names` in it, which are the same in every language, as its `Part`s in order.

    The longest whole names are taken first, then what is left word by word.
    """
    taken, chosen = set(), []
    for start, end in sorted(known.whole, key=lambda place: (place[0] - place[1], place)):
        if taken.isdisjoint(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, _name(words[start:end], known.whole[start, end], known, language)))
    for place, token in enumerate(words):
        if place not in taken:
            chosen.append((place, _word(token, known, language)))
    return [part for _place, part in sorted(chosen, key=lambda pair: pair[0])]


def _name(words, records, known, language):
    phrases = {tuple(token.stem for token in words)}
    for record in records:
        phrases |= {_stems(name.form, language) for name in known.forms[record] if name.is_right}
    group = [(lexemes.record(record),) for record in records]
    group += [tuple(lexemes.word(stem) for stem in phrase) for phrase in sorted(phrases)]
    if len(words) == 1:
        single = _word(words[0], known, language)
        group, phrases = [*group, *single.group], phrases | single.phrases
    return Part(tuple(words), tuple(dict.fromkeys(group)), frozenset(phrases), tuple(records), is_name=True)


def _stems(form, language):
    return tuple(token.stem for token in meaningful(tokens(form, language)))


def _word(token, known, language):
    stems = {token.stem: None}
    if script(token.word) == ARABIC:
        stems |= dict.fromkeys(arabic.variants(token.stem))
    records = tuple(known.single.get(token.word, ()))
    for record in records:
        stems |= {stem(word, language): None for _text, word in _counterparts(token, record, known)}
    group = [*((lexemes.word(stem),) for stem in stems), *((lexemes.record(record),) for record in records)]
    return Part((token,), tuple(group), frozenset((stem,) for stem in stems), records)


def _counterparts(token, record, known):
    """The words of the right names of a record that sound like the one `token` is a form of: (`Text`, folded word)."""
    if (token.word, record) not in known.counterparts:
        known.counterparts[token.word, record] = list(_alike(token.word, known.forms[record]))
    return known.counterparts[token.word, record]


def _alike(typed, names):
    words = [(name, other) for name in names if name.is_right for other in tokens(name.form, name.language or "en")]
    typed = set(forms(typed))
    heard = {sound(other.word) for _name, other in words if not typed.isdisjoint(forms(other.word))} - {""}
    for name, other in words:
        if sound(other.word) in heard:
            yield _text(name, name.form[other.start : other.end]), other.word


def _text(name, value):
    language = name.language or _language_of(value)
    return Text(value, language, direction(language), False)


def _language_of(form):
    """The language that a form without one is most likely in, by its letters."""
    match script(form.casefold()):
        case "cyrillic":
            return "kk" if KAZAKH & set(form.casefold()) else "ru"
        case "arabic":
            return "ar"
    return "en"


def other_forms(parts, known):
    """The other right forms of the names in a query, as {`Text`: a `Wanted` for texts of its language that have it}.

    At most `MOST_ASKED`, of which those that are public are to be told, at most `MOST_TOLD`.
    """
    typed = {token.written for part in parts for token in part.tokens}
    typed |= {" ".join(token.written for token in part.tokens) for part in parts}
    others = {}
    for text in _forms_of(parts, known):
        written = " ".join(token.written for token in tokens(text.value, text.lang))
        if written not in typed:
            others.setdefault(written, text)
    wanted = {text: _all_of(text) for text in islice(others.values(), MOST_ASKED)}
    return {text: each for text, each in wanted.items() if each.groups}


def proper(known):
    """The right forms of names, as `Name`s, without common words."""
    return [name for forms in known.forms.values() for name in forms if name.is_right and name.is_proper]


def _forms_of(parts, known):
    for part in parts:
        if part.is_name:
            names = [name for record in part.records for name in known.forms[record]]
            names.sort(key=lambda name: not name.language)
            texts = [_text(name, name.form) for name in names if name.is_right and name.is_proper]
        elif len(part.records) <= MOST_NAMESAKES:
            records = [r for r in part.records if any(name.kind in OF_SEVERAL_NAMES for name in known.forms[r])]
            texts = [text for record in records for text, _word in _counterparts(part.tokens[0], record, known)]
        else:
            texts = []
        yield from texts


def _all_of(text):
    """All words of a form of a name in one text of its language, where it can be read on the site."""
    return lexemes.Wanted(text.lang, tuple(((lexemes.word(stem),),) for stem in _stems(text.value, text.lang)))
