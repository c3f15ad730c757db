"""Room for the entries of a lane: rows in which neither marks nor labels cover one another."""

import textwrap
from dataclasses import dataclass
from typing import NamedTuple

from peacedesk.languages import Text, current_language, direction
from peacedesk.website.timeline.contributions import Entry
from peacedesk.website.timeline.figures import BEYOND, Figure
from peacedesk.website.timeline.scale import mirrored

LABEL_LENGTH = 34
# The mean width of a letter of a label by language, rather too wide than too narrow.
LETTER_WIDTH = {"en": 7.3, "kk": 8.4, "ru": 8.2, "ar": 6.6}
# The distance between the things in a row, and between a mark and the label beside it.
GAP, BESIDE = 8, 7


class Label(NamedTuple):
    """Some words of a title, beside the mark or above the bar; `x` is where they begin or, at an end anchor, end.

    `start` and `end` are the distances between which the label stands.
    """

    text: Text
    words: str
    x: int
    anchor: str
    start: int
    end: int


@dataclass(slots=True)
class Placed:
    """An entry with its row and its label, which is None where there is no room for it."""

    entry: Entry
    figure: Figure
    row: int
    label: Label | None

    def is_clear_of(self, start, end):
        """Whether neither mark nor label comes near the part of the row from `start` to `end`."""
        boxes = [self.figure, self.label] if self.label else [self.figure]
        return all(end + GAP <= box.start or box.end + GAP <= start for box in boxes)


def packed(figures, scale, number_of_rows):
    """Find each (entry, figure) a row and room for its label.

    Returns (list of `Placed`, number of entries left without a row). What began on the `scale` chooses before what goes
    on from before it, and major entries before others. Labels give way to marks, so an entry is left out only where all
    rows are full of marks.
    """
    rows, left_out = [[] for _row in range(number_of_rows)], 0
    for entry, figure in sorted(figures, key=lambda pair: (not pair[1].mark, not pair[0].is_major, pair[1].start)):
        placed = _beside_others(rows, entry, figure, scale) or _in_place_of_labels(rows, entry, figure)
        if placed:
            rows[placed.row].append(placed)
        else:
            left_out += 1
    return [placed for row in rows for placed in row], left_out


def _beside_others(rows, entry, figure, scale):
    """The first free row for a mark with its label or else without it; None when there is none."""
    for label in (*_labels(entry.words.title, figure, scale), None):
        start, end = (
            min(figure.start, label.start if label else figure.start),
            max(figure.end, label.end if label else 0),
        )
        for number, row in enumerate(rows):
            if all(other.is_clear_of(start, end) for other in row):
                return Placed(entry, figure, number, label)
    return None


def _in_place_of_labels(rows, entry, figure):
    """A row where only labels are in the way, which are taken off; None when there is none."""
    for number, row in enumerate(rows):
        in_the_way = [other for other in row if not other.is_clear_of(figure.start, figure.end)]
        if all(other.label and other.figure.end + GAP <= figure.start for other in in_the_way):
            for other in in_the_way:
                other.label = None
            return Placed(entry, figure, number, None)
    return None


def _labels(text, figure, scale):
    """The labels that a mark may have, the best first: from where it ends or, above a long one, where it begins."""
    words = textwrap.shorten(text.value, LABEL_LENGTH, placeholder="…")
    width = round(len(words) * LETTER_WIDTH[text.lang])
    after, before = figure.end + BESIDE, figure.start - BESIDE
    if figure.is_long:
        after, before = figure.start, figure.end
    # A label runs the way of the page, in whatever language it is.
    ends = ("start", "end") if text.dir == direction(current_language()) else ("end", "start")
    if after + width <= scale.end:
        yield Label(text, words, mirrored(after), ends[0], after, after + width)
    if before - width >= scale.start - BEYOND:
        yield Label(text, words, mirrored(before), ends[1], before - width, before)
