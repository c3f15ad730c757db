"""The matrix of entries and languages: every entry that a person may see, with the status of each of its parts.

It is read with one query for the entries, one for their parts and one for the titles of each kind, however many there
are, and it never touches the JSON of a revision.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.http import urlencode

from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.languages import in_every_language, part_name
from peacedesk.editorial.graph import SHARED, content_roots, kind_of, working_model
from peacedesk.editorial.models import Entry, Part, PartName, WorkingEntry
from peacedesk.editorial.rights import Rights, may
from peacedesk.editorial.status import Status, part_status, statuses
from peacedesk.languages import CONTENT_LANGUAGES, Text

RANK = {status: rank for rank, status in enumerate(Status)}
# What the matrix knows of a `Part`.
COLUMNS = (
    *("id", "entry_id", "part", "state", "approved_id", "live_id", "scheduled_id", "publish_at", "digest"),
    *("source_digest", "last_editor_id", "assignee_id", "decided_at", "withdrawn_at"),
)


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
        return {name: part_status(part, self.source) for name, part in self.parts.items()}

    @property
    def is_complete(self):
        return all(status is Status.LIVE for status in self.status.values())

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
        return statuses(self.parts[SHARED], self.source)

    def is_for(self, user, part):
        """Whether unfinished work on a part is in the name of a person: assigned to them, or else theirs so far."""
        row = self.parts[part]
        person = row.assignee_id or row.last_editor_id or self.entry.created_by_id
        return person == user.pk and self.status[part] is not Status.LIVE

    def urgency(self, parts):
        """The most pressing status comes first, then the title decides."""
        return min(RANK[self.status[part]] for part in parts), self.title.value.casefold()


def visible_kinds(user):
    """The kinds of entry of which a person may see all."""
    roots = {kind_of(root): working_model(kind_of(root))._meta for root in content_roots()}
    return [kind for kind, meta in roots.items() if user.has_perm(f"{meta.app_label}.view_{meta.model_name}")]


def visible_entries(user):
    """The entries that a person may see: contributors see their own."""
    own = Q(created_by=user) if may(user, "contribute") else Q(pk__in=[])
    return Entry.objects.filter(Q(kind__in=visible_kinds(user)) | own)


def lines_of(user):
    """The `Line` of each entry that a person may see."""
    visible, parts, lines = visible_entries(user), defaultdict(dict), []
    for part in Part.objects.filter(entry__in=visible.values("pk")).values_list(*COLUMNS, named=True):
        parts[part.entry_id][part.part] = part
    entries = visible.in_bulk()
    for kind in map(kind_of, content_roots()):
        roots = working_model(kind).objects.filter(pk__in=visible.filter(kind=kind).values("pk")).order_by()
        for root in roots.only("slug", "source_language", *in_every_language("title")):
            if root.pk in parts:
                entry = entries[root.pk]
                lines.append(Line(root, entry, parts[root.pk], Rights(user, kind, entry, root.source_language)))
    return lines


def may_see_any(user):
    return bool(visible_kinds(user)) or may(user, "contribute")


class Matrix:
    """A table of `shown` lines, with a column for each of `parts` and totals over `lines`."""

    def __init__(self, shown, lines, parts=CONTENT_LANGUAGES):
        self.shown, self.lines, self.parts = shown, lines, parts

    @property
    def headings(self):
        return [part_name(part) for part in self.parts]

    @property
    def rows(self):
        """Each line with its cells: the plain name of the part, its statuses, and the address of its form."""
        for line in self.shown:
            yield (
                line,
                [
                    (PartName(part).label, statuses(line.parts[part], line.source), line.form_url(part))
                    for part in self.parts
                ],
            )

    @property
    def totals(self):
        """How many of all lines are public and current in each part."""
        return [
            (PartName(part).label, sum(line.status[part] is Status.LIVE for line in self.lines)) for part in self.parts
        ]
