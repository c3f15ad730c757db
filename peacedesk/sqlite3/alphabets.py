"""The order of letters in the four languages: each language's own script first, as CLDR's tailorings have it."""

from functools import cache
from unicodedata import normalize

ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
# First and last letter of the script of a language.
SCRIPTS = {"kk": "Ѐԯ", "ru": "Ѐԯ", "en": "az", "ar": "\u0620ۿ"}
SIGN, OWN_SCRIPT, OTHER_SCRIPT = range(3)


@cache
def rank(language, letter):
    """Where a letter stands among all letters; a mark above or below it does not count."""
    alphabet = ALPHABETS.get(language, "")
    if letter in alphabet:
        return OWN_SCRIPT, alphabet.index(letter)
    letter = normalize("NFD", letter)[0]
    first, last = SCRIPTS[language]
    if not letter.isalpha():
        return SIGN, ord(letter)
    return (OWN_SCRIPT if first <= letter <= last else OTHER_SCRIPT), ord(letter)


def sort_key(language, text):
    return [rank(language, letter) for letter in text.casefold() if letter.isalnum() or letter == " "]


def compare(language):
    """A SQLite collation: a function of two strings that returns a negative number, 0 or a positive number."""

    def collate(a, b):
        first, second = (sort_key(language, a), a), (sort_key(language, b), b)
        return (first > second) - (first < second)

    return collate
