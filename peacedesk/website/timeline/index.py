"""All rows of the timeline in memory, numbered in the order of time: which of them have a value, as bit sets.

Like the indexes of lists, from which comes what the entries of the rows have, and of one state of the public tables.
"""

from array import array
from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache, reduce
from itertools import chain, count, repeat
from operator import or_
from uuid import UUID

from peacedesk.editorial.graph import content_roots
from peacedesk.editorial.keeping import kept
from peacedesk.library.querysets import themes
from peacedesk.website.listing import present_index
from peacedesk.website.listing.bits import places_in, union_of
from peacedesk.website.listing.years import Years
from peacedesk.website.timeline.contributions import contributions

KEPT = 64
# A key as a number of octets, and as a text of digits.
OCTETS, KEY = 16, 32


def present_rows():
    """The `Rows` of the present state."""
    return kept("timeline", Rows)


class Rows:
    """All public rows of all contributions.

    `kinds`, `groups`, `decades` and `beginnings` are their bit sets by value, `years` those by first and last year,
    `dated` is that of the rows with a place in time.
    """

    def __init__(self):
        self.indexes, self.entries = {}, 0
        for root in content_roots():
            self.indexes[root] = self.entries, (index := present_index(root))
            self.entries += index.size
        # What rows of one date and status are known to have in common, and their numbers; of each row which of these.
        self.facts, self.numbers, self.facts_of = [], [], array("I")
        self.entry_of, self.keys = array("I"), bytearray()
        self._read()
        self.everything = (1 << self.size) - 1
        self.kinds, self.groups, self.decades, self.beginnings, first, last = (
            self._sets(value)
            for value in (
                lambda row: row.kind,
                lambda row: row.group,
                lambda row: row.decade,
                lambda row: row.beginning,
                lambda row: row.first and row.first.year,
                lambda row: row.last and row.last.year,
            )
        )
        self.years, self.dated = Years(first, last), self.everything & ~self.decades.get("undated", 0)
        self.of_entries = lru_cache(KEPT)(self._of_entries)
        self.lines = lru_cache(KEPT)(self._lines)
        self.columns = lru_cache(KEPT)(self._columns)
        self.expected = lru_cache(1)(self._expected)

    @property
    def size(self):
        return len(self.facts_of)

    def _read(self):
        """Number the rows in the order of time: undated ones come last."""
        alike, entries = defaultdict(list), {}
        for contribution in contributions:
            offset, index = self.indexes[contribution.root]
            entries[contribution.key] = offset, (ordinals := index.ordinals)
            for facts, keys in contribution.dates():
                # An entry that was published after the index was made is left out.
                alike[_in_time(facts)].append((facts, sorted(key for key in keys if key[KEY:] in ordinals)))
        for order in sorted(alike):
            offset, ordinals = entries[order[-1]]
            keys = self._number(alike.pop(order))
            self.entry_of.extend([offset + ordinals[key[KEY:]] for key in keys])
            self.keys += bytes.fromhex("".join([key[:KEY] for key in keys]))

    def _number(self, parts):
        """Number the rows of one time and kind by their keys. Takes pairs of their facts and sorted keys."""
        start, place = self.size, len(self.facts)
        self.facts += [facts for facts, _keys in parts]
        if len(parts) == 1:
            keys = parts[0][1]
            self.numbers.append(range(start, start + len(keys)))
            self.facts_of.extend(repeat(place, len(keys)))
            return keys
        keys = sorted(chain.from_iterable(keys for _facts, keys in parts))
        numbers = dict(zip(keys, count(start), strict=False))
        self.numbers += [array("I", map(numbers.__getitem__, keys)) for _facts, keys in parts]
        places = {key: place + part for part, (_facts, keys) in enumerate(parts) for key in keys}
        self.facts_of.extend(map(places.__getitem__, keys))
        return keys

    def _sets(self, value_of):
        """The bit sets of the rows by what a function returns for their facts, as {value: bits}."""
        numbers = defaultdict(list)
        for place, facts in enumerate(self.facts):
            numbers[value_of(facts)].append(self.numbers[place])
        return {value: union_of(some, self.size) for value, some in numbers.items()}

    def row(self, number, line=None):
        """The `Row` with a number."""
        begin = OCTETS * number
        key = UUID(bytes=bytes(self.keys[begin : begin + OCTETS]))
        return self.facts[self.facts_of[number]]._replace(pk=key, line=line)

    def _of_entries(self, facet, values):
        """The bit set of the rows whose entries have any of the values of a facet that all lists have."""
        return places_in(self._having(facet, values), self.entry_of, self.entries)

    def _having(self, facet, values):
        """The set of entries, all kinds together, that have any of the values."""
        kinds = ((offset, index.sets[facet]) for offset, index in self.indexes.values())
        return reduce(or_, (sets.get(value, 0) << offset for offset, sets in kinds for value in values), 0)

    def _lines(self, chosen):
        """The bit sets of the rows by line of work: that of the first theme, of those with a chosen line if there are.

        `None` has the rows of entries without a theme.
        """
        left, found = (1 << self.entries) - 1, defaultdict(int)
        for theme in sorted(themes().values(), key=lambda theme: theme.line not in chosen):
            taken = left & self._having("theme", [theme.key])
            found[theme.line] |= taken
            left &= ~taken
        found[None] = left
        return {line: places_in(bits, self.entry_of, self.entries) for line, bits in found.items() if bits}

    def _columns(self, bits, chosen):
        """Of a set, the dated rows by line: {line: (their number, {year in which they begin: {group: number}})}."""
        columns = {}
        for line, members in self.lines(chosen).items():
            members &= bits & self.dated
            years = {year: members & begun for year, begun in self.beginnings.items() if year}
            if members:
                counts = {year: self._counts(years[year]) for year in sorted(years) if years[year]}
                columns[line] = members.bit_count(), counts
        return columns

    def _counts(self, bits):
        return Counter({group: (bits & members).bit_count() for group, members in self.groups.items()})

    def _expected(self, today):
        """The bit set of the rows of which the first comes next on a day."""
        kinds = {contribution.key for contribution in contributions if contribution.comes_next}
        places = [place for place, facts in enumerate(self.facts) if facts.kind in kinds and facts.is_expected(today)]
        return union_of((self.numbers[place] for place in places), self.size)


def _in_time(row):
    first, last = row.first or row.last or date.max, row.last or date.max
    return not row.is_dated, first, last, row.kind
