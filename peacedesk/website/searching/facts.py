"""What the filters ask of the things that a search has found, answered by the bit sets of the lists."""

from collections import Counter
from functools import reduce
from operator import or_

from peacedesk.website.listing.bits import bit_set, numbers_of
from peacedesk.website.searching.directory import Hits, directory


def _having_any(index, name, values):
    sets = index.sets.get(name, {})
    return reduce(or_, (sets.get(value, 0) for value in values))


# By the name of a filter: the entries of an index that have what was chosen. Records have no answer to any of it.
CONDITIONS = {
    "theme": lambda index, keys: _having_any(index, "theme", keys),
    "status": lambda index, statuses: _having_any(index, "status", statuses),
    "from": lambda index, year: index.years.reaching(year),
    "to": lambda index, year: index.years.begun_by(year),
}
FILTERS = ("kind", *CONDITIONS)


class Facts:
    """The facts of what rows of the search index in a language stand for, given by their keys."""

    def __init__(self, rows, language):
        self.directory = directory(language)
        self.places, self.indexes = self.directory.places(rows), self.directory.indexes
        self.by_kind = {}
        for place, code in zip(self.places, map(self.directory.kinds.__getitem__, self.places), strict=True):
            self.by_kind.setdefault(self.directory.names[code], []).append(place)
        self.records = {kind: len(some) for kind, some in self.by_kind.items() if kind not in self.indexes}
        self.entries = {kind: bit_set(self._numbers(kind), index.size) for kind, index in self.indexes.items()}

    def _numbers(self, kind):
        """The numbers of entries of a kind in the index of their list, in the order of the rows."""
        return list(map(self.directory.numbers.__getitem__, self.by_kind.get(kind, ())))

    def passing(self, chosen, but=""):
        """What satisfies all that is `chosen`, {filter: value}, apart from the filter `but`.

        As the bit sets of entries, {kind: bits}, and the numbers of records, {kind: number}.
        """
        asked = {name: value for name, value in chosen.items() if value and name != but}
        kind = asked.pop("kind", "")
        entries = {
            each: reduce(lambda left, name: left & CONDITIONS[name](self.indexes[each], asked[name]), asked, bits)
            for each, bits in self.entries.items()
            if kind in ("", each)
        }
        records = {} if asked else {each: self.records[each] for each in self.records if kind in ("", each)}
        return entries, records

    def left(self, chosen):
        """The `Hits` that satisfy all that is `chosen`, in the order of the rows."""
        if not any(chosen.values()):
            return Hits(self.directory, self.places)
        entries, records = self.passing(chosen)
        left = {place for kind in records for place in self.by_kind[kind]}
        for kind, bits in entries.items():
            numbers = set(numbers_of(bits))
            left |= {place for place in self.by_kind.get(kind, ()) if self.directory.numbers[place] in numbers}
        return Hits(self.directory, [place for place in self.places if place in left])

    def values(self, name, hit):
        """The values that one hit has of a facet."""
        index = self.indexes.get(hit.kind)
        if index is None:
            return []
        number = index.ordinals[hit.digits]
        return [value for value, bits in index.sets.get(name, {}).items() if bits >> number & 1]

    def counts(self, name, entries):
        """How many of some entries, {kind: bits}, have each value of a facet."""
        numbers = Counter()
        for kind, bits in entries.items():
            for value, having in self.indexes[kind].sets.get(name, {}).items():
                numbers[value] += (bits & having).bit_count()
        return numbers
