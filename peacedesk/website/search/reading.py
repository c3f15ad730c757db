"""What a reader typed as a query."""

import re
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from peacedesk.website.search import lexemes, names
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.lexemes import Wanted
from peacedesk.website.search.recognising import Names, recognised

LONGEST = 400  # characters: more than any title
MOST_WORDS = 60
MOST_PARTS = 20  # words or names that are looked for together: an entry that has these has what was meant
UNSEARCHABLE = re.compile("[\0\ud800-\udfff]")


class Query(NamedTuple):
    """Words as what is looked for: all `parts`, which are words and names. `known` are the `Names` in them."""

    words: str
    wanted: Wanted
    parts: tuple
    known: Names


def fault_of(words, language):
    """A sentence about words that cannot be searched for, else ""."""
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


def query(words, language, known=None):
    """Words in a language as a `Query`. `known` are the names in them, where the same words were read before."""
    return _query(words, language, known) if known else queries([words], language)[0]


def queries(rows, language):
    """The same for several rows of words, which takes one query for the names in all of them."""
    known = recognised([meaningful(_tokens(words, language)) for words in rows])
    return [_query(words, language, each) for words, each in zip(rows, known, strict=True)]


def wanted(parts, language, exact=()):
    """Parts, all of which are looked for, as a `Wanted`. `exact` are the terms of whatever says nothing else."""
    return Wanted(language, tuple(dict.fromkeys(part.group for part in parts)), tuple(exact))


def _query(words, language, known):
    read = meaningful(_tokens(words, language))
    parts = tuple(names.read(read, language, known)[:MOST_PARTS])
    exact = [lexemes.whole([token.stem for token in read])]
    if len(parts) == 1 and parts[0].is_name:
        exact += map(lexemes.record, parts[0].records)
    return Query(words, wanted(parts, language, exact), parts, known)


def _tokens(words, language):
    return tokens(words, language)[:MOST_WORDS]
