"""Text on a card: which font draws a letter, how wide a line is, where it breaks, and how it is drawn."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from PIL import ImageFont

from peacedesk.website.cards.bidi import in_drawing_order, levels

FONTS = settings.BASE_DIR / "static" / "fonts"
ELLIPSIS = "…"
JOINERS = "\u200c\u200d"
NO_BREAK = "\u00a0\u202f"
# The subsets of the fonts with the letters they hold, as in static/css/tokens.css; what is in none is in "latin".
SUBSETS = {
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\u200c\u200d\ufb50-\ufdff\ufe70-\ufefc]"),
    "cyrillic": re.compile(r"[\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]"),
    "cyrillic-ext": re.compile(r"[\u0460-\u052f\u20b4]"),
    "latin-ext": re.compile(r"[\u0100-\u0130\u0132-\u0151\u0154-\u02ba\u1e00-\u1eff\u20a0-\u20ab\u20ad-\u20c0]"),
}


class Face(NamedTuple):
    """A family at a weight and a size in pixels; Arabic letters are scaled as static/css/tokens.css scales them."""

    latin: str
    arabic: str
    arabic_scale: float
    weight: int
    size: int

    def font(self, subset):
        if subset == "arabic":
            return _font(self.arabic, round(self.size * self.arabic_scale), self.weight)
        return _font(self.latin % subset, self.size, self.weight)


def record(weight, size):
    return Face("piazzolla-%s-opsz-normal.woff2", "noto-naskh-arabic-arabic-wght-normal.woff2", 1.12, weight, size)


def sans(weight, size):
    return Face("golos-text-%s-wght-normal.woff2", "vazirmatn-arabic-wght-normal.woff2", 1.04, weight, size)


@lru_cache(maxsize=128)
def _font(name, size, weight):
    font = ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.RAQM)
    # The weight, then for the family that has it the optical size, at its default.
    font.set_variation_by_axes([weight, *(axis["default"] for axis in font.get_variation_axes()[1:])])
    return font


class Run(NamedTuple):
    text: str
    subset: str


class Setting(NamedTuple):
    """How a text is set: its face, its language and its direction, "ltr" or "rtl"."""

    face: Face
    language: str
    direction: str

    def lines(self, text, width, most):
        """The text in lines of at most `width` pixels; what does not go into `most` lines ends with an ellipsis."""
        lines, words = [], words_of(text)
        while words:
            taken = self._fitting(words, width)
            lines.append(" ".join(words[:taken]))
            words = words[taken:]
        if len(lines) > most:
            lines = [*lines[: most - 1], self._shortened(lines[most - 1] + ELLIPSIS, width)]
        return [line if self.width(line) <= width else self._shortened(line + ELLIPSIS, width) for line in lines]

    def _fitting(self, words, width):
        """How many of the words make a line, at least one."""
        for taken in range(2, len(words) + 1):
            if self.width(" ".join(words[:taken])) > width:
                return taken - 1
        return len(words)

    def _shortened(self, line, width):
        while self.width(line) > width and len(line) > 1:
            line = line[:-2].rstrip() + ELLIPSIS
        return line

    def width(self, text):
        return sum(self._length(level, run) for level, run in self._runs(text))

    def draw(self, canvas, start, baseline, text, colour):
        """Draw one line that begins at `start`: its left end, or its right one where text runs to the left."""
        x = start - (self.width(text) if self.direction == "rtl" else 0)
        for level, run in in_drawing_order(self._runs(text)):
            options = {"direction": ("ltr", "rtl")[level % 2], "language": self.language}
            font = self.face.font(run.subset)
            canvas.text((x, baseline), run.text, fill=colour, font=font, anchor="ls", **options)
            x += self._length(level, run)

    def _length(self, level, run):
        options = {"direction": ("ltr", "rtl")[level % 2], "language": self.language}
        return self.face.font(run.subset).getlength(run.text, **options)

    def _runs(self, line):
        """Pairs of a level and a `Run`, in the order of reading."""
        subset, letters = "latin", []
        for letter, level in zip(line, levels(line, int(self.direction == "rtl")), strict=True):
            subset = subset if unicodedata.combining(letter) else subset_of(letter)
            letters.append((level, subset, letter))
        return [
            (level, Run("".join(letter for *_same, letter in run), subset))
            for (level, subset), run in groupby(letters, key=lambda letter: letter[:2])
        ]


def subset_of(letter):
    return next((name for name, letters in SUBSETS.items() if letters.match(letter)), "latin")


def words_of(text):
    """The words of a text without control and formatting characters, to be divided at a line's end.

    A no-break space keeps two words together, and no line begins with a dash.
    """
    shown = (" " if letter.isspace() and letter not in NO_BREAK else letter for letter in text)
    kept = (letter for letter in shown if letter in JOINERS or unicodedata.category(letter) not in {"Cc", "Cf"})
    return [word for word in re.split(r" +(?![–—] )", "".join(kept)) if word]
