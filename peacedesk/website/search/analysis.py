"""Texts as words: where each stands, how it is written, what it is compared as, and its stem."""

import re
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import normalize

from peacedesk.website.search import kazakh
from peacedesk.website.search.folding import fold
from peacedesk.website.search.stemming import stem
from peacedesk.website.search.stop_words import STOP_WORDS

# Raise it with every change of what is indexed or how: an index of another version is built anew by `migrate`.
VERSION = 4
LONGEST_WORD = 60
SHORT = 200  # characters: of names and titles
MOST_KNOWN = 8_000  # of each language

# Inside a word: marks, tatweel, soft hyphen, joiners and direction marks, which `fold` drops.
_INSIDE = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u2060-\u2069\u202a-\u202e"
)
# A word with the hyphen before it. Looking ahead spares most words the attempts at the two rare forms.
_PIECE = re.compile(
    rf"-?(?:(?=[^\W\d_]\.)\b(?:[^\W\d_]\.){{2,}}"  # U.N.
    rf"|(?=\d)\b\d{{1,3}}(?:[,\u00a0\u202f ]\d{{3}})+\b"  # 5 000
    rf"|[^\W_]+(?:[{_INSIDE}]+[^\W_]*|['’ʼʻ](?=[^\W_])[^\W_]*)*)"
)
_DROPPED = re.compile(f"[{_INSIDE}., ]")
_ELISION = re.compile(r"^(?:[dlдл]|qu)['’ʼ](?=\w{3})", re.IGNORECASE)  # d’Ivoire, д’Ивуар
_POSSESSIVE = re.compile(r"['’ʼ]s?$", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|е|го|му|м|х|ая|ое|ый|ой|ші|шы|ши)", re.IGNORECASE)


class Word(NamedTuple):
    """A word as written in lower case, folded, and its stem."""

    written: str
    word: str
    stem: str


class Token(NamedTuple):
    """A `Word` of a text, and where it stands."""

    written: str
    word: str
    stem: str
    start: int
    end: int


def tokens(text, language):
    """The words of a text in a language, in order, each as a `Token`."""
    return [Token(*word, start, end) for word, start, end in placed(text, language)]


def placed(text, language):
    """The same as (`Word`, start, end), which takes half the time: for texts of which most words are passed over."""
    read = _of_name if len(text) <= SHORT else _of_text
    return read(text, language)


@lru_cache(maxsize=2_000)
def _of_name(text, language):
    """The words of a name or title, of which one search reads hundreds, and the next one the same."""
    return _placed(text, language)


@lru_cache(maxsize=100)
def _of_text(text, language):
    """The words of a text that a page of results takes a passage of; the pages next to it have the same texts."""
    return _placed(text, language)


def _placed(text, language):
    found, before, known = [], "", _known(language)
    for match in _PIECE.finditer(text):
        piece, (start, end) = match[0], match.span()
        if piece[0] == "-":
            piece, start = piece[1:], start + 1
            if before and (word := known[piece]) and _is_ending(before, word.word):
                continue
        if word := known[piece]:
            found.append((word, start, end))
            before = piece
    return tuple(found)


@lru_cache(maxsize=100)
def words(text, language):
    """The words of a text in a language without their places, each way to write one as one `Word`.

    Who writes the index asks twice: for the lexemes of a row, and for the vocabulary.
    """
    found, before, known = {}, "", _known(language)
    for piece in _PIECE.findall(text):
        if piece[0] == "-":
            piece = piece[1:]
            if before and (word := known[piece]) and _is_ending(before, word.word):
                continue
        if word := known[piece]:
            found[piece] = word
            before = piece
    return tuple(found.values())


def stems(text, language):
    return [token.stem for token in tokens(text, language)]


def meaningful(tokens):
    """The tokens without stop words, or all where nothing else is left."""
    return [token for token in tokens if token.word not in STOP_WORDS] or tokens


class Known(dict):
    """Pieces of texts in a language as `Word`s, as many as were read last; None has no letter and no digit."""

    def __init__(self, language):
        super().__init__()
        self.language = language

    def __missing__(self, piece):
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[piece] = word = _word(piece, self.language)
        return word


_known = cache(Known)


def _word(piece, language):
    piece = _POSSESSIVE.sub("", _ELISION.sub("", piece))
    if ordinal := _ORDINAL.fullmatch(piece):
        piece = ordinal[1]
    written = normalize("NFKC", _DROPPED.sub("", piece)).lower()[:LONGEST_WORD]
    word = fold(piece)[:LONGEST_WORD]
    return Word(written, word, stem(word, language)) if word else None


def _is_ending(before, word):
    """Whether a word after a hyphen is only the ending of an abbreviation or a number: БҰҰ-ның, 148-й."""
    return (before.isupper() and len(before) > 1 and bool(kazakh.AFTER_HYPHEN.fullmatch(word))) or (
        before[-1].isdecimal() and len(word) < 4 and word.isalpha()
    )
