"""What the filters ask of the things that a search has found, held in memory: there are at most a thousand of them."""

from dataclasses import dataclass, field

from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.library.models import Theme
from peacedesk.library.querysets import paths
from peacedesk.website.listing.years import Years

NO_YEARS = Years({None: 1}, {None: 1})


@dataclass
class Facts:
    """The answers for one hit. A record that is no entry has no more than its kind.

    `years` is the index of the lists with the one entry in it.
    """

    kind: str
    status: str = ""
    years: Years = NO_YEARS
    themes: set[str] = field(default_factory=set)


# By the name of a filter: whether facts satisfy what was chosen.
CONDITIONS = {
    "kind": lambda facts, kind: facts.kind == kind,
    "theme": lambda facts, keys: not facts.themes.isdisjoint(keys),
    "status": lambda facts, statuses: facts.status in statuses,
    "from": lambda facts, year: bool(facts.years.reaching(year)),
    "to": lambda facts, year: bool(facts.years.begun_by(year)),
}


def facts_of(hits):
    """The `Facts` of hits as {id: facts}, in the order of the hits, from one query for each kind of entry."""
    facts = {hit.id: Facts(hit.kind) for hit in hits}
    for root in content_roots():
        kind, theme = kind_of(root), f"{paths(root, Theme)[0]}__key"
        if ids := [hit.id for hit in hits if hit.kind == kind]:
            rows = root.objects.order_by().filter(pk__in=ids).rewrite(False)
            for pk, status, first, last, key in rows.values_list("pk", "status", "date_from", "date_to", theme):
                entry = facts[pk]
                entry.status, entry.years = status, Years({first and first.year: 1}, {last and last.year: 1})
                if key:
                    entry.themes.add(key)
    return facts


def passing(facts, chosen, but=""):
    """The part of {id: facts} that satisfies all that is `chosen`, {filter: value}, apart from the filter `but`."""
    asked = [(CONDITIONS[name], value) for name, value in chosen.items() if value and name != but]
    return {pk: entry for pk, entry in facts.items() if all(holds(entry, value) for holds, value in asked)}
