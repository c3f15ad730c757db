"""What the entries of a list have in common, in memory: which of them have a value, as bit sets over all of them.

An index belongs to one state of the public tables. It is made when the first reader asks for it and is replaced as
soon as `SiteGeneration` tells of a change, so no answer is older than the request. Each process has its own.
"""

import threading
from array import array
from collections import defaultdict
from functools import lru_cache
from itertools import compress, islice

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Left

from peacedesk.editorial import keeping
from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import SiteGeneration
from peacedesk.editorial.numbering import CHUNK, Collected, digits, newest_first
from peacedesk.languages import CONTENT_LANGUAGES, FALLBACK_ORDER
from peacedesk.website import search
from peacedesk.website.listing.bits import bit_set
from peacedesk.website.listing.years import Years

# How often an index is read again because something was published meanwhile.
ATTEMPTS = 3
KEPT_SEARCHES = 64


def _year_of(bound):
    """What is read of a day, and the value that follows from it: its year."""
    return [Left(Cast(bound, TextField()), 4)], lambda year: [year and int(year)]


# Of every entry: the name of the division, the expressions that are read, the values that follow from them. They are
# read once for all entries that have the same, so there should not be many.
OWN_COLUMNS = (
    ("first year", *_year_of("date_from")),
    ("last year", *_year_of("date_to")),
    ("source", ["source_language"], lambda code: [code]),
    (
        "published",
        [Left(Cast(f"published_at_{code}", TextField()), 1) for code in CONTENT_LANGUAGES],
        lambda *published: compress(CONTENT_LANGUAGES, published),
    ),
)

_indexes = {}
_lock = threading.Lock()


class Index:
    """The public entries of `model`, numbered from the newest to the oldest: the order `NEWEST_FIRST`.

    `numbering` has their keys in this order, `ordinals` the numbers by key. `sets` are bit sets of these numbers, as
    {`field_name` of the facet: {value: bits}}, without values that no entry has; `published` are those by language.
    """

    def __init__(self, model, facets):
        """Takes a list of `FacetFilter`s. One query reads all columns, and one each relation."""
        self.model, self.numbering = model, newest_first(model)
        columns = [*OWN_COLUMNS, *((each.field_name, each.columns, each.values) for each in facets if each.columns)]
        sets = self._columns(columns)
        self.everything = (1 << self.size) - 1
        self.years = Years(sets.pop("first year"), sets.pop("last year"))
        self.published, self.written_in = sets.pop("published"), sets.pop("source")
        self.sets = sets | {each.field_name: self._links(each) for each in facets if not each.columns}
        self._kept, self._keeping = {}, threading.RLock()
        self.matching = lru_cache(KEPT_SEARCHES)(self._matching)

    @property
    def size(self):
        return len(self.numbering.keys)

    @property
    def ordinals(self):
        return self.numbering.numbers

    @property
    def entries(self):
        """The entries as a plain `QuerySet`, which knows nothing of the active language."""
        return QuerySet(self.model).order_by()

    def _columns(self, columns):
        """The bit sets by value of each of the columns, by its name, from one query."""
        wanted = [expression for _name, expressions, _values in columns for expression in expressions]
        sets = {name: defaultdict(list) for name, _expressions, _values in columns}
        for *given, keys in self.entries.values_list(*wanted).annotate(keys=Collected(digits("pk"))):
            numbers, given = self.numbering.known(keys), iter(given)
            for name, expressions, values_of in columns:
                for value in values_of(*islice(given, len(expressions))):
                    sets[name][value] += numbers
        return {name: self._sets(of_column) for name, of_column in sets.items()}

    def _links(self, facet):
        sets = defaultdict(list)
        for value, numbers in facet.links(self.numbering):
            sets[value] += numbers
        return self._sets(sets)

    def _sets(self, rows):
        return {value: bit_set(numbers, self.size) for value, numbers in rows.items() if numbers}

    def bits(self, pks):
        """The bit set of the entries with these keys; those that are not public are left out."""
        numbers = (self.ordinals.get(pk.hex) for pk in pks)
        return bit_set((number for number in numbers if number is not None), self.size)

    def _matching(self, words, language):
        """The bit set of the entries that the search finds by words in the language that a page shows them in."""
        found = 0
        for shown, entries in self.shown_in(language).items():
            found |= entries & self.bits(search.matching(words, shown, kind_of(self.model)).iterator(CHUNK))
        return found

    def shown_in(self, language):
        """The bit sets of the entries by the language that a page in `language` shows them in, as `Localized` does."""
        steps = [
            (language, self.everything),
            *self.written_in.items(),
            *((code, self.everything) for code in FALLBACK_ORDER),
        ]
        left, shown = self.everything, defaultdict(int)
        for code, entries in steps:
            taken = left & entries & self.published.get(code, 0)
            if taken:
                shown[code] |= taken
                left &= ~taken
        return shown

    def order(self, name, detail, expressions):
        """The numbers of all entries in the order that the function `expressions` returns: see `kept`."""

        def make():
            keys = self.entries.order_by(*expressions()).values_list(digits("pk"), flat=True)
            return array("I", (self.ordinals[key] for key in keys.iterator(CHUNK) if key in self.ordinals))

        return self.kept(name, detail, make)

    def kept(self, name, detail, make):
        """What `make()` returns, made once for a name and a detail, such as a day; the next detail replaces it."""
        with self._keeping:
            if name not in self._kept or self._kept[name][0] != detail:
                self._kept[name] = detail, make()
            return self._kept[name][1]


def index_of(model, facets):
    """The index of the present state of the public entries of a model. Takes its `FacetFilter`s.

    One query tells whether the index at hand is right. While one thread makes a new one, others wait for it.
    """
    return _kept(model) or _renewed(model, facets)


def _kept(model):
    """The index at hand if it is of the present state, else None."""
    # Read once: a preview in another thread may put its own index here, which is of a state that only it can see.
    generation, index = _indexes.get(model, (None, None))
    return index if generation == SiteGeneration.present() else None


def _renewed(model, facets):
    """An index made anew, again if a publication came in between, so that it is of one state."""
    with _lock:
        for _attempt in range(ATTEMPTS):
            state = SiteGeneration.newest()
            if index := _kept(model):
                return index
            _indexes[model] = state, (made := Index(model, facets))
        return made


def forget():
    """Drop all indexes: for what changes public tables and tells nobody, as a test that is rolled back does."""
    _indexes.clear()
    keeping.forget()
