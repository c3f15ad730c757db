"""Suggestions while a reader types: titles and names that hold all words, the last one being its beginning only."""

import uuid
from math import ceil
from typing import NamedTuple

from peacedesk.languages import Text, direction
from peacedesk.website.search import engines, lexemes
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.finding import find
from peacedesk.website.search.lexemes import Tier, Wanted
from peacedesk.website.search.models import SearchNameKey, SearchRow, SearchWord
from peacedesk.website.search.reading import LONGEST, UNSEARCHABLE
from peacedesk.website.search.stemming import stem

MOST_RATED = 60
MOST_BEGUN = 40
MOST_NAMES = 60
MOST_WORDS = 8
SHORTEST = 4  # letters: fewer than these may begin anything


class Suggestion(NamedTuple):
    text: Text
    url: str
    kind: str
    id: uuid.UUID


def suggest(beginning, language, limit=8):
    """At most `limit` `Suggestion`s: titles of entries and names of records that have a word beginning so.

    Where none has, those that a search for the words finds in titles: names in other spellings, and after slips.
    """
    words = tokens(beginning, language)[:MOST_WORDS] if len(beginning) <= LONGEST else []
    if not words or UNSEARCHABLE.search(beginning):
        return []
    *whole, last = words
    asked = {token.word: token for token in (*(meaningful(whole) if whole else ()), last)}
    groups = tuple(_group(token, language, 1 / len(asked)) for token in asked.values())
    wanted = Wanted(language, groups).at(Tier.TITLE)
    records = engines.newest(wanted.of(lexemes.RECORD), MOST_RATED)
    rows = dict.fromkeys([*records, *engines.newest(wanted, MOST_RATED)] or _meant(beginning, last, language))
    found = SearchRow.objects.filter(pk__in=rows).defer("text", "lexemes", "records").in_bulk()
    best = sorted((row for row in rows if row in found), key=lambda row: _farness(found[row].title, words, language))[
        :limit
    ]
    return [_suggestion(found[row]) for row in best]


def _meant(words, last, language):
    wanted = find(words, language).wanted if len(last.word) >= SHORTEST else None
    return engines.newest(wanted.at(Tier.TITLE), MOST_RATED) if wanted else []


def _suggestion(row):
    return Suggestion(Text(row.title, row.language, direction(row.language), False), row.url, row.kind, row.object_id)


def _group(token, language, share):
    """The alternatives for a word, or for all that it begins: words of titles, and records with a name that has it.

    Takes the share of all alternatives that it may have: PostgreSQL weighs each of them for each row.
    """
    start, end = token.word, token.word + "\U0010ffff"
    begun = SearchWord.objects.filter(language=language, folded__gte=start, folded__lt=end, titles__gt=0)
    words = begun.order_by("-titles", "word").values_list("folded", flat=True)[: ceil(MOST_BEGUN * share)]
    names = SearchNameKey.objects.filter(key__gte=start, key__lt=end, is_whole=False).order_by("key", "name__object_id")
    records = names.values_list("name__object_id", flat=True)[: ceil(MOST_NAMES * share)]
    stems = dict.fromkeys([token.stem, *(stem(word, language) for word in words)])
    return (
        *((lexemes.word(stem),) for stem in stems),
        *((lexemes.record(record),) for record in dict.fromkeys(records)),
    )


def _farness(title, words, language):
    """How far a title is from what was typed: whether it begins so, has the words in this order, and its length."""
    written = [token.word for token in tokens(title, language)]
    typed = [token.word for token in words]
    places = [
        next((place for place, word in enumerate(written) if word.startswith(part)), len(written)) for part in typed
    ]
    return places != list(range(len(typed))), places != sorted(places), max(places), len(title)
