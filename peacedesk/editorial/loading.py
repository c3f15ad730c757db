"""Write checked fixtures: reference records, both tables of every entry, and its revisions. All in batches."""

import dataclasses
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_noop, override

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import publishing, revisions, statements
from peacedesk.editorial.applying import Change, apply_all, copy_all, originals, write_links
from peacedesk.editorial.fixtures import PUBLICATION_COLUMNS, Faults, batches
from peacedesk.editorial.models import ALL_PARTS, Part, ReferenceRecord, Revision
from peacedesk.editorial.tables import links_of

# From how many written rows on the database should count its tables anew, since its plans depend on it.
MANY = 1000


@dataclass
class Outcome:
    """What a load did: how many records and entries it wrote, and the entries it left alone with the reason."""

    records: int = 0
    entries: int = 0
    unchanged: int = 0
    skipped: list[str] = dataclasses.field(default_factory=list)


def load(checked, *, progress=lambda stage, done, total: None):
    """Write what `fixtures.read` returned, all or nothing. Returns an `Outcome`.

    A public entry without working rows in the files gets a working copy like it, unless it has one that is ahead. What
    is public counts as approved by the import. An entry that was saved or published at the desk since its last load is
    left as it is. `progress` is called with a stage (a word), how many entries are through it, and how many there are.
    Raises `Faults` when an entry refers to a row that is nowhere, or the database refuses a row.
    """
    outcome = Outcome()
    try:
        with transaction.atomic(), override("en"):  # modeltranslation copies the active language into its originals
            _load(checked, outcome, progress)
    except IntegrityError as error:
        raise Faults([f"the database refuses these rows together: {error}"]) from error
    if outcome.entries + outcome.records >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return outcome


def _load(checked, outcome, progress):
    for model in list(checked.records):
        for rows in checked.rows(model):
            _write_records(model, rows, outcome)
    done, total, public, again = 0, checked.count(), defaultdict(list), defaultdict(list)
    for kind, places in checked.entries.items():
        for ids in batches(places):
            changed, lost = _write_entries(kind, checked.load(kind, ids), outcome)
            outcome.entries += len(changed)
            public[kind] += [one.id for one in changed if one.public]
            for model, root in lost:
                again[kind, model].append(uuid.UUID(root))
            done += len(ids)
            progress("Written", done, total)
    _write_again(checked, again)
    done, total = 0, sum(map(len, public.values()))
    for kind, changed in public.items():
        for ids in batches(changed):
            publishing.announce(kind, ids)
            done += len(ids)
            progress("Indexed", done, total)
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


def _write_records(model, rows, outcome):
    """Write rows of records or notes, {id: {column: value}}, where they differ from the table."""
    stored = {str(row.pk): row for row in model._base_manager.filter(pk__in=rows)}
    links = {field: links_of(field, list(rows)) for field in model._meta.many_to_many}
    changed = {pk: values for pk, values in rows.items() if _differs(pk, values, stored.get(pk), links)}
    written = [{"id": pk, **_columns(model, values)} for pk, values in changed.items()]
    statements.write(model, [row | originals(model, row) for row in written], unique=["id"])
    for field in links:
        wanted = {pk: values[field.name] for pk, values in changed.items()}
        write_links(field, wanted, {target for ids in wanted.values() for target in ids}, stored)
    outcome.records, outcome.unchanged = outcome.records + len(changed), outcome.unchanged + len(rows) - len(changed)
    if changed and issubclass(model, ReferenceRecord):
        publishing.announce(model._meta.label_lower, [uuid.UUID(pk) for pk in changed])


def _columns(model, values):
    return {column.attname: column.to_python(values[column.name]) for column in graphs.edited_columns(model)}


def _differs(pk, values, stored, links):
    return stored is None or any(
        graphs.comparable(values[field.name])
        != graphs.comparable(
            links[field].get(stored.pk, []) if field.many_to_many else graphs.plain_value(field, stored)
        )
        for field in (*graphs.edited_columns(type(stored)), *links)
    )


def _write_entries(kind, loaded, outcome):
    """Write entries of a kind where they differ from the tables.

    Returns the `Loaded` that changed, and a (model, id) for each side of an entry that refers to a missing row.
    """
    public, working = graphs.public_model(kind), graphs.working_model(kind)
    entries = revisions.lock_all([one.id for one in loaded], kind)
    loaded = _untouched(public, loaded, outcome)
    ids = [one.id for one in loaded]
    stored = {model: graphs.capture_all(model, ids) for model in (public, working)}
    system = {row["pk"]: row for row in public._base_manager.filter(pk__in=ids).values("pk", *PUBLICATION_COLUMNS)}
    put, kept = [], []
    for one in loaded:
        old_public, old_working = stored[public][str(one.id)], stored[working][str(one.id)]
        if one.working is None:
            is_ahead = old_working["rows"][kind] and graphs.differs(old_public, old_working)
            one.working = old_working if is_ahead else one.public
        if one.public and (graphs.differs(old_public, one.public) or {"pk": one.id, **one.system} != system[one.id]):
            put.append(one)
        if graphs.differs(old_working, one.working):
            kept.append(one)
    lost = [(public, root) for root in _apply(public, [Change(one.public, system=one.system) for one in put])]
    copied = [one for one in put if one.working is one.public and _is_new(one, kind, stored[working]) and not lost]
    publishing.register_addresses(kind, {one.id: graphs.root_of(one.public)["slug"] for one in put})
    copy_all([one.id for one in copied], source=public, target=working)
    lost += [(working, root) for root in _apply(working, [Change(one.working) for one in kept if one not in copied])]
    changed = [one for one in loaded if one in put or one in kept]
    _revise([entries[one.id] for one in changed], changed)
    outcome.unchanged += len(loaded) - len(changed)
    return changed, lost


def _is_new(one, kind, stored):
    return not stored[str(one.id)]["rows"][kind]


def _apply(model, changes):
    return apply_all(changes, parts=ALL_PARTS, into=model)


def _untouched(public, loaded, outcome):
    """The entries that nothing was decided about at the desk since their last load. The others are noted as skipped."""
    ids = [one.id for one in loaded]
    newest = Revision.objects.filter(entry__in=ids, number=F("entry__latest"))
    last = {entry: (origin, at) for entry, origin, at in newest.values_list("entry", "origin", "created_at")}
    put_out = public._base_manager.filter(pk__in=ids).values_list("pk", "slug", "updated_at")
    stored = {pk: (slug, at) for pk, slug, at in put_out}
    # Whatever else was decided at the desk since: above all, that it was taken down or deleted.
    done = LogRecord.objects.filter(entry__in=ids, outcome=LogRecord.Outcome.DONE).order_by().values("entry")
    handled = dict(done.annotate(latest=Max("at")).values_list("entry", "latest"))
    untouched = []
    for one in loaded:
        origin, loaded_at = last.get(one.id, (Revision.Origin.LOAD, None))
        slug, put_out_at = stored.get(one.id, (one.id, None))
        told = one.system.get("updated_at")
        was_published = one.id in stored and (
            one.public is None or bool(put_out_at) and (not told or put_out_at > told)
        )
        was_handled = loaded_at is not None and one.id in handled and handled[one.id] > loaded_at
        if origin != Revision.Origin.LOAD or was_published or was_handled:
            outcome.skipped.append(f"{public._meta.label_lower} {slug}")
        else:
            untouched.append(one)
    return untouched


def _write_again(checked, again):
    """Write entries once more, {(kind, model): ids}, now that there is whatever they may refer to. Raises `Faults`."""
    missing = []
    for (kind, model), ids in again.items():
        is_public = model is graphs.public_model(kind)
        for some in batches(ids):
            loaded = checked.load(kind, some)
            changes = [
                Change(one.public, system=one.system) if is_public else Change(one.working or one.public)
                for one in loaded
            ]
            missing += [lost for found in _apply(model, changes).values() for lost in found]
    if missing:
        raise Faults([f"{kind} {pk}, field {name}: refers to a row that is nowhere" for kind, pk, name in missing])


def _revise(entries, loaded):
    """Revisions of loaded entries: the public state, approved and live, then the working copy if it is ahead."""
    newest = {entry.pk: entry.latest for entry in entries if entry.latest}
    rows = Revision.objects.filter(entry__in=newest, number=F("entry__latest"))
    graph_of = dict(rows.values_list("entry", "data"))
    pairs = [(entry, one) for entry, one in zip(entries, loaded, strict=True) if one.public]
    added = revisions.add(
        [_addition(entry, graph_of, one.public, one.public) for entry, one in pairs], origin=Revision.Origin.LOAD
    )
    for (_entry, one), (revision, parts) in zip(pairs, added, strict=True):
        for part in parts:
            if part.part in (graphs.SHARED, *one.languages):
                part.live_id, part.approved_id, part.state = revision.pk, revision.pk, Part.State.APPROVED
            else:
                part.live_id, part.approved_id = None, None
    revisions.save_parts([part for _revision, parts in added for part in parts])
    ahead = [
        (entry, one)
        for entry, one in zip(entries, loaded, strict=True)
        if one.working is not one.public and (not one.public or graphs.differs(one.public, one.working))
    ]
    added = revisions.add(
        [_addition(entry, graph_of, one.working, one.public) for entry, one in ahead], origin=Revision.Origin.LOAD
    )
    revisions.save_parts([part for _revision, parts in added for part in parts])


def _addition(entry, graph_of, data, live):
    """The addition of `data` to an entry whose newest graph is `graph_of` its id, which it becomes."""
    parts = graphs.edited_parts(graph_of.get(entry.pk), data)
    graph_of[entry.pk] = data
    return revisions.Addition(entry, data, parts, live)
