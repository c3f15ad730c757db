"""Search by words in a list."""

import django_filters
from django.utils.translation import pgettext

from peacedesk.languages import current_language
from peacedesk.website.listing.fields import WordsField

MAX_WORDS_LENGTH = 200


class WordsFilter(django_filters.CharFilter):
    """Entries that the search finds by all of the words, in what a page in the active language shows of them."""

    field_class = WordsField

    def __init__(self, **kwargs):
        super().__init__(max_length=MAX_WORDS_LENGTH, **kwargs)

    def bits(self, index, value):
        return index.matching(" ".join(value), current_language())

    def chip(self, value):
        return pgettext("search words", "“%(words)s”") % {"words": value}
