"""Finding: from what a reader typed to entries and records, the best first."""

from functools import lru_cache, partial

from peacedesk.editorial.keeping import kept
from peacedesk.website.search import guessing, lexemes, reading
from peacedesk.website.search.found import Found
from peacedesk.website.search.models import SearchRow

MOST_KEPT = 16  # searches in each process, of up to 500 hits each


def find(words, language):
    """What public texts in a language have of the words that a reader typed: a `Found`."""
    return _find(words, language, is_told=False)


def find_and_tell(words, language):
    """The same for a page that tells of other languages and other forms of names too, which takes no further query.

    The last searches are kept: most readers go on to another page of one, or narrow it down.
    """
    searches = kept("searches", lambda: lru_cache(MOST_KEPT)(partial(_find, is_told=True)))
    return searches(words, language)


def _find(words, language, *, is_told):
    fault = reading.fault_of(words, language)
    if fault or not words.strip():
        return Found(words, language, fault=fault)
    found = Found.of(reading.query(words, language), is_told=is_told)
    return found if found.rows else guessing.best(found)


def matching(words, language, kind):
    """The ids of the entries of a kind that have all words in a language, as a queryset: for `pk__in` or a set."""
    rows = SearchRow.objects.order_by().values_list("object_id", flat=True)
    if reading.fault_of(words, language) or not words.strip():
        return rows.none()
    return rows.filter(lexemes__match=reading.query(words, language).wanted.of(lexemes.kind(kind)))
