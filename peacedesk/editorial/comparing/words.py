"""Two texts compared word by word, for a reader."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"

# Signs that belong to the word they stand in though Python counts them as no letters: accents, titlo, harakat, joiners.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08d3-\u08e1\u08e3-\u08ff\u200c\u200d"
)
TOKEN = re.compile(rf"\d+(?:[.,]\d+)+|[\w{MARKS}]+(?:['’][\w{MARKS}]+)*|\s+|.", re.DOTALL)
# The stretch that ends with the end of a sentence.
SENTENCE = re.compile(r".+?(?:[.!?…؟](?:\s+|\Z)|\Z)", re.DOTALL)
# Beyond so many items, or pairs of equal ones, two lists are not aligned: the time would grow with their square.
ITEMS_UP_TO, EQUAL_PAIRS_UP_TO = 3_000, 200_000
ISLAND_WORDS = 3


class Piece(NamedTuple):
    """A stretch of text: `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


class Run(NamedTuple):
    """A stretch of two texts that is the same in both, or is not."""

    same: bool
    old: str
    new: str


def count_words(text):
    return words_in(text).total()


def words_in(text):
    """How often each word occurs in a text."""
    return Counter(token for token in TOKEN.findall(text) if token[0].isalnum())


def word_changes(old, new):
    """What became of one text: two tuples of `Piece`, which join to the old and to the new text."""
    runs = []
    for run in _runs(SENTENCE, old, new):
        runs += [run] if run.same else _runs(TOKEN, run.old, run.new)
    runs = _without_islands(runs)
    return (
        tuple(Piece(SAME if run.same else REMOVED, run.old) for run in runs if run.old),
        tuple(Piece(SAME if run.same else ADDED, run.new) for run in runs if run.new),
    )


def _runs(pattern, old, new):
    """The runs of two texts that are cut where `pattern` says."""
    old, new = pattern.findall(old), pattern.findall(new)
    return [Run(tag == "equal", "".join(old[i1:i2]), "".join(new[j1:j2])) for tag, i1, i2, j1, j2 in opcodes(old, new)]


def opcodes(old, new):
    """How to turn one list of texts into the other, as `SequenceMatcher.get_opcodes` has it.

    What both begin and end with is set aside, since most edits are small. What then is too much is one replacement.
    """
    start, shortest = 0, min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    middle = _middle_opcodes(old[start:old_end], new[start:new_end])
    return [
        *([("equal", 0, start, 0, start)] if start else []),
        *((tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in middle),
        *([("equal", old_end, len(old), new_end, len(new))] if end else []),
    ]


def _middle_opcodes(old, new):
    if not old and not new:
        return []
    counts = Counter(new)
    pairs = sum(number * counts[text] for text, number in Counter(old).items() if not text.isspace())
    if not 0 < pairs <= EQUAL_PAIRS_UP_TO or max(len(old), len(new)) > ITEMS_UP_TO:
        return [("replace", 0, len(old), 0, len(new))]
    # Spaces alone never tie two texts together.
    return SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes()


def _without_islands(runs):
    """Join neighbours of one kind, and two changes that only a few unchanged letters part: crumbs are not readable."""
    joined = []
    for run in runs:
        if joined and joined[-1].same == run.same:
            run = _union(joined.pop(), run)
        while not run.same and len(joined) > 1 and _is_island(joined[-2], joined[-1], run):
            between = joined.pop()
            run = _union(joined.pop(), between, run)
        joined.append(run)
    return joined


def _union(*runs):
    return Run(all(run.same for run in runs), "".join(run.old for run in runs), "".join(run.new for run in runs))


def _is_island(before, between, after):
    words = count_words(between.old)
    room = min(max(len(run.old), len(run.new)) for run in (before, after))
    return words == 0 or (words <= ISLAND_WORDS and len(between.old) <= room)
