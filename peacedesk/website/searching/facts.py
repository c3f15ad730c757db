"""What the filters ask of the things that a search has found, held in memory: there are at most a thousand of them."""

from dataclasses import dataclass, field
from datetime import date

from peacedesk.editorial.graph import content_roots, kind_of
from peacedesk.library.models import Theme
from peacedesk.library.querysets import paths
from peacedesk.website.listing.years import Years


@dataclass(slots=True)
class Facts:
    """The answers for one hit. A record that is no entry has no more than its kind."""

    kind: str
    status: str = ""
    first: date | None = None
    last: date | None = None
    themes: list[str] = field(default_factory=list)

    @property
    def years(self):
        """The index of the lists with the one entry in it."""
        return Years({self.first and self.first.year: 1}, {self.last and self.last.year: 1})


# By the name of a filter: whether facts satisfy what was chosen.
CONDITIONS = {
    "kind": lambda facts, kind: facts.kind == kind,
    "theme": lambda facts, keys: any(key in keys for key in facts.themes),
    "status": lambda facts, statuses: facts.status in statuses,
    "from": lambda facts, year: bool(facts.years.reaching(year)),
    "to": lambda facts, year: bool(facts.years.begun_by(year)),
}


def facts_of(hits):
    """The `Facts` of hits as {id: facts}, in the order of the hits, from one query."""
    facts = {hit.id: Facts(hit.kind) for hit in hits}
    rows = [_rows(root, hits) for root in content_roots()]
    for pk, status, first, last, key in rows[0].union(*rows[1:], all=True):
        entry = facts[pk]
        entry.status, entry.first, entry.last = status, first, last
        if key:
            entry.themes.append(key)
    return facts


def _rows(root, hits):
    """What is asked of the entries of one kind, in the same columns for all kinds."""
    kind, theme = kind_of(root), f"{paths(root, Theme)[0]}__key"
    entries = root.objects.order_by().filter(pk__in=[hit.id for hit in hits if hit.kind == kind]).rewrite(False)
    return entries.values_list("pk", "status", "date_from", "date_to", theme)


def passing(facts, chosen, but=""):
    """The part of {id: facts} that satisfies all that is `chosen`, {filter: value}, apart from the filter `but`."""
    asked = [(CONDITIONS[name], value) for name, value in chosen.items() if value and name != but]
    return {pk: entry for pk, entry in facts.items() if all(holds(entry, value) for holds, value in asked)}
