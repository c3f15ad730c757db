"""The matrix of entries and languages: entries with the status of each of their parts.

The lines of any entries are read with one query for their parts and one for their titles. Neither touches the JSON of a
revision.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Value
from django.utils.http import urlencode

from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.languages import in_every_language, part_name
from peacedesk.editorial.graph import SHARED, working_model
from peacedesk.editorial.models import Entry, Part, PartName, WorkingEntry
from peacedesk.editorial.rights import Rights
from peacedesk.editorial.status import Status, part_status, statuses
from peacedesk.languages import CONTENT_LANGUAGES, Text

# What the matrix knows of a `Part`.
COLUMNS = (
    *("entry_id", "part", "live_id", "publish_at", "urgency", "is_source", "decided_at", "reason"),
    *("last_editor_id", "assignee_id"),
)
DECIDERS = {
    "decider": F("decided_by__username"),
    "first": F("decided_by__first_name"),
    "last": F("decided_by__last_name"),
}
TITLES = ("slug", "source_language", *in_every_language("title"))


@dataclass(frozen=True)
class Line:
    """An entry in the matrix. `parts` has a row of `COLUMNS` for each part, by its name."""

    root: WorkingEntry
    entry: Entry
    parts: dict
    rights: Rights

    @property
    def source(self):
        return self.parts[self.root.source_language]

    @cached_property
    def status(self):
        """{part: `Status`}"""
        return {name: part_status(part) for name, part in self.parts.items()}

    @cached_property
    def title(self):
        return self.root.localized("title") or Text(self.root.slug, "en", "ltr", False)

    @property
    def kind(self):
        return self.root._meta.verbose_name

    def url(self, page="change", query=()):
        """The address of a page of the entry."""
        address = address_of(type(self.root), page, self.root.pk)
        return f"{address}?{urlencode(query)}" if query else address

    def form_url(self, part):
        """The address of the form for a part."""
        return self.url(query={"lang": part} if part != SHARED else ())

    @cached_property
    def shared(self):
        """The statuses of the shared facts, where work on them is not the same as that on the source text."""
        if self.status[SHARED] in {Status.LIVE, self.status[self.source.part]}:
            return []
        return statuses(self.parts[SHARED])


def lines_of(user, keys):
    """The `Line`s of the entries with some `keys`, as {key: line}; what was deleted past the desk has none."""
    entries, parts = {}, defaultdict(dict)
    rows = Part.objects.filter(entry__in=keys).annotate(
        kind=F("entry__kind"), creator=F("entry__created_by"), **DECIDERS
    )
    for part in rows.values_list(*COLUMNS, "kind", "creator", *DECIDERS, named=True):
        parts[part.entry_id][part.part] = part
        entries[part.entry_id] = part
    lines = {}
    for root, kind in _roots(entries.values()):
        entry = Entry(pk=root.pk, kind=kind, created_by_id=entries[root.pk].creator)
        lines[root.pk] = Line(root, entry, parts[root.pk], Rights(user, kind, entry, root.source_language))
    return {key: lines[key] for key in keys if key in lines}


def _roots(rows):
    """The working roots of the entries of some rows with what a line needs, each with its kind."""
    keys = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.entry_id)
    found = [
        working_model(kind).objects.order_by().filter(pk__in=ids).values_list(Value(kind), "pk", *TITLES)
        for kind, ids in keys.items()
    ]
    if not found:
        return
    for kind, *values in found[0].union(*found[1:], all=True):
        yield working_model(kind).from_db("default", ("id", *TITLES), values), kind


class Matrix:
    """A table of `shown` lines, with a column for each of `parts`.

    `entries` is how many entries there are, `current` how many of them are public and current in each part.
    """

    def __init__(self, shown, *, entries, current, parts=CONTENT_LANGUAGES):
        self.shown, self.entries, self.current, self.parts = shown, entries, current, parts

    @property
    def headings(self):
        return [part_name(part) for part in self.parts]

    @property
    def rows(self):
        """Each line with its cells: the plain name of the part, its statuses, and the address of its form."""
        for line in self.shown:
            yield (
                line,
                [(PartName(part).label, statuses(line.parts[part]), line.form_url(part)) for part in self.parts],
            )

    @property
    def totals(self):
        return [(PartName(part).label, self.current[part]) for part in self.parts]
