"""What a page of search results shows of each thing found."""

from functools import cache

from django.apps import apps
from django.utils.timezone import localdate

from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.keeping import kept
from peacedesk.editorial.models import PublicEntry
from peacedesk.editorial.together import Together
from peacedesk.languages import current_language
from peacedesk.website.listing.views import PER_PAGE
from peacedesk.website.models import SearchRow
from peacedesk.website.search import engines
from peacedesk.website.search.documents import kinds
from peacedesk.website.searching.drawing import card, in_one_line, marked
from peacedesk.website.searching.filters import name_of_one
from peacedesk.website.templatetags.site import theme

SNIPPET_LENGTH = 220
TEXTS = "texts"
MOST_CARDS = 2000  # in each process, which stay until there are more


def results(search, hits):
    """Each of `hits` of a `SearchFilterSet` as HTML, from one query.

    What was taken out of the public tables since is left out.
    """
    if not hits:
        return []
    known = kept("cards of results", dict, localdate())
    cards = {hit.row: known.get(hit.row) for hit in hits}
    if all(cards.values()):
        texts = engines.texts([hit.row for hit in hits])
    else:
        found = everything().of(*[hit.id for hit in hits])
        texts = {row.pk: row.text for row in found.pop(TEXTS)}
        cards = _cards(search, hits, found)
        if len(known) >= MOST_CARDS:
            known.clear()
        known.update(cards)
    there = [hit.row for hit in hits if hit.row in texts and hit.row in cards]
    return [_drawn(search.found, cards[row], texts[row]) for row in there]


def _drawn(found, card, text):
    snippet = marked((in_one_line(piece), is_hit) for piece, is_hit in found.snippet(text, SNIPPET_LENGTH))
    return card.showing(marked(found.marks(card.title.value)), snippet)


def _cards(search, hits, found):
    """The `Card` of each of some hits by row, of those whose record is among {kind: records}."""
    records = {(kind, record.pk.hex): record for kind, some in found.items() for record in some}
    themes = [(each.key, theme(each)) for each in search.filters["theme"].records]
    cards = {}
    for hit in hits:
        if record := records.get(hit[:2]):
            title = record.localized("title" if isinstance(record, PublicEntry) else record.title_field)
            chosen = search.facts.values("theme", hit)
            signs = [sign for key, sign in themes if key in chosen]
            cards[hit.row] = card(record, title, name_of_one(type(record)), signs)
    return cards


def records_of(kind, ids):
    """The public entries or records of a kind, as {id: record}."""
    model = apps.get_model(kind)
    records = model.objects.cards().prefetch_related(None) if issubclass(model, PublicEntry) else model.objects.all()
    return records.in_bulk(ids)


@cache
def everything():
    """What results show of things of all kinds that can be found, from one query for a page of them."""
    models = [apps.get_model(kind) for kind in sorted(kinds())]
    return Together(
        lambda keys: {kind_of(model): _shown(model).filter(pk__in=keys) for model in models} | {TEXTS: _texts(keys)},
        PER_PAGE,
    )


def _texts(keys):
    """The rows of the index in the active language, for the texts that snippets are taken from."""
    rows = SearchRow.objects.filter(object_id__in=keys, language=current_language()).order_by("pk")
    return rows.defer("kind", "object_id", "language", "address", "title", "lexemes", "records")


def _shown(model):
    if issubclass(model, PublicEntry):
        return model.objects.order_by("pk").defer("body", "summary")
    return model.objects.order_by("pk")
