"""What the kinds of content bring to the timeline, and how one entry of it reads."""

from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from peacedesk.dates.edtf import Edtf, parse
from peacedesk.editorial.graph import original_columns
from peacedesk.editorial.numbering import Collected, digits
from peacedesk.editorial.together import Together
from peacedesk.languages import CONTENT_LANGUAGES, Text
from peacedesk.library.models.taxonomy import LineOfWork
from peacedesk.website.timeline.scale import FIRST_YEAR

# Queries are made for a number of rows that is a multiple of this.
PORTION = 50

contributions = []


class Group(models.TextChoices):
    """What became of an entry: the statuses of all kinds of content in four groups."""

    DONE = "done", _("Done, held or completed")
    ONGOING = "ongoing", _("Ongoing or repeated")
    PLANNED = "planned", _("Proposed, announced or planned")
    OFF = "off", _("Cancelled, postponed or dropped")


class Row(NamedTuple):
    """What tells the place of an entry. `first` and `last` are the bounds of its `date` in EDTF, `line` may be None."""

    kind: str
    pk: object
    date: str
    first: date | None
    last: date | None
    line: str | None
    group: str

    @property
    def is_dated(self):
        """Whether it has a place in time; a hint that only sorts an entry under a year is none."""
        return bool(self.date) and not self.date.startswith("unknown")

    @property
    def decade(self):
        """The first year of the decade that it is listed under; 0 before the timeline begins, "undated"."""
        if not self.is_dated:
            return "undated"
        year = (self.first or self.last).year
        ended_before = self.last and self.last.year < FIRST_YEAR
        begun_before = "/" in self.date and year < FIRST_YEAR
        return 0 if ended_before or begun_before else max(year, FIRST_YEAR) // 10 * 10

    @property
    def beginning(self):
        """The year in which it begins, None where that is not stated as a year at least."""
        return self.first.year if self.date[:4].isdigit() else None

    def is_expected(self, today):
        return self.group == Group.PLANNED and self.is_dated and not (self.last and self.last < today)


class Words(NamedTuple):
    """How an entry reads. `shape` and `tone` are those of the template tag `sign`; `within` is what it belongs to."""

    title: Text
    url: str
    status: str
    shape: str
    tone: str
    doubt: str = ""
    within: Text | None = None


class Entry:
    """A row of the timeline with its words."""

    def __init__(self, row, words, *, is_major):
        self.row, self.words, self.is_major = row, words, is_major
        # The list marks the event that comes next.
        self.is_next = False

    @cached_property
    def date(self) -> Edtf:
        return parse(self.row.date)

    @property
    def line(self):
        return LineOfWork(self.row.line) if self.row.line else None

    @property
    def css_class(self):
        names = {"is-major": self.is_major, f"is-{self.row.group}": self.row.group != Group.DONE}
        return " ".join(name for name, holds in (names | {"is-now": self.is_next}).items() if holds)


class Contribution:
    """What a content model with a `date` and a `status` brings. A subclass sets the values below.

    `key` and `label` name it in the filter, `groups` has a `Group` for each status, `texts` are the translated fields
    and `columns` the others that `words` needs; of rows that belong to an entry, `entry_texts` and `entry_columns` are
    those of the entry. `is_major` fills its marks in the drawing, `comes_next` lets the list mark the first of its rows
    that can be expected.
    """

    key = label = model = None
    groups = {}
    texts = columns = entry_texts = entry_columns = ()
    is_major = comes_next = False

    @property
    def root(self):
        """The kind of entry that its rows are or belong to."""
        return self.model._meta.get_field(self.model.parent).related_model if self.model.parent else self.model

    def dates(self):
        """All public rows by date and status, from one query: pairs of a `Row` without key and line, and their keys.

        These are texts of 64 digits: the key of the row and that of its entry.
        """
        keys = Collected(Concat(digits("pk"), digits(self.model.parent or "pk")))
        days = (Cast(bound, TextField()) for bound in ("date_from", "date_to"))
        # A plain queryset: it knows nothing of the active language.
        rows = QuerySet(self.model).order_by().values_list("date", *days, "status")
        for edtf, first, last, status, joined in rows.annotate(keys=keys):
            bounds = (day and date.fromisoformat(day) for day in (first, last))
            yield Row(self.key, None, edtf, *bounds, None, self.groups[status].value), joined.split()

    def querysets(self, keys):
        """What `words` needs of the rows with some keys, as {name: queryset}."""
        rows = self.model.objects.order_by("pk").filter(pk__in=keys)
        found = {self.key: _narrow(rows, self.texts, self.columns)}
        if parent := self.model.parent:
            entries = self.root.objects.order_by("pk").filter(pk__in=rows.order_by().values(parent))
            found[self.key] = _narrow(rows, self.texts, (*self.columns, parent))
            found[f"{self.key}: entries"] = _narrow(entries, self.entry_texts, self.entry_columns)
        return found

    def entries(self, rows, found):
        """The `Entry` of each `Row` of this kind, as {(kind, key): entry}. `found` are the objects of `querysets`."""
        rows, parent = {row.pk: row for row in rows if row.kind == self.key}, self.model.parent
        entries = {entry.pk: entry for entry in found.get(f"{self.key}: entries", ())}
        if parent:
            for record in found[self.key]:
                setattr(record, parent, entries[getattr(record, f"{parent}_id")])
        return {
            (self.key, record.pk): Entry(rows[record.pk], self.words(record), is_major=self.is_major)
            for record in found[self.key]
            if record.pk in rows
        }

    def words(self, record):
        raise NotImplementedError


def register(*classes):
    """Add the contributions of a kind of content; called once, from its `AppConfig.ready`."""
    contributions.extend(contribution() for contribution in classes)


def described(rows):
    """The entries of rows, in the same order, from one query. What was withdrawn meanwhile is left out."""
    if not rows:
        return []
    found, entries = _together(-(-len(rows) // PORTION) * PORTION).of(*[row.pk for row in rows]), {}
    for contribution in contributions:
        entries |= contribution.entries(rows, found)
    return [entries[row[:2]] for row in rows if row[:2] in entries]


@cache
def _together(most):
    """The query for at most so many rows."""
    return Together(
        lambda keys: {
            name: rows for contribution in contributions for name, rows in contribution.querysets(keys).items()
        },
        most,
    )


def _narrow(queryset, texts, columns):
    """A queryset with some columns only: `texts` are names of translated fields."""
    wanted = {"id", *columns, *(f"{field}_{code}" for field in texts for code in CONTENT_LANGUAGES)}
    # An untranslated name would stand for the column of the active language.
    wanted |= original_columns(queryset.model)
    return queryset.defer(*(field.name for field in queryset.model._meta.concrete_fields if field.name not in wanted))
