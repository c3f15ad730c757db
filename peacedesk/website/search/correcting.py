"""What somebody may have meant whose words are nowhere: the beginnings of words, slips of the keys, other layouts."""

from collections import defaultdict
from typing import NamedTuple

from django.db import connections, router

from peacedesk.website.search.folding import ARABIC, CYRILLIC, LATIN, fold, script
from peacedesk.website.search.models import SearchWord
from peacedesk.website.search.sounds import latin, sound
from peacedesk.website.search.vocabulary import chunks

SHORTEST = 3
MOST_BEGINNINGS = 30
MOST_CANDIDATES = 400
MOST_MEANT = 3
BEGUN, LAST = "language = %s AND folded >= %s AND folded < %s", "\U0010ffff"
WORDS = f'SELECT word, folded, sound, "rows" FROM {SearchWord._meta.db_table}'  # noqa: S608
STATEMENT = f'SELECT {{}}, found.* FROM ({WORDS} WHERE {{}} ORDER BY "rows" DESC, word LIMIT {{}}) AS found'  # noqa: S608
# The keys of the Latin and the Russian layout, in the same places.
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_CYRILLIC = str.maketrans(*KEYS)
TO_LATIN = str.maketrans(*reversed(KEYS))
# The languages whose texts may hold a word of a script.
LANGUAGES = {LATIN: ("en",), CYRILLIC: ("ru", "kk"), ARABIC: ("ar",)}


class Lookup(NamedTuple):
    """The words that satisfy a condition, those in most rows first, at most `limit`."""

    condition: str
    values: tuple
    limit: int = MOST_CANDIDATES


class Known(NamedTuple):
    """A word of the public texts, with the columns of `SearchWord`."""

    word: str
    folded: str
    sound: str
    rows: int


def beginning_with(words, language):
    """For each of some folded words those of a language that begin with it, in most rows first, from one query."""
    lookups = [
        Lookup(BEGUN, (language, word, word + LAST), MOST_BEGINNINGS * (len(word) >= SHORTEST)) for word in words
    ]
    found = [sorted(rows, key=lambda known: (-known.rows, known.word)) for rows in _looked_up(lookups)]
    return [[known.folded for known in rows] for rows in found]


def corrected(words, language):
    """For each of some folded words those of the public texts that it is most likely meant to be, from one query.

    As they are written, the likeliest first.
    """
    asked = [
        (word, code, lookup) for word in words for code in _languages(word, language) for lookup in _near(word, code)
    ]
    candidates = defaultdict(dict)
    for (word, code, _lookup), rows in zip(asked, _looked_up([each[-1] for each in asked]), strict=True):
        candidates[word, code] |= dict.fromkeys(rows)
    return [_likeliest(word, [candidates[word, code] for code in _languages(word, language)]) for word in words]


def _languages(word, language):
    """The languages whose words a folded word may be meant to be, that of the reader first."""
    is_word = len(word) >= SHORTEST and not word.isdecimal()
    return list(dict.fromkeys((language, *LANGUAGES.get(script(word), ())))) if is_word else []


def _likeliest(word, candidates):
    """The likeliest of the `Known` candidates of each language, as written."""
    limit, heard, rated = distance_allowed(word), sound(word), []
    for place, some in enumerate(candidates):
        for other in some:
            is_foreign = script(other.folded) != script(word)
            if not is_foreign:
                far = distance(word, other.folded, limit)
            else:
                far = distance(latin(word), latin(other.folded), limit) if other.sound == heard != "" else limit + 1
            if far <= limit and other.folded != word:
                rated.append((is_foreign, place, far, word[0] != other.folded[0], -other.rows, other.word))
    # A spelling of the reader's own language and script goes before any other.
    best = sorted(rated)[:MOST_MEANT]
    return [rate[-1] for rate in best if rate[:2] == best[0][:2]]


def _near(word, language):
    """The `Lookup`s of the words of a language that a folded word may be a slip of."""
    shortest, longest = len(word) - 2, len(word) + 2
    yield Lookup(
        "language = %s AND beginning = %s AND length BETWEEN %s AND %s", (language, word[:3], shortest, longest)
    )
    yield Lookup("language = %s AND ending = %s AND length BETWEEN %s AND %s", (language, word[-3:], shortest, longest))
    if len(word) <= 5:  # a slip among so few letters leaves fewer of them together
        within = f"{BEGUN} AND length BETWEEN %s AND %s"
        yield Lookup(within, (language, word[0], word[0] + LAST, shortest, min(longest, 6)))
    if heard := sound(word):
        yield Lookup("language = %s AND sound = %s", (language, heard))


def _looked_up(lookups):
    """What each of some `Lookup`s finds, as lists of `Known`s in any order."""
    found = [[] for _lookup in lookups]
    for places in chunks(range(len(lookups))):
        parts = [STATEMENT.format(place, lookups[place].condition, lookups[place].limit) for place in places]
        with connections[router.db_for_read(SearchWord)].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [value for place in places for value in lookups[place].values])
            for place, *columns in cursor.fetchall():
                found[place].append(Known(*columns))
    return found


def distance_allowed(word):
    return 1 if len(word) < 6 else 2 if len(word) < 11 else 3


def distance(a, b, limit):
    """How many letters to add, drop, change or swap with their neighbour (Damerau), counted up to `limit` + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before, last = [], list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def other_layout(words):
    """The words as the same keys give them in the other layout, or "" when they are in both scripts or in neither."""
    scripts = {script(fold(word)) for word in words.split()}
    if scripts == {LATIN}:
        return words.lower().translate(TO_CYRILLIC)
    return words.lower().translate(TO_LATIN) if scripts == {CYRILLIC} else ""
