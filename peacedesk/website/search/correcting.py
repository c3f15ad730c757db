"""What somebody may have meant whose words are nowhere: the beginnings of words, slips of the keys, other layouts."""

from peacedesk.website.search.folding import ARABIC, CYRILLIC, LATIN, fold, script
from peacedesk.website.search.models import SearchWord
from peacedesk.website.search.sounds import latin, sound

SHORTEST = 3
MOST_BEGINNINGS = 30
MOST_CANDIDATES = 400
MOST_MEANT = 3
# The keys of the Latin and the Russian layout, in the same places.
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_CYRILLIC = str.maketrans(*KEYS)
TO_LATIN = str.maketrans(*reversed(KEYS))
# The languages whose texts may hold a word of a script.
LANGUAGES = {LATIN: ("en",), CYRILLIC: ("ru", "kk"), ARABIC: ("ar",)}


def beginning_with(word, language):
    """The words of a language that begin with a folded word, those in most rows first."""
    if len(word) < SHORTEST:
        return []
    found = SearchWord.objects.filter(language=language, folded__gte=word, folded__lt=word + "\U0010ffff")
    return list(found.order_by("-rows", "word").values_list("folded", flat=True)[:MOST_BEGINNINGS])


def corrected(token, language):
    """The words of the public texts that a token is most likely meant to be, as written, the likeliest first."""
    word = token.word
    if len(word) < SHORTEST or word.isdecimal():
        return []
    languages = dict.fromkeys((language, *LANGUAGES.get(script(word), ())))
    limit = distance_allowed(word)
    rated = []
    for place, candidate in enumerate(languages):
        for written, folded, heard, rows in _candidates(word, candidate):
            if script(folded) == script(word):
                far = distance(word, folded, limit)
            else:
                far = distance(latin(word), latin(folded), limit) if heard else limit + 1
            if far <= limit and folded != word:
                rated.append((script(folded) != script(word), place, far, word[0] != folded[0], -rows, written))
    # A spelling of the reader's own language and script goes before any other.
    best = sorted(rated)[:MOST_MEANT]
    return [rate[-1] for rate in best if rate[:2] == best[0][:2]]


def distance_allowed(word):
    return 1 if len(word) < 6 else 2 if len(word) < 11 else 3


def _candidates(word, language):
    words, length = SearchWord.objects.filter(language=language), len(word)
    near = words.filter(length__range=(length - 2, length + 2))
    wanted = [near.filter(beginning=word[:3]), near.filter(ending=word[-3:])]
    if length <= 5:  # a slip among so few letters leaves fewer of them together
        wanted += [near.filter(folded__gte=word[:1], folded__lt=word[:1] + "\U0010ffff", length__lte=6)]
    if heard := sound(word):
        wanted.append(words.filter(sound=heard))
    found = {}
    for some in wanted:
        columns = some.order_by("-rows", "word").values_list("word", "folded", "sound", "rows")
        found |= dict.fromkeys(columns[:MOST_CANDIDATES])
    return [(written, folded, other == heard != "", rows) for written, folded, other, rows in found]


def distance(a, b, limit):
    """How many letters to add, drop, change or swap with their neighbour (Damerau), counted up to `limit` + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before, last = [], list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def other_layout(words):
    """The words as the same keys give them in the other layout, or "" when they are in both scripts or in neither."""
    scripts = {script(fold(word)) for word in words.split()}
    if scripts == {LATIN}:
        return words.lower().translate(TO_CYRILLIC)
    return words.lower().translate(TO_LATIN) if scripts == {CYRILLIC} else ""
