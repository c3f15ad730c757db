"""Public lists of entries: facets with exact counts, search by words, sorting, pages, and what to say about bad values.

A list is an `EntryFilterSet` with the facets of its kind, an `EntryListView` that names it, and a template that
extends `includes/listing/page.html`. Every address that a list offers holds known values of known parameters only.
`ListFilterSet` is the part that knows parameters but no entries: for lists that find what they show by other ways.
"""

from peacedesk.website.listing.entries import Choice, EntryFilterSet, Facet, Found, present_index
from peacedesk.website.listing.facets import ColumnFilter, FacetFilter, LanguageFilter, PeriodFilter, RecordFilter
from peacedesk.website.listing.fields import printable
from peacedesk.website.listing.filters import (
    BY_TITLE,
    NEWEST_FIRST,
    OLDEST_FIRST,
    ChoicesFilter,
    Option,
    PublicRecordFilter,
    SortFilter,
)
from peacedesk.website.listing.follow import Follow, files_and_feed
from peacedesk.website.listing.index import Index, forget
from peacedesk.website.listing.parameters import Chip, Link, ListFilterSet
from peacedesk.website.listing.views import EntryListView, ListPaginator
from peacedesk.website.listing.words import WordsFilter

__all__ = [
    "BY_TITLE",
    "NEWEST_FIRST",
    "OLDEST_FIRST",
    "Chip",
    "Choice",
    "ChoicesFilter",
    "ColumnFilter",
    "EntryFilterSet",
    "EntryListView",
    "Facet",
    "FacetFilter",
    "Follow",
    "Found",
    "Index",
    "LanguageFilter",
    "Link",
    "ListFilterSet",
    "ListPaginator",
    "Option",
    "PeriodFilter",
    "PublicRecordFilter",
    "RecordFilter",
    "SortFilter",
    "WordsFilter",
    "files_and_feed",
    "forget",
    "present_index",
    "printable",
]
