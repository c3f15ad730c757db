"""What a page of search results shows of each thing found."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import PublicEntry
from peacedesk.editorial.together import Together
from peacedesk.languages import Text
from peacedesk.library.models import Theme
from peacedesk.website.listing.views import PER_PAGE
from peacedesk.website.models import SearchRow
from peacedesk.website.search.documents import kinds
from peacedesk.website.searching.filters import name_of_one

SNIPPET_LENGTH = 220


@dataclass(frozen=True)
class Result:
    """An entry or record with what it is called. `marked_title` and `snippet` are HTML in the language of `title`."""

    record: Any
    kind: str
    title: Text
    marked_title: SafeString
    snippet: SafeString
    themes: list[Theme]


def results(search, hits):
    """The `Result` of each of `hits` of a `SearchFilterSet`, from one query for each kind and one for the texts.

    What was taken out of the public tables since is left out.
    """
    texts = SearchRow.objects.defer("lexemes", "records").in_bulk([hit.row for hit in hits])
    records = {}
    if hits:
        found = everything().of(*[hit.id for hit in hits])
        records = {kind: {record.pk: record for record in some} for kind, some in found.items()}
    return [
        _result(search, records[hit.kind][hit.id], texts[hit.row])
        for hit in hits
        if hit.row in texts and hit.id in records[hit.kind]
    ]


def marked(pieces):
    """The HTML of a text given as (piece, is_hit) pairs, with each hit in a `mark` element."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_hit else text,) for text, is_hit in pieces)
    )


def in_one_line(text):
    """A text with a dot between its lines, where no sentence ends."""
    return re.sub(r"(?<![.!?؟…\n])\n", " · ", text)


def records_of(kind, ids):
    """The public entries or records of a kind, as {id: record}."""
    model = apps.get_model(kind)
    records = model.objects.cards().prefetch_related(None) if issubclass(model, PublicEntry) else model.objects.all()
    return records.in_bulk(ids)


@cache
def everything():
    """What results show of things of all kinds that can be found, from one query for a page of them."""
    models = [apps.get_model(kind) for kind in sorted(kinds())]
    return Together(lambda keys: {kind_of(model): _shown(model).filter(pk__in=keys) for model in models}, PER_PAGE)


def _shown(model):
    if issubclass(model, PublicEntry):
        return model.objects.order_by("pk").defer("body", "summary")
    return model.objects.order_by("pk")


def _result(search, record, row):
    title = record.localized("title" if isinstance(record, PublicEntry) else record.title_field)
    keys = search.facts[record.pk].themes
    return Result(
        record=record,
        kind=name_of_one(type(record)),
        title=title,
        marked_title=marked(search.found.marks(title.value)),
        snippet=marked(
            (in_one_line(piece), is_hit) for piece, is_hit in search.found.snippet(row.text, SNIPPET_LENGTH)
        ),
        themes=[theme for theme in search.filters["theme"].records if theme.key in keys],
    )
