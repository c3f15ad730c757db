"""Which words of a text a query matched, and the passage of a long text that shows most of them."""

from peacedesk.website.search.stop_words import STOP_WORDS

MORE = "…"


def by_first_stem(phrases):
    """Phrases, which are rows of stems, as {first stem: [phrase, …]}."""
    found = {}
    for phrase in filter(None, phrases):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def matched(words, phrases):
    """The stretches of `placed` words that are a phrase, of those `by_first_stem`: [(start, end, phrase), …]."""
    stretches, last = [], -1
    for place in [place for place, (word, _start, _end) in enumerate(words) if word.stem in phrases]:
        if place <= last:
            continue
        ends = [(end, phrase) for phrase in phrases[words[place][0].stem] if (end := _last(words, place, phrase)) >= 0]
        if ends:
            last, phrase = max(ends)
            stretches.append((words[place][1], words[last][2], phrase))
    return stretches


def _last(words, place, phrase):
    """The place of the last word of a phrase that begins at `place`, with stop words between its words; else -1."""
    for stem in phrase[1:]:
        place += 1
        while place < len(words) and words[place][0].word in STOP_WORDS and words[place][0].stem != stem:
            place += 1
        if place >= len(words) or words[place][0].stem != stem:
            return -1
    return place


def pieces(text, stretches):
    """A text in pieces, as [(piece, whether it lies in one of the (start, end) stretches)]."""
    found, done = [], 0
    for start, end in stretches:
        found += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [(piece, is_matched) for piece, is_matched in (*found, (text[done:], False)) if piece]


def begins_sentence(text, place):
    """Whether the word at `place` is the first of its sentence, where any word has a capital."""
    before = text[:place].rstrip(" \u00a0«“„\"'(")
    return not before or before[-1] in ".!?…\n"


def passage(text, stretches, length):
    """The (start, end) of the best passage of about `length` characters: the most different matches, then the first."""
    if len(text) <= length:
        return 0, len(text)
    best = (0, 0), 0
    for first, (start, _end, _phrase) in enumerate(stretches):
        inside = [phrase for _start, end, phrase in stretches[first:] if end <= start + length]
        score = len(set(inside)), len(inside)
        if score > best[0]:
            best = score, start
    start = _sentence(text, best[1], length) if best[1] else 0
    end = len(text) if start + length >= len(text) else text.rfind(" ", start, start + length)
    return start, end if end > start else start + length


def _sentence(text, place, length):
    """Where to begin so that `place` is read in its sentence: at most a third of the passage before it."""
    earliest = max(0, place - length // 3)
    if earliest == 0:
        return 0
    ends = [text.rfind(end, earliest, place) for end in (". ", "\n", "؟ ", "! ", "? ")]
    if max(ends) >= 0:
        return max(ends) + 1 + (text[max(ends)] != "\n")
    space = text.find(" ", earliest, place)
    return space + 1 if space >= 0 else place
