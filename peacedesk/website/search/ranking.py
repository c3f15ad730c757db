"""The best hits first, the same on every database."""

from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from peacedesk.website.search import engines, lexemes, marking
from peacedesk.website.search.analysis import STOP_WORDS, tokens
from peacedesk.website.search.lexemes import Tier
from peacedesk.website.search.models import SearchRow

MOST_HITS = 1000
MOST_RANKED = 100  # of each tier, the newest: these are put in order of how near their titles are
MOST_RECORDS = 50


class Hit(NamedTuple):
    """A public entry or record: `kind` is the label of its model, `row` the key of its `SearchRow`."""

    kind: str
    id: UUID
    row: int


def ranked(wanted, parts):
    """The hits tier by tier. In each come first those whose titles are nearest to the words, then the newest."""
    ranked, phrases = {}, marking.by_first_stem(phrase for part in parts for phrase in part.phrases)
    for tier in Tier:
        at = wanted.at(tier)
        rows = engines.newest(at, MOST_HITS + 1) if tier != Tier.EXACT or wanted.exact else []
        if tier == Tier.TITLE and len(rows) > MOST_RANKED and not wanted.kinds:
            rows = list(dict.fromkeys([*engines.newest(at.of(lexemes.RECORD), MOST_RECORDS), *rows]))
        rows = [row for row in rows if row not in ranked]
        near, rest = rows[:MOST_RANKED], rows[MOST_RANKED:]
        if tier in (Tier.EXACT, Tier.TITLE, Tier.NAMES) and len(near) > 1:
            titles = dict(SearchRow.objects.filter(pk__in=near).values_list("pk", "title"))
            near = [row for row in near if row in titles]
            near.sort(key=lambda row: _farness(titles[row], wanted.language, parts, phrases))
        ranked |= dict.fromkeys([*near, *rest])
        if len(ranked) > MOST_HITS:
            break
    return hits(list(ranked)[: MOST_HITS + 1])


def _farness(title, language, parts, phrases):
    """How far a title is from the words: those it lacks, the gaps between them, other words (by threes), inflection."""
    words = tokens(title, language)
    stretches = marking.matched(words, phrases)
    there = {phrase for *_place, phrase in stretches}
    lacking = sum(there.isdisjoint(part.phrases) for part in parts)
    telling = [token for token in words if token.word not in STOP_WORDS]
    gaps = sum(any(a[1] < token.start < b[0] for token in telling) for a, b in pairwise(stretches))
    others = max(0, len(telling) - sum(len(phrase) for phrase in there))
    inflected = len({token.word for part in parts for token in part.tokens} - {token.word for token in words})
    return lacking, gaps, others // 3, inflected


def hits(rows):
    found = {
        pk: (kind, key)
        for pk, kind, key in SearchRow.objects.filter(pk__in=rows).values_list("pk", "kind", "object_id")
    }
    return [Hit(*found[row], row) for row in rows if row in found]
