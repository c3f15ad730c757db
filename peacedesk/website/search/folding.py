"""Letters as the search compares them: one form for what readers type differently and mean alike."""

import unicodedata

LATIN, CYRILLIC, ARABIC, OTHER = "latin", "cyrillic", "arabic", "other"

# Kazakh letters fall together with the Russian ones that stand in for them on many keyboards; in Arabic hamza on any
# seat, alef maksura, ta marbuta, and the Persian, Urdu and Uyghur letters that look or sound alike.
ALIKE = str.maketrans(
    "ёәғқңөұүһі" + "أإآٱىیېئؤةەھہۀکڪگپچژڤ" + "ıøłđðþæœ",
    "еагкноуухи" + "اااايييي" + "و" + "ههههه" + "كككبجزف" + "iolddtao",
)
KAZAKH = frozenset("әғқңөұүһі")
TANWIN = "اً"
NOT_HEARD = frozenset("ءـ'’ʼʻ‘`´ʹʾʿ")


def fold(word):
    """A word without case, marks, and differences that keyboards make. "" when nothing of it is a letter or digit."""
    composed = unicodedata.normalize("NFKC", word).casefold().removesuffix(TANWIN)
    letters = []
    for letter in composed.translate(ALIKE):
        if letter.isascii():
            letters.append(letter)
        elif letter == "й" or unicodedata.category(letter)[0] not in "MCPZ":
            parts = letter if letter == "й" else unicodedata.normalize("NFD", letter)
            letters += [part.translate(ALIKE) for part in parts if unicodedata.category(part)[0] != "M"]
    return "".join(_digit(letter) for letter in letters if letter.isalnum() and letter not in NOT_HEARD)


def _digit(letter):
    value = unicodedata.digit(letter, None)
    return letter if letter.isascii() or value is None else str(value)


def script(word):
    """The script of a folded word, by its first letter: a digit counts as none."""
    for letter in word:
        if letter.isalpha():
            if letter.isascii():
                return LATIN
            if "Ѐ" <= letter <= "ԯ":
                return CYRILLIC
            if "\u0600" <= letter <= "ۿ" or "ݐ" <= letter <= "ݿ":
                return ARABIC
            return LATIN if "À" <= letter <= "ɏ" else OTHER
    return OTHER
