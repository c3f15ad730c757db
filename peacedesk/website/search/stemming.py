"""Words as stems. Every word goes through the stemmer of its own script, whatever the language around it."""

import re
from functools import lru_cache

from peacedesk.website.search import arabic, kazakh
from peacedesk.website.search.folding import script

_BRITISH = re.compile(r"is(ations?|ational|ing|ed|es?|ers?)$")
_SURNAME = re.compile("(?<=.{3})[ое]в$")
_SPELLINGS = {
    "centre": "center", "centres": "centers", "defence": "defense", "programme": "program", "programmes": "programs",
    "labour": "labor", "neighbour": "neighbor", "neighbours": "neighbors", "harbour": "harbor", "honour": "honor",
    "favour": "favor", "colour": "color", "dialog": "dialogue", "dialogs": "dialogue",
}  # fmt: skip


@lru_cache(maxsize=5_000)
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
    return _snowball(word, "english")


def _russian(word):
    """Snowball takes the end of a surname for a plural in one case only: Токаев, Токаева."""
    return _SURNAME.sub("", _snowball(word, "russian"))


def _snowball(word, algorithm):
    from snowballstemmer import stemmer  # noqa: PLC0415  (those of 39 languages, 3 MB, only where something is searched)

    return stemmer(algorithm).stemWord(word)  # a new one, since it holds the word: no two threads may share it


@lru_cache(maxsize=5_000)
def forms(word):
    """All that may stand for a folded word among the names of records, whatever language it was written in."""
    return tuple(dict.fromkeys((word, stem(word, "ru"), stem(word, "kk"))))
