"""What a search found: the hits in order, how they show the words, and what is told beside them."""

from dataclasses import dataclass
from functools import cached_property

from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.website.search import engines, marking, names, ranking, reading, tiers, wording
from peacedesk.website.search.analysis import placed
from peacedesk.website.search.lexemes import Wanted
from peacedesk.website.search.recognising import Names
from peacedesk.website.search.tiers import MOST_HITS


@dataclass(frozen=True)
class Found:
    """What a search found in one language.

    `meant` is a likelier spelling, "" where there is none: the hits are for it, since the words themselves are nowhere.
    With `is_relaxed` no entry has all words and the hits have most of them. `fault` is a sentence about words that
    cannot be searched for. `first` is what the words themselves found, where this is what was looked for after them.
    With `is_told` the query for the hits asks all that a page tells of them.
    """

    words: str
    language: str
    wanted: Wanted | None = None
    parts: tuple = ()
    known: Names | None = None
    meant: str = ""
    is_relaxed: bool = False
    fault: str = ""
    first: "Found | None" = None
    is_told: bool = False

    @classmethod
    def of(cls, query, *, is_told=False):
        """What was found for a `Query`."""
        return cls(query.words, query.wanted.language, query.wanted, query.parts, query.known, is_told=is_told)

    @cached_property
    def rows(self):
        """The keys of the rows of the index that were found, the best first, at most `MOST_HITS`."""
        return self._ranked[:MOST_HITS]

    @cached_property
    def hits(self):
        """What `rows` stand for, as `Hit`s."""
        return ranking.hits(self.rows)

    @cached_property
    def newest_first(self):
        """The same as `rows` by date, the latest first and those without one last, at most `MOST_HITS`."""
        return engines.newest(self.wanted, MOST_HITS) if self.is_many else sorted(self.rows, reverse=True)

    @property
    def is_many(self):
        """Whether there are more than `rows` holds."""
        return len(self._ranked) > MOST_HITS

    @property
    def elsewhere(self):
        """How many hits the words themselves have in the other languages: {language: number}, of those that have any.

        Counted up to `MOST_HITS` + 1.
        """
        return self.first.elsewhere if self.first else self._beside[0]

    @property
    def also(self):
        """Other forms of the names in the words that public texts hold, as `Text`s; they were searched for too."""
        return self._beside[1]

    @cached_property
    def correction(self):
        """What was `meant`, as the texts that were found write it."""
        return wording.as_written(self.meant, self.language, self.known, self.rows) if self.meant else ""

    def marks(self, text):
        """A plain text in pieces, as [(piece, whether it matched)]."""
        return marking.pieces(text, [stretch[:2] for stretch in self._matched(text)])

    def snippet(self, text, length=240):
        """The passage of a plain text that shows the words best, in pieces as `marks` gives them."""
        stretches = self._matched(text)
        start, end = marking.passage(text, stretches, length)
        inside = [(a - start, b - start) for a, b, _phrase in stretches if start <= a and b <= end]
        shown = marking.pieces(text[start:end], inside)
        before, after = [(marking.MORE, False)] * (start > 0), [(marking.MORE, False)] * (end < len(text))
        return [*before, *shown, *after]

    def _matched(self, text):
        return marking.matched(placed(text, self.language), self._phrases)

    @cached_property
    def _phrases(self):
        return marking.by_first_stem(phrase for part in self.parts for phrase in part.phrases)

    @cached_property
    def _ranked(self):
        return ranking.ranked(self._answer[0], self.wanted, self.parts) if self.wanted else []

    @cached_property
    def _answer(self):
        """The `Tiers` of the hits, and the numbers of what is asked beside them."""
        return tiers.read(self.wanted, self._asked_beside if self.is_told else ())

    @cached_property
    def _beside(self):
        """`elsewhere` and `also`."""
        is_told = self.is_told and self.wanted
        numbers = self._answer[1] if is_told else engines.counts(self._asked_beside)
        elsewhere = dict(zip(self._elsewhere, numbers, strict=False))
        also = dict(zip(self._also, numbers[len(self._elsewhere) :], strict=True))
        return (
            {language: number for language, number in elsewhere.items() if number},
            [text for text, number in also.items() if number][: names.MOST_TOLD],
        )

    @property
    def _asked_beside(self):
        return [
            *((wanted, MOST_HITS + 1) for wanted in self._elsewhere.values()),
            *((wanted, 1) for wanted in self._also.values()),
        ]

    @cached_property
    def _elsewhere(self):
        """The words themselves in the other languages, as {language: `Wanted`}."""
        if self.first or self.known is None:
            return {}
        others = [language for language in CONTENT_LANGUAGES if language != self.language]
        return {other: reading.query(self.words, other, self.known).wanted for other in others}

    @cached_property
    def _also(self):
        return names.other_forms(self.parts, self.known) if self.parts else {}
