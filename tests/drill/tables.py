"""The tables that the random walk changes, written out column by column, and how to read and write them.

Nothing here uses `editorial.graph`, so that a fault there shows.
"""

from dataclasses import dataclass

from events.models import Appearance, AppearanceDraft, Event, EventDraft, Session, SessionDraft
from initiatives.models import Initiative, InitiativeDraft, Milestone, MilestoneDraft
from tests.drill.rules import LANGUAGES


@dataclass(frozen=True)
class Kind:
    """A table of content of both sides, with the columns that the walk changes."""

    working: type
    public: type
    facts: tuple[str, ...]
    texts: tuple[str, ...]
    links: tuple[str, ...] = ()
    parent: str = ""

    @property
    def label(self):
        return self.public._meta.label_lower

    @property
    def columns(self):
        return (*self.facts, *(f"{text}_{language}" for text in self.texts for language in LANGUAGES))


INITIATIVE = (
    Kind(
        InitiativeDraft,
        Initiative,
        ("slug", "kind", "status", "date", "source_language"),
        ("title", "summary", "body"),
        ("themes",),
    ),
    Kind(MilestoneDraft, Milestone, ("date", "status", "source_id"), ("text", "place"), parent="initiative"),
)
EVENT = (
    Kind(
        EventDraft,
        Event,
        ("slug", "format", "status", "date", "source_language"),
        ("title", "summary", "motto"),
        ("themes", "initiatives"),
    ),
    Kind(SessionDraft, Session, ("position", "kind", "source_id"), ("title", "room"), parent="event"),
    Kind(
        AppearanceDraft,
        Appearance,
        ("position", "kind", "person_id", "session_id", "source_id"),
        ("role", "affiliation"),
        parent="event",
    ),
)
CHOICES = {
    "kind": {"initiative": ["proposal", "treaty"], "session": ["panel", "plenary"], "appearance": ["speaker", "chair"]},
    "status": {
        "initiative": ["ongoing", "completed"],
        "event": ["held", "confirmed"],
        "milestone": ["done", "planned"],
    },
    "format": {"event": ["forum", "summit"]},
}


def plain(value):
    return "" if value is None else str(value)


def read(model):
    """What the database holds of an entry on both sides, as (working, public)."""
    return tuple(
        {row: values for kind in model.family for row, values in _rows(kind, getattr(kind, side), model.id)}
        for side in ("working", "public")
    )


def _rows(kind, table, root):
    found = table._base_manager.filter(**{kind.parent or "pk": root}).values("pk", *kind.columns)
    for row in found:
        links = {name: _links(table, name, row["pk"]) for name in kind.links}
        yield (kind.label, str(row.pop("pk"))), {column: plain(value) for column, value in row.items()} | links


def _links(table, name, row):
    relation = table._meta.get_field(name)
    pairs = relation.remote_field.through._base_manager.filter(**{relation.m2m_column_name(): row})
    return " ".join(sorted(map(str, pairs.values_list(relation.m2m_reverse_name(), flat=True))))


def from_graph(model, data):
    """The rows of a stored revision in the columns of the walk."""
    rows = {}
    for kind in model.family:
        for pk, row in data["rows"][kind.label].items():
            values = {column: plain(row[column.removesuffix("_id")]) for column in kind.columns}
            rows[kind.label, pk] = values | {name: " ".join(row[name]) for name in kind.links}
    return rows


def write(model, rows):
    """Bring the working tables to a state as forms do, by saving and deleting objects one by one."""
    stored = read(model)[0]
    tables = {kind.label: kind for kind in model.family}
    for label, pk in stored.keys() - rows.keys():
        tables[label].working.objects.filter(pk=pk).delete()
    for kind in model.family:
        for (label, pk), row in rows.items():
            if label == kind.label and stored.get((label, pk)) != row:
                columns = {name: row[name] or None if name.endswith("_id") else row[name] for name in kind.columns}
                parent = {f"{kind.parent}_id": model.id} if kind.parent else {}
                record, _created = kind.working.objects.update_or_create(pk=pk, defaults={**columns, **parent})
                for name in kind.links:
                    getattr(record, name).set(row[name].split())
