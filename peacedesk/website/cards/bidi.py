"""The order in which the letters of a line are drawn: the Unicode Bidirectional Algorithm (UAX #9).

A card mixes fonts within a line, so no single call of the drawing library sees the whole line. Explicit formatting is
left out: texts come here without such characters.
"""

import re
from itertools import groupby
from unicodedata import bidirectional

# One letter for each class that matters (UAX #9, table 4); w is for all neutrals.
CLASSES = {"L": "L", "R": "R", "AL": "a", "EN": "e", "AN": "n", "ES": "s", "CS": "c", "ET": "t", "NSM": "m"}
# How far a class lies above an even and an odd level (rules I1 and I2).
ABOVE = {"L": (0, 1), "R": (1, 0), "e": (2, 1), "n": (2, 1)}


def levels(text, base):
    """The embedding level of each character of a paragraph whose own level `base` is 0 (ltr) or 1 (rtl)."""
    classes = _weak("".join(CLASSES.get(bidirectional(character), "w") for character in text), "LR"[base])
    classes = re.sub(r"w+", lambda gap: _neutral(gap, "LR"[base]) * len(gap[0]), classes)
    return [base + ABOVE[letter][base] for letter in classes]


def _weak(classes, own):
    """Rules W1 to W7, in their order."""
    classes = re.sub(r"(^|[^m])(m+)", lambda match: match[1] + (match[1] or own) * len(match[2]), classes)
    classes = re.sub(r"(?<=a)[^LRa]+", lambda match: match[0].replace("e", "n"), classes).replace("a", "R")
    classes = re.sub(r"(?<=e)[sc](?=e)", "e", classes)
    classes = re.sub(r"(?<=n)c(?=n)", "n", classes)
    classes = re.sub(r"t+(?=e)|(?<=e)t+", lambda match: "e" * len(match[0]), classes)
    classes = re.sub(r"[sct]", "w", classes)
    return re.sub(r"(?<=L)[^LR]+", lambda match: match[0].replace("e", "L"), own + classes)[1:]


def _neutral(gap, own):
    """Rules N1 and N2: what neutrals between two directions become; digits count as right-to-left."""
    before, after = (gap.string[: gap.start()] or own)[-1], (gap.string[gap.end() :] or own)[0]
    sides = {"L" if side == "L" else "R" for side in (before, after)}
    return sides.pop() if len(sides) == 1 else own


def in_drawing_order(runs):
    """Runs of one line, as pairs of a level and anything, from left to right (rule L2)."""
    runs = list(runs)
    for level in range(max((level for level, _run in runs), default=0), 0, -1):
        parts = [list(part) for _high, part in groupby(runs, key=lambda run, level=level: run[0] >= level)]
        runs = [run for part in parts for run in (reversed(part) if part[0][0] >= level else part)]
    return runs
