"""A document as a row of the index: its key, and the lexemes it is found by."""

import hashlib

from peacedesk.website.search import documents, lexemes
from peacedesk.website.search.analysis import meaningful, tokens, words
from peacedesk.website.search.lexemes import Tier
from peacedesk.website.search.models import SearchRow

HASH_BITS = 41  # with a day of at most 22 bits, a positive BIGINT
LONGEST_PERIOD = 30  # years: whoever looks for a year means one that something happened in


def row_of(document):
    return SearchRow(
        id=row_key(document),
        kind=document.kind,
        object_id=document.id,
        language=document.language,
        address=document.address,
        title=document.title,
        text=document.text,
        records=[f"{kind} {key}" for kind, key in document.records],
        lexemes=" ".join(sorted(lexemes_of(document))),
    )


def row_key(document):
    """A key whose order is that of the dates, and the same on every database."""
    name = f"{document.kind} {document.id} {document.language}"
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) >> (64 - HASH_BITS)
    day = document.dates[0]
    return ((day.toordinal() if day else 0) << HASH_BITS) | number


def lexemes_of(document):
    language = document.language

    def terms_of(*texts):
        return {lexemes.word(word.stem) for text in texts for word in words(text, language)}

    terms = {
        Tier.TITLE: terms_of(document.title),
        Tier.NAMES: terms_of(*document.names)
        | {lexemes.record(key) for kind, key in document.records if kind in documents.named_kinds()},
        Tier.SUMMARY: terms_of(document.summary) | {lexemes.word(str(year)) for year in _years(*document.dates)},
        # Borrowed texts too go through the stemmer of this language, as the words of whoever looks for them here do.
        Tier.TEXT: terms_of(*document.texts, *document.borrowed, *document.facts),
    }
    title = meaningful(tokens(document.title, language))
    marks = {lexemes.kind(document.kind), lexemes.whole([token.stem for token in title])}
    if document.is_record:
        terms[Tier.TITLE].add(lexemes.record(document.id))
        marks |= {lexemes.RECORD, lexemes.record(document.id)}
    found, so_far = lexemes.at(language, Tier.EXACT, marks), set()
    for tier, new in terms.items():
        so_far |= new
        found += lexemes.at(language, tier, so_far)
    return found


def _years(first, last):
    if not first or not last:
        return [day.year for day in (first, last) if day]
    return range(first.year, last.year + 1) if last.year - first.year <= LONGEST_PERIOD else (first.year, last.year)
