from collections import Counter
from typing import NamedTuple

from django.apps import apps
from django.http import JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from peacedesk.editorial.counting import Count
from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.languages import LANGUAGE_NAMES, Text, current_language, direction
from peacedesk.library.models import Organisation, Person
from peacedesk.library.querysets import reference_counts
from peacedesk.library.views import name_of_kind
from peacedesk.website.addresses import in_language, with_query
from peacedesk.website.listing import EntryListView, Link, printable
from peacedesk.website.search import find, suggest
from peacedesk.website.search.tiers import MOST_HITS
from peacedesk.website.searching.filters import SearchFilterSet, name_of_one
from peacedesk.website.searching.results import records_of, results

# One answer serves all who type the same within this time, in seconds.
SUGGESTIONS_AGE = 300
EXAMPLES = {Organisation: 2, Person: 2}
CLOSEST = 3


class Elsewhere(NamedTuple):
    """The same search in another language: the own name of the language, and how many it finds there."""

    name: Text
    url: str
    number: Count


class SearchView(EntryListView):
    """The search page: what was found, with filters and pages as a list has them, or where to begin.

    Beside the context of a list it has `words` as they can be printed, `found` with what these alone find (None where
    the address does not hold), the words that were `searched`, which are others where only a likelier spelling was
    found, `results`, `elsewhere`, links to the `lists`, and `examples` of searches.
    """

    kept_parameters = None  # as many pages as there are words
    template_name = "website/search.html"
    heading = pgettext_lazy("page", "Search")

    def get_queryset(self):
        self.filterset = SearchFilterSet(self.request)
        return self.filterset.hits

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        search, holds = self.filterset, not self.filterset.faults
        searched = (holds and search.found.correction) or search.words
        return context | {
            "words": printable(search.words, None),
            "found": search.found if holds else None,
            "searched": printable(searched, None),
            "results": results(search, context["object_list"]),
            "elsewhere": elsewhere(search.found) if holds else [],
            "lists": [Link(name_of_kind(root), root.list_address(), False) for root in content_roots()],
            "examples": [] if search.words else examples(),
        }


@require_safe
def suggestions(request):
    """The names and titles that begin as the parameter `q` does, as JSON; 400 for what no text can hold (NUL)."""
    beginning = request.GET.get("q", "")
    found = [] if "\0" in beginning else suggest(beginning, current_language())
    kinds = kinds_of(found)
    announced = ngettext("%(number)s suggestion", "%(number)s suggestions", len(found)) % {"number": len(found)}
    options = [
        {
            "text": option.text.value,
            "lang": option.text.lang,
            "dir": option.text.dir,
            "url": option.url,
            "kind": kinds[option.id],
        }
        for option in found
    ]
    answer = {"suggestions": options, "announcement": announced}
    response = JsonResponse(answer, status=400 if "\0" in beginning else 200)
    patch_cache_control(response, public=True, max_age=SUGGESTIONS_AGE)
    return response


def kinds_of(found):
    """What suggestions are, as {id: words}, with the word without which the title of an entry is never told.

    Takes one query for each kind of entry among them.
    """
    words = {each.id: str(name_of_one(apps.get_model(each.kind))) for each in found}
    for kind in {each.kind for each in found} & set(map(kind_of, content_roots())):
        for key, entry in records_of(kind, [each.id for each in found if each.kind == kind]).items():
            words[key] += f" · {entry.caveat}" if entry.caveat else ""
    return words


def elsewhere(found):
    """The other languages in which something is found, in the order of the switcher."""
    numbers, address = found.elsewhere, address_of(found.words)
    return [
        Elsewhere(Text(name, code, direction(code), True), in_language(address, code), Count(numbers[code], MOST_HITS))
        for code, name in LANGUAGE_NAMES.items()
        if numbers.get(code)
    ]


def examples():
    """Searches to try, as (name, address): the records that most entries refer to, by the names that are shown."""
    names = []
    for model, limit in EXAMPLES.items():
        counts = sum((reference_counts(root, model) for root in content_roots()), Counter())
        records = model.objects.in_bulk(sorted(counts, key=lambda pk: (-counts[pk], pk))[:limit])
        names += [record.localized(model.title_field) for record in records.values()]
    return [(name, address_of(name.value)) for name in names]


def closest_entries(words):
    """The entries that the words of an address may have meant, at most three, the best first."""
    kinds = [kind_of(root) for root in content_roots()]
    hits = [hit for hit in find(words, current_language()).hits if hit.kind in kinds][:CLOSEST]
    entries = {}
    for kind in {hit.kind for hit in hits}:
        entries |= records_of(kind, [hit.id for hit in hits if hit.kind == kind])
    return [entries[hit.id] for hit in hits if hit.id in entries]


def address_of(words):
    """The address of the search for `words` in the active language."""
    return with_query(reverse("website:search"), {"q": words})
