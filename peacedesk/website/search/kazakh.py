"""A suffix stripper for Kazakh nouns and adjectives, and the verbal nouns that official texts are full of.

A Kazakh word is a stem with suffixes (plural, possessive, case, attribute), whose first sound follows the sound before
it (Балақаев et al., Қазақ грамматикасы, 2002). Words are folded before (`folding.fold`), so front and back vowels have
fallen together. One suffix after the other is taken off. A word that only looks inflected is shortened too, in the
texts and in the query alike.
"""

import re

VOWELS = "аеиоуыюяэ"
VOWEL, CONSONANT = f"(?<=[{VOWELS}])", f"(?<=[^{VOWELS.replace('у', '')}])"
POSSESSIVE, NASAL, VOICED, VOICELESS = "(?<=[ыи])", "(?<=[мн])", "(?<=[лрйузж])", "(?<=[кпстшчцфхщбгдв])"
SONOROUS = f"(?:{VOWEL}|{VOICED}|{NASAL})"

SUFFIXES = (
    f"(?:{VOWEL}|{VOICED})л[ае]р|(?:{NASAL}|(?<=[лзж]))д[ае]р|{VOICELESS}т[ае]р",  # plural
    f"{CONSONANT}[ыи]|{VOWEL}с[ыи]|{CONSONANT}[ыи]м[ыи]з|{VOWEL}м[ыи]з",  # his, our
    f"(?:{VOWEL}|{NASAL})н[ыи]н|{VOICED}д[ыи]н|{VOICELESS}т[ыи]н",  # of
    f"{VOWEL}н[ыи]|(?:{VOICED}|{NASAL})д[ыи]|{VOICELESS}т[ыи]|(?<=[^ндт][ыи])н",  # object
    f"{VOICELESS}к[ае]|{SONOROUS}г[ае]|{POSSESSIVE}н[ае]",  # to
    f"{POSSESSIVE}нд[ае]|{VOICELESS}т[ае]|{SONOROUS}д[ае]",  # in
    f"(?:{POSSESSIVE}|{NASAL})н[ае]н|{VOICELESS}т[ае]н|(?:{VOWEL}|{VOICED})д[ае]н",  # from
    f"{VOICELESS}пен|(?<=[зж])бен|(?:{VOWEL}|{NASAL}|(?<=[лрй]))мен",  # with
    f"{POSSESSIVE}нд[ае]г[ыи]|[дт][ае]г[ыи]|н[ыи]к[ыи]",  # that is in, that belongs to
    f"(?:{VOWEL}|{VOICED})л[ыи]к?|(?:{NASAL}|(?<=[лзж]))д[ыи]к|{VOICELESS}т[ыи]к",  # having, -ness
    "с[ыи]з|ш[ыи]|[гк][ае]н|у",  # without, -er, done, doing
)
SUFFIX = re.compile(f"(.{{3,}}?)(?:{'|'.join(SUFFIXES)})")
SOFTENED = {"г": "к", "б": "п", "д": "т"}
# Endings that follow an abbreviation or a number after a hyphen: БҰҰ-ның.
AFTER_HYPHEN = re.compile("(?:[лдт][ае]р)?(?:с?[ыи])?(?:[ндт][ыи]н?|[гкн][ае]|н?[дт][ае](?:н|г[ыи])?|н[ае]н|[мбп]ен)?")


def stem(word):
    longer = None
    while longer != word:
        longer, word = word, _shortened(word)
    if len(word) > 4 and word[-2] in "ыи" and not {word[-1], word[-3]} & set(VOWELS):
        word = word[:-2] + word[-1]  # халық, халқы
    return word[:-1] + SOFTENED.get(word[-1], word[-1])


def _shortened(word):
    match = SUFFIX.fullmatch(word)
    if not match or not set(match[1]) & set(VOWELS):
        # кеңес, полигон: before «і», «ы» they look like vowels before «сі», «ны»
        return word[:-1] if len(word) > 4 and word[-1] in "нс" and word[-2] in VOWELS else word
    rest = match[1]
    return rest[:-1] + SOFTENED.get(rest[-1], rest[-1]) if word[len(rest)] in "ыи" else rest  # көмек, көмегі
