"""Texts as words and stems. Every word goes through the stemmer of its own script, whatever the language around it."""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from snowballstemmer import stemmer

from peacedesk.website.search import arabic, kazakh
from peacedesk.website.search.folding import fold, script

# Raise it with every change of what is indexed or how: an index of another version is built anew by `migrate`.
VERSION = 3
LONGEST_WORD = 60

# Inside a word: marks, tatweel, soft hyphen, joiners and direction marks, which `fold` drops.
_INSIDE = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u2060-\u2069\u202a-\u202e"
)
_WORD = re.compile(
    rf"(?P<dotted>\b(?:[^\W\d_]\.){{2,}})"  # U.N.
    rf"|(?P<number>\b\d{{1,3}}(?:[,\u00a0\u202f ]\d{{3}})+\b)"  # 5 000
    rf"|[^\W_](?:[^\W_]|[{_INSIDE}]|['’ʼʻ](?=[^\W_]))*"
)
_DROPPED = re.compile(f"[{_INSIDE}., ]")
_ELISION = re.compile(r"^(?:[dlдл]|qu)['’ʼ](?=\w{3})", re.IGNORECASE)  # d’Ivoire, д’Ивуар
_POSSESSIVE = re.compile(r"['’ʼ]s?$", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|е|го|му|м|х|ая|ое|ый|ой|ші|шы|ши)", re.IGNORECASE)
_BRITISH = re.compile(r"is(ations?|ational|ing|ed|es?|ers?)$")
_SURNAME = re.compile("(?<=.{3})[ое]в$")
_SPELLINGS = {
    "centre": "center", "centres": "centers", "defence": "defense", "programme": "program", "programmes": "programs",
    "labour": "labor", "neighbour": "neighbor", "neighbours": "neighbors", "harbour": "harbor", "honour": "honor",
    "favour": "favor", "colour": "color", "dialog": "dialogue", "dialogs": "dialogue",
}  # fmt: skip

_ENGLISH, _RUSSIAN = stemmer("english"), stemmer("russian")

# Words that say nothing alone: a query does without them when it has others.
STOP_WORDS = frozenset(
    fold(word)
    for word in [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "its",
        "it",
        "this",
        "that",
        "these",
        "those",
        "into",
        "when",
        "where",
        "what",
        "which",
        "why",
        "how",
        "did",
        "does",
        "do",
        "и",
        "в",
        "во",
        "на",
        "по",
        "с",
        "со",
        "к",
        "ко",
        "о",
        "об",
        "от",
        "до",
        "за",
        "из",
        "для",
        "при",
        "не",
        "что",
        "как",
        "это",
        "или",
        "а",
        "но",
        "у",
        "её",
        "его",
        "их",
        "когда",
        "где",
        "какой",
        "какая",
        "какие",
        "сколько",
        "почему",
        "және",
        "мен",
        "бен",
        "пен",
        "үшін",
        "туралы",
        "бойынша",
        "жөніндегі",
        "жөнінде",
        "арасындағы",
        "бір",
        "осы",
        "сол",
        "да",
        "де",
        "қашан",
        "қайда",
        "қандай",
        "қанша",
        "неше",
        "неге",
        "في",
        "من",
        "على",
        "الى",
        "إلى",
        "عن",
        "مع",
        "و",
        "أو",
        "هذا",
        "هذه",
        "التي",
        "الذي",
        "بين",
        "أن",
        "إن",
        "بشأن",
        "كما",
        "عنه",
        "عنها",
        "متى",
        "أين",
        "كم",
        "كيف",
        "لماذا",
        "ماذا",
        "هل",
    ]
)


# Characters: of names and titles.
SHORT = 200


class Token(NamedTuple):
    """A word of a text: as written in lower case, folded, its stem, and where it stands."""

    written: str
    word: str
    stem: str
    start: int
    end: int


def tokens(text, language):
    """The words of a text in a language, in order, each as a `Token`."""
    read = _of_name if len(text) <= SHORT else _of_text
    return list(read(text, language))


@lru_cache(maxsize=20_000)
def _of_name(text, language):
    """The words of a name or title, of which one search reads hundreds, and the next one the same."""
    return _tokens(text, language)


@lru_cache(maxsize=500)
def _of_text(text, language):
    """The words of a text; who writes the index asks twice: for the lexemes of a row, and for the vocabulary."""
    return _tokens(text, language)


def _tokens(text, language):
    found, previous = [], None
    for match in _WORD.finditer(text):
        written, word = _read(match[0])
        if not word:
            continue
        if text[match.start() - 1 : match.start()] == "-" and previous and _is_ending(text, previous, word):
            continue
        found.append(Token(written, word, stem(word, language), match.start(), match.end()))
        previous = found[-1]
    return tuple(found)


def stems(text, language):
    return [token.stem for token in tokens(text, language)]


def meaningful(tokens):
    """The tokens without stop words, or all where nothing else is left."""
    return [token for token in tokens if token.word not in STOP_WORDS] or tokens


@lru_cache(maxsize=100_000)
def _read(piece):
    """A piece of text as a word: in lower case, and folded."""
    piece = _POSSESSIVE.sub("", _ELISION.sub("", piece))
    if ordinal := _ORDINAL.fullmatch(piece):
        piece = ordinal[1]
    written = normalize("NFKC", _DROPPED.sub("", piece)).lower()
    return written[:LONGEST_WORD], fold(piece)[:LONGEST_WORD]


def _is_ending(text, previous, word):
    """Whether a word after a hyphen is only the ending of an abbreviation or a number: БҰҰ-ның, 148-й."""
    before = text[previous.start : previous.end]
    return (before.isupper() and len(before) > 1 and bool(kazakh.AFTER_HYPHEN.fullmatch(word))) or (
        before[-1].isdecimal() and len(word) < 4 and word.isalpha()
    )


@lru_cache(maxsize=200_000)
def stem(word, language):
    """The stem of a folded word. Cyrillic is Kazakh in Kazakh texts and Russian elsewhere."""
    match script(word):
        case "latin":
            stemmed = _english(word)
        case "cyrillic":
            stemmed = kazakh.stem(word) if language == "kk" else _russian(word)
        case "arabic":
            stemmed = arabic.stem(word)
        case _:
            return word
    return stemmed or word


def _english(word):
    word = _SPELLINGS.get(word, word)
    if len(word) > 6:
        word = _BRITISH.sub(r"iz\1", word)
    return _ENGLISH.stemWord(word)


def _russian(word):
    """Snowball takes the end of a surname for a plural in one case only: Токаев, Токаева."""
    return _SURNAME.sub("", _RUSSIAN.stemWord(word))


@lru_cache(maxsize=50_000)
def forms(word):
    """All that may stand for a folded word among the names of records, whatever language it was written in."""
    return tuple(dict.fromkeys((word, stem(word, "ru"), stem(word, "kk"))))
