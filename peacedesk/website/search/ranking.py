"""The best hits first, the same on every database."""

from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from peacedesk.website.search import marking
from peacedesk.website.search.analysis import placed
from peacedesk.website.search.lexemes import Tier
from peacedesk.website.search.models import SearchRow
from peacedesk.website.search.stop_words import STOP_WORDS
from peacedesk.website.search.tiers import COMPARED, MOST_HITS, MOST_RANKED


class Hit(NamedTuple):
    """A public entry or record: `kind` is the label of its model, `row` the key of its `SearchRow`.

    `digits` is its id as `editorial.numbering` has it.
    """

    kind: str
    digits: str
    row: int

    @property
    def id(self):
        return UUID(self.digits)


def ranked(tiers, wanted, parts):
    """The keys of the rows of `Tiers` tier by tier, at most `MOST_HITS` + 1.

    In each come first those whose titles are nearest to the words, then the newest. Before too many of the tier `TITLE`
    come those of records.
    """
    farness, ordered = Farness(wanted.language, parts), []
    for tier, rows in tiers.rows.items():
        if tier == Tier.TITLE and len(rows) + len(tiers.rows[Tier.EXACT]) > MOST_RANKED:
            rows = sorted(rows, key=lambda row: row not in tiers.records)
        near, rest = rows[:MOST_RANKED], rows[MOST_RANKED:]
        if tier in COMPARED and len(near) > 1:
            near.sort(key=lambda row: farness.of(tiers.titles[row]))
        ordered += [*near, *rest]
    return ordered[: MOST_HITS + 1]


class Farness:
    """How far titles are from the parts of a query in a language."""

    def __init__(self, language, parts):
        self.language, self.wanted = language, [part.phrases for part in parts]
        self.phrases = marking.by_first_stem(phrase for phrases in self.wanted for phrase in phrases)
        self.typed = {token.word for part in parts for token in part.tokens}

    def of(self, title):
        """The parts that a title lacks, the gaps between them, other words (by threes), words that are inflected."""
        words = placed(title, self.language)
        stretches = marking.matched(words, self.phrases)
        there = {phrase for _start, _end, phrase in stretches}
        lacking = sum(map(there.isdisjoint, self.wanted))
        telling = [start for word, start, _end in words if word.word not in STOP_WORDS]
        gaps = sum(any(a[1] < start < b[0] for start in telling) for a, b in pairwise(stretches))
        others = max(0, len(telling) - sum(map(len, there)))
        inflected = len(self.typed.difference([word.word for word, _start, _end in words]))
        return lacking, gaps, others // 3, inflected


def hits(rows):
    """The rows with these keys as `Hit`s, in their order; of rows that are gone there is none."""
    columns = SearchRow.objects.filter(pk__in=rows).values_list("pk", "kind", "object_id")
    found = {row: Hit(kind, key.hex, row) for row, kind, key in columns}
    return [found[row] for row in rows if row in found]
