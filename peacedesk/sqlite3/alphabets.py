"""The order of letters in the four languages (CLDR root order with the tailoring of Kazakh and Russian)."""

from functools import cache
from unicodedata import normalize

ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
CYRILLIC = 0x400


@cache
def _ranks(language):
    return {letter: (CYRILLIC, rank) for rank, letter in enumerate(ALPHABETS.get(language, ALPHABETS["kk"]))}


def _key(language, text):
    ranks = _ranks(language)
    letters = [
        c
        for c in normalize("NFKD", text.casefold().replace("й", "\ue000").replace("ё", "\ue001"))
        if c.isalnum() or c in "\ue000\ue001 "
    ]
    restored = ({"\ue000": "й", "\ue001": "ё"}.get(c, c) for c in letters)
    return [ranks.get(c, (ord(c), 0)) for c in restored]


def compare(language):
    """A SQLite collation: a function of two strings that returns a negative number, 0 or a positive number."""

    def collate(a, b):
        first, second = _key(language, a), _key(language, b)
        return (first > second) - (first < second) or (a > b) - (a < b)

    return collate
