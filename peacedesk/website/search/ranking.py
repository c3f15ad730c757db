"""The best hits first, the same on every database."""

from itertools import chain, pairwise
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


# The tiers that are asked for together: most words that many entries have are in titles enough.
STEPS = (Tier.EXACT, Tier.TITLE), (Tier.NAMES, Tier.SUMMARY, Tier.TEXT)


def ranked(wanted, parts):
    """The hits tier by tier. In each come first those whose titles are nearest to the words, then the newest."""
    placed, tiers = set(), []
    for step in STEPS:
        for tier, rows in _of_tiers(wanted, step):
            tiers.append((tier, [row for row in rows if row not in placed]))
            placed.update(rows)
        if len(placed) > MOST_HITS:
            break
    found = _read(chain.from_iterable(rows[: MOST_HITS + 1] for _tier, rows in tiers))
    phrases = marking.by_first_stem(phrase for part in parts for phrase in part.phrases)
    ordered = []
    for tier, rows in tiers:
        near, rest = [row for row in rows[:MOST_RANKED] if row in found], rows[MOST_RANKED:]
        if tier in (Tier.EXACT, Tier.TITLE, Tier.NAMES) and len(near) > 1:
            near.sort(key=lambda row: _farness(found[row][1], wanted.language, parts, phrases))
        ordered += [*near, *rest]
    return [found[row][0] for row in ordered[: MOST_HITS + 1] if row in found]


def _of_tiers(wanted, tiers):
    """The newest rows of each tier, from one query. Before too many of the tier `TITLE` come those of records."""
    tiers = [tier for tier in tiers if tier != Tier.EXACT or wanted.exact]
    asked = [(wanted.at(tier), MOST_HITS + 1) for tier in tiers]
    if Tier.TITLE in tiers and not wanted.kinds:
        asked.append((wanted.at(Tier.TITLE).of(lexemes.RECORD), MOST_RECORDS))
    rows = dict(zip((*tiers, "records"), engines.newest_of(asked), strict=False))
    if len(rows.get(Tier.TITLE, ())) > MOST_RANKED:
        rows[Tier.TITLE] = list(dict.fromkeys([*rows.get("records", ()), *rows[Tier.TITLE]]))
    return [(tier, rows[tier]) for tier in tiers]


def _read(rows):
    """The hits of rows with their titles, as {row: (hit, title)}."""
    columns = SearchRow.objects.filter(pk__in=list(rows)).values_list("pk", "kind", "object_id", "title")
    return {row: (Hit(kind, key, row), title) for row, kind, key, title in columns}


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
    """The hits of rows, in their order."""
    found = _read(rows)
    return [found[row][0] for row in rows if row in found]
