"""Write checked fixture items: reference records, both tables of every entry, and its revisions."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import publishing, revisions
from peacedesk.editorial.applying import apply
from peacedesk.editorial.fixtures import PUBLICATION_COLUMNS, Faults
from peacedesk.editorial.models import ALL_PARTS, Note, Part, PublicEntry, ReferenceRecord, Revision
from peacedesk.languages import CONTENT_LANGUAGES


@dataclass
class Outcome:
    """What a load did: how many records and entries it wrote, and the entries it left alone with the reason."""

    records: int = 0
    entries: int = 0
    unchanged: int = 0
    skipped: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Loaded:
    """The items of one entry, of both sides. `public` and `working` are graphs, `root` the public root instance."""

    kind: str
    id: uuid.UUID
    public: dict | None = None
    working: dict | None = None
    root: PublicEntry | None = None


def load(items):
    """Write `Item`s as `fixtures.read` returns them, all or nothing. Returns an `Outcome`.

    A public entry without working rows in the files gets a working copy like it, unless it has one that is ahead. What
    is public counts as approved by the import. An entry that was saved or published at the desk since its last load is
    left as it is. Raises `Faults` when an entry refers to a row that is nowhere, or the database refuses a row.
    """
    try:
        with transaction.atomic():
            return _load(items)
    except IntegrityError as error:
        raise Faults([f"the database refuses these rows together: {error}"]) from error


def _load(items):
    outcome = Outcome()
    _save_records([item for item in items if isinstance(item.instance, (ReferenceRecord, Note))], outcome)
    entries = [entry for entry in _entries(items) if _may_load(entry, outcome)]
    changed = _write(entries)
    outcome.entries, outcome.unchanged = len(changed), outcome.unchanged + len(entries) - len(changed)
    by_kind = defaultdict(list)
    for entry in changed:
        _revise(entry)
        if entry.public:
            by_kind[entry.kind].append(entry.id)
    for kind, ids in by_kind.items():
        publishing.announce(kind, ids)
    log.write(
        LogRecord.Action.IMPORT,
        message=gettext_noop(
            "Entries written: %(entries)s, records written: %(records)s, unchanged: %(unchanged)s,"
            " left alone since they were edited at the desk: %(skipped)s."
        ),
        params={
            "entries": outcome.entries,
            "records": outcome.records,
            "unchanged": outcome.unchanged,
            "skipped": len(outcome.skipped),
        },
    )
    return outcome


def _save_records(items, outcome):
    by_model = defaultdict(list)
    for item in items:
        by_model[type(item.instance)].append(item)
    for model, group in by_model.items():
        stored = {row.pk: row for row in model._base_manager.filter(pk__in=[item.instance.pk for item in group])}
        changed = [item for item in group if _differs(item, stored.get(item.instance.pk))]
        for item in changed:
            is_new = item.instance.pk not in stored
            item.instance.save(force_insert=is_new, force_update=not is_new)
        for item in changed:
            for name in [column.name for column in model._meta.many_to_many]:
                getattr(item.instance, name).set(item.links.get(name, []))
        outcome.records, outcome.unchanged = (
            outcome.records + len(changed),
            outcome.unchanged + len(group) - len(changed),
        )
        if changed and issubclass(model, ReferenceRecord):
            publishing.announce(model._meta.label_lower, [item.instance.pk for item in changed])


def _differs(item, stored):
    if stored is None:
        return True
    return any(
        graphs.comparable(graphs.plain_value(column, item.instance))
        != graphs.comparable(graphs.plain_value(column, stored))
        for column in graphs.edited_columns(type(stored))
    ) or any(
        set(getattr(stored, field.name).values_list("pk", flat=True)) != set(item.links.get(field.name, []))
        for field in stored._meta.many_to_many
    )


def _entries(items):
    """The items of content, gathered by entry."""
    entries = {}
    for item in items:
        row = item.instance
        if isinstance(row, (ReferenceRecord, Note)):
            continue
        model = type(row)
        is_public = graphs.kind_of(model) == model._meta.label_lower
        root_model = model._meta.get_field(model.parent).related_model if model.parent else model
        root_id = getattr(row, f"{model.parent}_id") if model.parent else row.pk
        kind = graphs.kind_of(root_model)
        entry = entries.setdefault(root_id, Loaded(kind, root_id))
        side = "public" if is_public else "working"
        graph = getattr(entry, side) or {"v": 1, "root": str(root_id), "rows": {}}
        setattr(entry, side, graph)
        for member in graphs.models_of(root_model):
            graph["rows"].setdefault(graphs.kind_of(member), {})
        graph["rows"][graphs.kind_of(model)][str(row.pk)] = _values(item)
        if isinstance(row, PublicEntry):
            entry.root = row
    return list(entries.values())


def _values(item):
    model = type(item.instance)
    return {
        name: sorted(str(i) for i in item.links.get(name, []))
        if (column := model._meta.get_field(name)).many_to_many
        else graphs.plain_value(column, item.instance)
        for names in graphs.split(model).values()
        for name in names
    }


def _may_load(entry, outcome):
    last = Revision.objects.filter(entry=entry.id).order_by("-number").first()
    stored = graphs.public_model(entry.kind)._base_manager.filter(pk=entry.id).first()
    was_saved = last is not None and last.origin != Revision.Origin.LOAD
    was_published = stored is not None and (entry.root is None or stored.updated_at > entry.root.updated_at)
    # Whatever else was decided at the desk since: above all, that it was taken down or deleted.
    done = LogRecord.objects.filter(entry=entry.id, outcome=LogRecord.Outcome.DONE)
    was_handled = last is not None and done.filter(at__gt=last.created_at).exists()
    if was_saved or was_published or was_handled:
        outcome.skipped.append(f"{entry.kind} {stored.slug if stored else entry.id}")
    return not (was_saved or was_published or was_handled)


def _write(entries):
    """Write both sides of each entry where they differ from the tables. Returns the entries that changed.

    An entry may refer to a row of an entry that comes later, so what lost a reference is written once more.
    """
    changed, again = [], entries
    for attempt in ("first", "last"):
        lost = {}
        for entry in again:
            missing, wrote = _write_entry(entry)
            if wrote and entry not in changed:
                changed.append(entry)
            if missing:
                lost[entry.id] = missing
        again = [entry for entry in again if entry.id in lost]
        if attempt == "last" and again:
            raise Faults(
                [
                    f"{kind} {pk}, field {name}: refers to a row that is nowhere"
                    for m in lost.values()
                    for kind, pk, name in m
                ]
            )
    return changed


def _write_entry(entry):
    public, working = graphs.public_model(entry.kind), graphs.working_model(entry.kind)
    stored = {model: graphs.capture(model, entry.id) for model in (public, working)}
    if entry.working is None:
        is_ahead = stored[working]["rows"][entry.kind] and graphs.differs(stored[public], stored[working])
        entry.working = stored[working] if is_ahead else entry.public
    system = {name: getattr(entry.root, name) for name in PUBLICATION_COLUMNS} if entry.root else {}
    lost, wrote = [], False
    if entry.public and (graphs.differs(stored[public], entry.public) or _system_differs(public, entry.id, system)):
        lost += apply(entry.public, parts=ALL_PARTS, into=public, system=system)
        publishing.register_address(entry.kind, entry.root)
        wrote = True
    if graphs.differs(stored[working], entry.working):
        lost += apply(entry.working, parts=ALL_PARTS, into=working)
        wrote = True
    return lost, wrote


def _system_differs(model, entry_id, system):
    stored = model._base_manager.get(pk=entry_id)
    return any(getattr(stored, name) != value for name, value in system.items())


def _revise(entry):
    """Revisions of a loaded entry: the public state, approved and live, then the working copy if it is ahead."""
    record = revisions.lock(entry.id, entry.kind)
    if entry.public:
        live = revisions.append(record, entry.public, _changed(record, entry.public), origin=Revision.Origin.LOAD)
        languages = [lang for lang in CONTENT_LANGUAGES if getattr(entry.root, f"published_at_{lang}")]
        record.parts.exclude(part__in=["shared", *languages]).update(live=None, approved=None)
        record.parts.filter(part__in=["shared", *languages]).update(live=live, approved=live, state=Part.State.APPROVED)
    if not entry.public or graphs.differs(entry.public, entry.working):
        revisions.append(record, entry.working, _changed(record, entry.working), origin=Revision.Origin.LOAD)


def _changed(record, graph):
    last = revisions.newest(record)
    return graphs.edited_parts(last.data if last else None, graph)
