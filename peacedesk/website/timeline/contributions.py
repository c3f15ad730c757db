"""What the kinds of content bring to the timeline, and how one entry of it reads."""

from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Case, CharField, Value, When
from django.utils.translation import gettext_lazy as _

from peacedesk.dates.edtf import Edtf, parse
from peacedesk.languages import CONTENT_LANGUAGES, Text
from peacedesk.library.models.taxonomy import LineOfWork

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

    `key` and `label` name it in the filter, `groups` has a `Group` for each status, `texts` are the lookups of the
    translated fields and `columns` of the others that `words` needs. `is_major` fills its marks in the drawing,
    `comes_next` lets the list mark the first of its rows that can be expected.
    """

    key = label = model = None
    groups = {}
    texts = columns = ()
    is_major = comes_next = False

    def rows(self):
        """All public rows, with the values `contribution` and `group` that the filters refer to."""
        cases = [When(status=status, then=Value(group.value)) for status, group in self.groups.items()]
        key = Value(self.key, output_field=CharField())
        return self.model.objects.order_by().annotate(contribution=key, group=Case(*cases, output_field=CharField()))

    def entries(self, rows):
        """The `Entry` of each `Row` of this kind, as {key: entry}, from one query."""
        rows = {row.pk: row for row in rows if row.kind == self.key}
        relations = {lookup.rpartition("__")[0] for lookup in (*self.texts, *self.columns)} - {""}
        records = self.model.objects.filter(pk__in=rows).select_related(*relations).order_by().only(*self._columns())
        return {record.pk: Entry(rows[record.pk], self.words(record), is_major=self.is_major) for record in records}

    def words(self, record):
        raise NotImplementedError

    def _columns(self):
        return [*(f"{field}_{code}" for field in self.texts for code in CONTENT_LANGUAGES), *self.columns]


def register(*classes):
    """Add the contributions of a kind of content; called once, from its `AppConfig.ready`."""
    contributions.extend(contribution() for contribution in classes)


def described(rows):
    """The entries of rows, in the same order, from one query for each contribution."""
    entries = {}
    for contribution in contributions:
        entries |= contribution.entries(rows)
    return [entries[row.pk] for row in rows if row.pk in entries]
