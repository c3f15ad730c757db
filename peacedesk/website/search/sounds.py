"""Words as they sound, in Latin letters: Tokayev, Токаев, Тоқаев and توقاييف meet in one form."""

import re
from functools import lru_cache

LETTERS = {
    # fmt: off
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ж": "j",
    "з": "z",
    "и": "i",
    "й": "y",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "h",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ا": "a",
    "ب": "b",
    "ت": "t",
    "ث": "s",
    "ج": "j",
    "ح": "h",
    "خ": "h",
    "د": "d",
    "ذ": "z",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "z",
    "ع": "",
    "غ": "g",
    "ف": "f",
    "ق": "k",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
    "و": "u",
    "ي": "y",
    # fmt: on
}
LATIN = (("kh", "h"), ("zh", "j"), ("dj", "j"), ("dzh", "j"), ("gh", "g"), ("ph", "f"), ("q", "k"), ("x", "ks"))
ALIKE = str.maketrans({"p": "b", "v": "f", "w": "f", "c": "k", "g": "k"})
NOT_HEARD = re.compile("[aeiouyh]")


@lru_cache(maxsize=5_000)
def latin(word):
    """A folded word in Latin letters, as it is read."""
    spelt = "".join(LETTERS.get(letter, letter) for letter in word)
    for letters, sound in LATIN:
        spelt = spelt.replace(letters, sound)
    return spelt


@lru_cache(maxsize=20_000)
def sound(word):
    """The consonants of a word, in one class those that scripts do not tell apart; double ones once.

    A word of fewer than two consonants has no sound to compare: "".
    """
    spelt = latin(word).replace("sh", "S").replace("ch", "C").replace("ts", "s")
    heard = NOT_HEARD.sub("", spelt[:1].replace("w", "") + spelt[1:]).translate(ALIKE)
    heard = re.sub(r"(.)\1+", r"\1", heard).lower()
    return heard[:60] if len(heard) > 1 else ""
