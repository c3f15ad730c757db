"""Names in the drawing, placed so that none covers another name or a place."""

import unicodedata
from itertools import product
from typing import NamedTuple

from peacedesk.languages import Text

ASCENT, DESCENT = 0.8, {"ltr": 0.3, "rtl": 0.55}  # of a line, in parts of the size of its type
SIZE = 19
# The part of the drawing that is shown, in its units.
NEAR_EDGE, FAR_EDGE = 10, 990
# The widths of characters, in parts of the size of the type, where they are far from the common one.
NARROW, WIDE = frozenset("iljtfrI1.,:;'’-() اأإرليئ"), frozenset("mwMWщшжмюфыШЩЖМЮФЫӘسشصضط@%")
SIDES = [side for side in product((1, 0, -1), repeat=2) if any(side)]


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_inside(self):
        return min(self) >= NEAR_EDGE and max(self) <= FAR_EDGE

    def overlaps(self, other):
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Name(NamedTuple):
    """A line of text: (x, y) is on its base line, at its left end for `side` 1, its middle for 0, its right for -1."""

    text: Text
    x: float
    y: float
    side: int
    size: float = SIZE

    @property
    def anchor(self):
        """The value of text-anchor, which goes by the direction of the text (SVG 2, 11.10.2.2)."""
        return ("middle", "start", "end")[-self.side if self.text.dir == "rtl" else self.side]

    @property
    def box(self):
        """An estimate of the room it takes, rather too wide than too narrow."""
        length = self.size * sum(_width(character) for character in self.text.value)
        left = self.x - length * (1 - self.side) / 2
        return Box(left, self.y - self.size * ASCENT, left + length, self.y + self.size * DESCENT[self.text.dir])


def _width(character):
    if unicodedata.combining(character):
        return 0
    if character in NARROW:
        return 0.36
    if character in WIDE:
        return 0.92
    return 0.72 if character.isupper() else 0.6


def box_around(spot, radius):
    return Box(spot.x - radius, spot.y - radius, spot.x + radius, spot.y + radius)


def beside(text, spot, radius, taken):
    """A `Name` beside a spot that covers none of the boxes `taken`; None where there is no room.

    The side away from the centre is tried first: there a name stays clear of the lines that lead to other places.
    """
    names = (_at(side, text, spot, radius + 6) for side in sorted(SIDES, key=lambda side: -spot.outwardness(*side)))
    free = (name for name in names if name.box.is_inside and not any(name.box.overlaps(box) for box in taken))
    return next(free, None)


def _at(side, text, spot, gap):
    """The name at one side of a spot: `side` is (to the right, down), each -1, 0 or 1."""
    right, down = side
    if right and down:
        gap *= 0.7
    above, below = SIZE * ASCENT, SIZE * DESCENT[text.dir]
    base = spot.y + down * (gap + (above + below) / 2) + (above - below) / 2
    return Name(text, round(spot.x + right * gap), round(base), right)
