"""The order of letters in the four languages: each language's own script first, as CLDR's tailorings have it."""

from functools import cache
from unicodedata import normalize

ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
# First and last letter of the script of a language.
SCRIPTS = {"kk": "Ѐԯ", "ru": "Ѐԯ", "en": "az", "ar": "\u0620ۿ"}
# In the order in which they are sorted; what ends a text comes before all of them.
END, SIGN, OWN_SCRIPT, OTHER_SCRIPT = map(chr, range(1, 5))


@cache
def rank(language, letter):
    """Two characters that tell where a letter stands among all; a mark above or below it does not count."""
    alphabet = ALPHABETS.get(language, "")
    if letter in alphabet:
        return OWN_SCRIPT + chr(alphabet.index(letter) + 1)
    letter = normalize("NFD", letter)[0]
    first, last = SCRIPTS[language]
    if not letter.isalpha():
        return SIGN + letter
    return (OWN_SCRIPT if first <= letter <= last else OTHER_SCRIPT) + letter


def sort_key(language, text):
    """A text whose order by code points is that of `text` in the alphabet of `language`. An SQL function."""
    ranks = [rank(language, letter) for letter in text.casefold() if letter.isalnum() or letter == " "]
    return "".join([*ranks, END, text])
