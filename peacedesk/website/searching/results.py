"""What a page of search results shows of each thing found."""

from functools import cache

from django.apps import apps

from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.keeping import kept
from peacedesk.editorial.models import PublicEntry
from peacedesk.editorial.together import Together
from peacedesk.languages import current_language
from peacedesk.website.listing.views import PER_PAGE
from peacedesk.website.models import SearchRow
from peacedesk.website.search.documents import kinds
from peacedesk.website.searching.drawing import drawn, in_one_line, marked
from peacedesk.website.searching.filters import name_of_one
from peacedesk.website.templatetags.site import theme

SNIPPET_LENGTH = 220
TEXTS = "texts"


def results(search, hits):
    """Each of `hits` of a `SearchFilterSet` as HTML, from one query.

    What was taken out of the public tables since is left out.
    """
    if not hits:
        return []
    found = everything().of(*[hit.id for hit in hits])
    texts = {(row.kind, row.object_id.hex): row.text for row in found.pop(TEXTS)}
    records = {(kind, record.pk.hex): record for kind, some in found.items() for record in some}
    signs = kept(("signs of themes", current_language()), lambda: _signs(search.filters["theme"].records))
    return [
        _result(search, hit, records[hit[:2]], texts[hit[:2]], signs)
        for hit in hits
        if hit[:2] in texts and hit[:2] in records
    ]


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
    return rows.defer("language", "address", "title", "lexemes", "records")


def _shown(model):
    if issubclass(model, PublicEntry):
        return model.objects.order_by("pk").defer("body", "summary")
    return model.objects.order_by("pk")


def _signs(themes):
    """The HTML of each theme by its key, in order."""
    return {each.key: theme(each) for each in themes}


def _result(search, hit, record, text, signs):
    title = record.localized("title" if isinstance(record, PublicEntry) else record.title_field)
    snippet = search.found.snippet(text, SNIPPET_LENGTH)
    keys = search.facts.values("theme", hit)
    return drawn(
        record,
        title,
        marked_title=marked(search.found.marks(title.value)),
        snippet=marked((in_one_line(piece), is_hit) for piece, is_hit in snippet),
        kind=name_of_one(type(record)),
        themes=[sign for key, sign in signs.items() if key in keys],
    )
