"""What else may have been meant by words that are nowhere together."""

from dataclasses import replace
from itertools import islice, product

from peacedesk.website.search import correcting, engines, lexemes, reading
from peacedesk.website.search.found import Found
from peacedesk.website.search.stemming import stem
from peacedesk.website.search.tiers import MOST_HITS

MOST_CORRECTIONS = 9
MOST_MISSING = 8  # words: more than these were not mistyped
MOST_BEGUN = 3  # words, the rarest first, to which others are added: one alone may stand where none of the others does
MOST_AT_ONCE = 4  # words that are added in one query


def best(found):
    """What was found for the likeliest other words, in place of a `Found` without hits."""
    counts = {found.parts[0]: 0} if len(found.parts) == 1 else _counts(found.parts, found.language)
    missing = [place for place, part in enumerate(found.parts) if not counts[part]]
    begun = _begun(found, missing)
    if begun and begun.rows:
        return begun
    return _corrected(found, missing) or _most(begun or found, counts)


def _counts(parts, language):
    """How many hits each of some parts has alone, counted up to `MOST_HITS`."""
    numbers = engines.counts([(reading.wanted([part], language), MOST_HITS) for part in parts])
    return dict(zip(parts, numbers, strict=True))


def _begun(found, missing):
    """The search with every word that is nowhere taken as the beginning of others; None where nothing begins so."""
    language, parts = found.language, list(found.parts)
    places = [place for place in missing if len(parts[place].tokens) == 1]
    begun = correcting.beginning_with([parts[place].tokens[0].word for place in places], language)
    for place, words in zip(places, begun, strict=True):
        if stems := dict.fromkeys(stem(word, language) for word in words):
            group, phrases = tuple((lexemes.word(each),) for each in stems), frozenset((each,) for each in stems)
            parts[place] = replace(parts[place], group=group, phrases=phrases)
    if parts == list(found.parts):
        return None
    return replace(found, wanted=reading.wanted(parts, language), parts=tuple(parts), first=found)


def _corrected(found, missing):
    """What was found for the likelier spelling that most have; None where none has any."""
    meant = reading.queries(list(_corrections(found, missing)), found.language)
    numbers = engines.counts([(each.wanted, MOST_HITS) for each in meant])
    if not any(numbers):
        return None
    query = meant[numbers.index(max(numbers))]
    return replace(Found.of(query), words=found.words, meant=query.words, first=found, is_told=found.is_told)


def _corrections(found, missing):
    """The words with likelier spellings of those that are nowhere, the likeliest first, and in the other layout."""
    places = [token for place in missing[:MOST_MISSING] for token in found.parts[place].tokens]
    likelier = zip(places, correcting.corrected([token.word for token in places], found.language), strict=True)
    choices = [(token, spellings) for token, spellings in likelier if spellings]
    for spellings in islice(product(*(some for _token, some in choices)), MOST_CORRECTIONS if choices else 0):
        text = found.words
        for (token, _some), spelling in reversed(list(zip(choices, spellings, strict=True))):
            text = text[: token.start] + spelling + text[token.end :]
        yield text
    if other := correcting.other_layout(found.words):
        yield other


def _most(found, counts):
    """The search with many of the words, at least half of them, that occur together.

    `counts` are the hits of parts alone, as far as they are known.
    """
    language = found.language
    counts = counts | _counts([part for part in found.parts if part not in counts], language)
    rarest = sorted((part for part in found.parts if counts[part]), key=counts.get)
    for place, part in enumerate(rarest[:MOST_BEGUN]):
        kept = _together([part, *rarest[:place], *rarest[place + 1 :]], language)
        if len(kept) * 2 >= len(found.parts):
            parts = tuple(part for part in found.parts if part in kept)
            return replace(found, wanted=reading.wanted(parts, language), parts=parts, is_relaxed=True, first=found)
    return replace(found, wanted=None, first=found)


def _together(parts, language):
    """The first part and, in order, each of the others that occurs with all that were kept before it."""
    kept, others = parts[:1], parts[1:]
    while others:
        more = [[*kept, *others[:number]] for number in range(1, min(len(others), MOST_AT_ONCE) + 1)]
        are_there = engines.counts([(reading.wanted(some, language), 1) for some in more])
        number = are_there.index(0) if 0 in are_there else len(more)
        kept, others = [*kept, *others[:number]], others[number + (number < len(more)) :]
    return kept
