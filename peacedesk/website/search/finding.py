"""Finding: from what a reader typed to entries and records, the best first."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, product

from django.utils.translation import gettext, ngettext

from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.website.search import correcting, documents, engines, lexemes, marking, names, ranking, tiers
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.lexemes import Tier, Wanted
from peacedesk.website.search.models import SearchRow
from peacedesk.website.search.stemming import stem
from peacedesk.website.search.tiers import MOST_HITS

LONGEST = 400  # characters: more than any title
MOST_WORDS = 60
MOST_CORRECTIONS = 9
MOST_PARTS = 20  # words or names that are looked for together: an entry that has these has what was meant
MOST_MISSING = 8  # words: more than these were not mistyped
MOST_READ = 20
MOST_BEGUN = 3  # words, the rarest first, to which others are added: one alone may stand where none of the others does
UNSEARCHABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Found:
    """What a search found in one language.

    `correction` is a likelier spelling, "" where there is none; with `is_corrected` the hits are for it already, since
    the words themselves are nowhere. With `is_relaxed` no entry has all words and the hits have most of them. `fault`
    is a sentence about words that cannot be searched for. `first` is what the words themselves found, where this is
    what was looked for after them. With `is_told` the query for the hits asks all that a page tells of them.
    """

    words: str
    language: str
    wanted: Wanted | None = None
    parts: tuple = ()
    known: names.Names | None = None
    correction: str = ""
    is_corrected: bool = False
    is_relaxed: bool = False
    fault: str = ""
    first: "Found | None" = None
    is_told: bool = False

    @cached_property
    def hits(self):
        """The hits as `Hit`s, the best first, at most `MOST_HITS`."""
        return self._ranked[:MOST_HITS]

    @cached_property
    def newest_first(self):
        """The hits by date, the latest first and those without one last, at most `MOST_HITS`."""
        if self.is_many:
            return ranking.hits(engines.newest(self.wanted, MOST_HITS))
        return sorted(self.hits, key=lambda hit: -hit.row)

    @property
    def is_many(self):
        """Whether there are more than `hits` holds."""
        return len(self._ranked) > MOST_HITS

    @cached_property
    def by_kind(self):
        """How many hits each kind has, counted up to `MOST_HITS` + 1."""
        if not self.is_many:
            return dict(sorted(Counter(hit.kind for hit in self._ranked).items()))
        kinds = sorted(documents.kinds())
        counts = engines.counts([(self.wanted.of(lexemes.kind(kind)), MOST_HITS + 1) for kind in kinds])
        return {kind: count for kind, count in zip(kinds, counts, strict=True) if count}

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

    def narrowed(self, kinds):
        """The same search among some kinds only."""
        if self.wanted is None or not kinds:
            return self
        return replace(self, wanted=self.wanted.of(*(lexemes.kind(kind) for kind in kinds)))

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
        return marking.matched(tokens(text, self.language), self._phrases)

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
        return {other: _exact(self.words, other, self.known).wanted for other in others}

    @cached_property
    def _also(self):
        return names.other_forms(self.parts, self.known) if self.parts else {}


def find(words, language):
    """What public texts in a language have of the words that a reader typed: a `Found`."""
    fault = _fault(words, language)
    if fault or not words.strip():
        return Found(words, language, fault=fault)
    return _best(_exact(words, language))


def find_and_tell(words, language):
    """The same for a page that tells of other languages and other forms of names too, which takes no further query."""
    fault = _fault(words, language)
    if fault or not words.strip():
        return Found(words, language, fault=fault)
    return _best(replace(_exact(words, language), is_told=True))


def _best(found):
    """What was found for the words themselves or else, where they are nowhere, for the likeliest others."""
    if found.hits:
        return found
    words, language = found.words, found.language
    numbers = engines.counts([(_wanted([part], language), MOST_HITS) for part in found.parts])
    counts = dict(zip(found.parts, numbers, strict=True))
    missing = [place for place, part in enumerate(found.parts) if not counts[part]]
    begun = _begun(found, missing)
    if begun and _is_there(begun.wanted):
        return begun
    meant = [_exact(other, language) for other in _corrections(found, missing)]
    numbers = engines.counts([(other.wanted, MOST_HITS) for other in meant])
    if any(numbers):
        best = meant[numbers.index(max(numbers))]
        return replace(
            best, words=words, correction=_as_written(best), is_corrected=True, first=found, is_told=found.is_told
        )
    return _most(begun or found, counts)


def matching(words, language, kind):
    """The ids of the entries of a kind that have all words in a language, as a queryset: for `pk__in` or a set."""
    rows = SearchRow.objects.order_by().values_list("object_id", flat=True)
    if _fault(words, language) or not words.strip():
        return rows.none()
    return rows.filter(lexemes__match=_exact(words, language).wanted.of(lexemes.kind(kind)))


def _fault(words, language):
    if UNSEARCHABLE.search(words):
        return gettext("Your search holds a character that no text has. Remove it and try again.")
    if len(words) > LONGEST:
        sentence = ngettext(
            "Your search is too long. Use at most %(count)s character.",
            "Your search is too long. Use at most %(count)s characters.",
            LONGEST,
        )
        return sentence % {"count": LONGEST}
    if words.strip() and not tokens(words, language):
        return gettext("Type at least one letter or digit.")
    return ""


def _exact(words, language, known=None):
    read = tokens(words, language)[:MOST_WORDS]
    parts, known = names.read(read, language, known)
    parts = parts[:MOST_PARTS]
    exact = [lexemes.whole([token.stem for token in meaningful(read)])]
    if len(parts) == 1 and parts[0].is_name:
        exact += map(lexemes.record, parts[0].records)
    return Found(words, language, _wanted(parts, language, exact), tuple(parts), known)


def _wanted(parts, language, exact=()):
    return Wanted(language, tuple(dict.fromkeys(part.group for part in parts)), tuple(exact))


def _is_there(wanted):
    return any(engines.counts([(wanted.at(tier), 1) for tier in (Tier.TITLE, Tier.TEXT)]))


def _begun(found, missing):
    """The search with every word that is nowhere taken as the beginning of others; None where nothing begins so."""
    parts = list(found.parts)
    for place in missing:
        token = parts[place].tokens[-1]
        stems = dict.fromkeys(
            stem(word, found.language) for word in correcting.beginning_with(token.word, found.language)
        )
        group = tuple((lexemes.word(stem),) for stem in stems)
        if group and len(parts[place].tokens) == 1:
            parts[place] = replace(parts[place], group=group, phrases=frozenset((stem,) for stem in stems))
    if parts == list(found.parts):
        return None
    return replace(found, wanted=_wanted(parts, found.language), parts=tuple(parts), first=found)


def _corrections(found, missing):
    """The words with likelier spellings of those that are nowhere, the likeliest first, and in the other layout."""
    places = [token for place in missing[:MOST_MISSING] for token in found.parts[place].tokens]
    choices = [(token, correcting.corrected(token, found.language)) for token in places]
    choices = [(token, spellings) for token, spellings in choices if spellings]
    for spellings in islice(product(*(some for _token, some in choices)), MOST_CORRECTIONS if choices else 0):
        text = found.words
        for (token, _some), spelling in reversed(list(zip(choices, spellings, strict=True))):
            text = text[: token.start] + spelling + text[token.end :]
        yield text
    if other := correcting.other_layout(found.words):
        yield other


def _as_written(found):
    """The words of a search, those in lower case as most of the texts found, or else names, write them elsewhere.

    The first word of a sentence is no witness.
    """
    named = (name.form[a:b] for name in names.proper(found.known) for *_word, a, b in tokens(name.form, "en"))
    seen, forms = Counter(), {form.lower(): form for form in named}
    rows = SearchRow.objects.filter(pk__in=engines.newest(found.wanted, MOST_READ))
    for text in chain.from_iterable(rows.values_list("title", "text")):
        pieces = tokens(text, found.language)
        seen.update(text[a:b] for *_word, a, b in pieces if not marking.begins_sentence(text, a))
    forms |= {form.lower(): form for form, _times in sorted(seen.items(), key=lambda pair: pair[::-1])}
    words = found.words
    for token in reversed(tokens(words, found.language)):
        if token.written == words[token.start : token.end]:
            words = words[: token.start] + forms.get(token.written, token.written) + words[token.end :]
    return words


def _most(found, counts):
    """The search with many of the words, at least half of them, that occur together.

    `counts` are the hits of parts alone, as far as they are known.
    """
    others = [part for part in found.parts if part not in counts]
    counts = counts | {part: engines.count(_wanted([part], found.language), MOST_HITS) for part in others}
    rarest = sorted((part for part in found.parts if counts[part]), key=counts.get)
    for place, part in enumerate(rarest[:MOST_BEGUN]):
        kept = _together([part, *rarest[:place], *rarest[place + 1 :]], found.language)
        if len(kept) * 2 >= len(found.parts):
            parts = [part for part in found.parts if part in kept]
            wanted = _wanted(parts, found.language)
            return replace(found, wanted=wanted, parts=tuple(parts), is_relaxed=True, first=found)
    return replace(found, wanted=None, first=found)


def _together(parts, language):
    """The first part and, in order, each of the others that occurs with all that were kept before it."""
    kept = []
    for part in parts:
        if not kept or _is_there(_wanted([*kept, part], language)):
            kept.append(part)
    return kept
