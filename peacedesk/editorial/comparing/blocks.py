"""Two texts compared block by block: paragraphs, headings and items of lists."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

from peacedesk.editorial.comparing.words import opcodes, words_in

# Blocks that may be edits of one another are looked for among so many pairs, …
PAIRS_UP_TO = 900
# … and share this much of their words.
ALIKE_FROM = 0.4

LIST_ITEM, PARAGRAPH, HEADING = "li", "p", "h"
BLOCK_ELEMENTS = {"p", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "div", "pre", "hr", "table"}


class Block(NamedTuple):
    """A paragraph, heading or list item. `number` counts those of its kind; `markup` keeps the formatting."""

    kind: str
    number: int
    text: str
    markup: str


class Prose(NamedTuple):
    """A formatted text: its blocks, and the addresses that its links lead to."""

    blocks: list[Block]
    links: list[str]

    def is_reformatted(self, other):
        """Whether a block of the same text is formatted differently in `other`."""
        markup = {block.text: block.markup for block in self.blocks}
        return any(markup.get(block.text, block.markup) != block.markup for block in other.blocks)


def lines_of(text):
    """The non-empty lines of a plain text as blocks."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [Block(PARAGRAPH, number, line, line) for number, line in enumerate(lines, 1)]


def prose_of(html):
    """Read stored HTML as `Prose`."""
    reader = _ProseReader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return Prose(reader.blocks, reader.links)


class _ProseReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.blocks, self.links = [], []
        self.around, self.text, self.markup = [], [], []
        self.numbers = Counter()

    def handle_starttag(self, tag, attrs):
        if tag in BLOCK_ELEMENTS:
            self.end_block()
            self.around.append(tag)
            return
        self.markup.append(self.get_starttag_text())
        if tag == "br":
            self.text.append(" ")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag not in BLOCK_ELEMENTS:
            self.markup.append(f"</{tag}>")
            return
        self.end_block()
        while tag in self.around and self.around.pop() != tag:
            pass

    def handle_data(self, data):
        self.text.append(data)
        self.markup.append(data)

    def end_block(self):
        if text := _in_one_line(self.text):
            kind = self.kind
            self.numbers[kind] += 1
            markup = _in_one_line([*(f"<{tag}>" for tag in self.around), *self.markup])
            self.blocks.append(Block(kind, self.numbers[kind], text, markup))
        self.text, self.markup = [], []

    @property
    def kind(self):
        if "li" in self.around:
            return LIST_ITEM
        return HEADING if self.around and re.fullmatch(r"h\d", self.around[-1]) else PARAGRAPH


def _in_one_line(texts):
    return " ".join("".join(texts).split())


def block_changes(old, new):
    """The blocks whose text differs, side by side: pairs of two lists of `Block`, in the order of the text.

    Two blocks that are alike face each other alone.
    """
    steps = opcodes([block.text for block in old], [block.text for block in new])
    return [pair for tag, i1, i2, j1, j2 in steps if tag != "equal" for pair in _facing(old[i1:i2], new[j1:j2])]


def _facing(old, new):
    """The blocks of a stretch that differs, each beside the one it was made from."""
    if not old or not new or len(old) == len(new) == 1:
        return [(old, new)]
    if len(old) * len(new) > PAIRS_UP_TO:
        return _in_turn(old, new)
    old_words, new_words = ([words_in(block.text.casefold()) for block in side] for side in (old, new))
    return _best_facing(old, new, [[_likeness(one, other) for other in new_words] for one in old_words])


def _in_turn(old, new):
    shortest = min(len(old), len(new))
    pairs = [([one], [other]) for one, other in zip(old, new, strict=False)]
    rest = (old[shortest:], new[shortest:])
    return [*pairs, rest] if any(rest) else pairs


def _likeness(one, other):
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _best_facing(old, new, likeness):
    """Face the two blocks that are most alike, then those before and those after them."""
    best, i, j = max(
        ((value, i, j) for i, row in enumerate(likeness) for j, value in enumerate(row)), default=(0, 0, 0)
    )
    if best < ALIKE_FROM:
        return [(old, new)] if old or new else []
    return [
        *_best_facing(old[:i], new[:j], [row[:j] for row in likeness[:i]]),
        ([old[i]], [new[j]]),
        *_best_facing(old[i + 1 :], new[j + 1 :], [row[j + 1 :] for row in likeness[i + 1 :]]),
    ]
