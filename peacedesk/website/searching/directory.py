"""Which entry or record each row of the search index stands for, in memory for one state of the public tables."""

import threading
from array import array
from bisect import bisect_left
from functools import partial

from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.editorial.keeping import kept
from peacedesk.editorial.numbering import CHUNK, Portions, digits
from peacedesk.website.listing import present_index
from peacedesk.website.models import SearchRow
from peacedesk.website.search import documents
from peacedesk.website.search.ranking import Hit

_making = threading.Lock()


class Directory:
    """The rows in a language, each at a place, in the order of their keys; 13 octets for each.

    `keys` are those of the rows, `kinds` the numbers of their kinds among `names`, `numbers` those of entries in the
    index of their list, and of records among `records`. What these indexes do not know is left out: it was published
    meanwhile.
    """

    def __init__(self, language):
        self.indexes = {kind_of(root): present_index(root) for root in content_roots()}
        self.names = sorted(documents.kinds())
        self.keys, self.kinds, self.numbers, self.records = array("q"), bytearray(), array("I"), []
        codes = {name: code for code, name in enumerate(self.names)}
        ordinals = {kind: index.ordinals for kind, index in self.indexes.items()}
        for key, kind, name in self._rows(language):
            if kind in ordinals:
                number = ordinals[kind].get(name)
            else:
                number = len(self.records)
                self.records.append(name)
            if number is not None:
                self.keys.append(key)
                self.kinds.append(codes[kind])
                self.numbers.append(number)

    def _rows(self, language):
        rows = SearchRow.objects.filter(language=language).order_by("pk")
        return rows.values_list("pk", "kind", digits("object_id")).iterator(CHUNK)

    def places(self, rows):
        """The places of the rows with these keys, in their order, without those that are not here."""
        found = zip(rows, map(partial(bisect_left, self.keys), rows), strict=True)
        return [place for row, place in found if place < len(self.keys) and self.keys[place] == row]

    def hit(self, place):
        """The row at a place as a `Hit`."""
        kind, number = self.names[self.kinds[place]], self.numbers[place]
        index = self.indexes.get(kind)
        return Hit(kind, index.numbering.keys[number] if index else self.records[number], self.keys[place])


class Hits(Portions):
    """Some places of a `Directory` as a sequence of `Hit`s."""

    __slots__ = ("directory", "places")

    def __init__(self, directory, places):
        self.directory, self.places = directory, places

    def __len__(self):
        return len(self.places)

    def portion(self, start, stop):
        return list(map(self.directory.hit, self.places[start:stop]))


def directory(language):
    """The `Directory` of the present state. While one thread makes it, others wait for it.

    All languages are in one memory, so that none keeps the indexes of a former state.
    """
    known = kept("search rows", dict)
    if language not in known:
        with _making:
            if language not in known:
                known[language] = Directory(language)
    return known[language]
