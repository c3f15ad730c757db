"""What the filters ask of the things that a search has found, answered by the bit sets of the lists."""

from collections import Counter
from functools import reduce
from operator import or_

from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.website.listing import present_index
from peacedesk.website.listing.bits import bit_set, numbers_of


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
    """The facts of `hits`, of which those that an index of the present state does not know are left out."""

    def __init__(self, hits):
        self.hits, self.indexes = hits, {kind_of(root): present_index(root) for root in content_roots()}
        self.records = Counter(hit.kind for hit in hits if hit.kind not in self.indexes)
        ordinals = {kind: index.ordinals for kind, index in self.indexes.items()}
        # Of each hit its number in the index of its kind: None for a record, and where the index does not have it.
        self.numbers = [ordinals[hit.kind].get(hit.digits) if hit.kind in ordinals else None for hit in hits]
        self.entries = {kind: bit_set(self._of(kind), index.size) for kind, index in self.indexes.items()}

    def _of(self, kind):
        pairs = zip(self.hits, self.numbers, strict=True)
        return [number for hit, number in pairs if number is not None and hit.kind == kind]

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
        """The hits that satisfy all that is `chosen`, in their order."""
        entries, records = self.passing(chosen)
        numbers = {kind: set(numbers_of(bits)) for kind, bits in entries.items()} | dict.fromkeys(records, {None})
        pairs = zip(self.hits, self.numbers, strict=True)
        return [hit for hit, number in pairs if number in numbers.get(hit.kind, ())]

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
