"""Saved states of an entry: one immutable revision for every accepted change of the working tables."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import statements, words
from peacedesk.editorial.instances import blank
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, Revision
from peacedesk.languages import CONTENT_LANGUAGES


def lock(entry_id, kind):
    """The `Entry` of a piece of content, locked until the transaction ends; made when it is missing.

    Must run in a transaction.
    """
    Entry.objects.get_or_create(pk=entry_id, defaults={"kind": kind})
    return Entry.objects.select_for_update().get(pk=entry_id)


def lock_all(ids, kind):
    """`lock` for some pieces of content of one kind. Returns {id: `Entry`}."""
    statements.write(Entry, [{"id": entry_id, "kind": kind} for entry_id in ids], unique=["id"], keep=True)
    return {entry.pk: entry for entry in Entry.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def newest(entry):
    """The newest `Revision` of an entry, None before its first save."""
    return entry.revisions.filter(number=entry.latest).first()


def live_graph(entry):
    """The graph of the public version of an entry, None while nothing of it is public."""
    model = graphs.public_model(entry.kind)
    return graphs.capture(model, entry.pk) if model._base_manager.filter(pk=entry.pk).exists() else None


@transaction.atomic
def record(*, root, origin, user=None, matching=()):
    """Make a revision of the working rows of `root`, a working root object, if they differ from the newest one.

    `matching` are the translations that their translator says match the source text as it is now: codes, or
    {code: `Revision` whose source text they were made from}. Returns the newest `Revision`. A part whose text changed
    is a draft again; what was approved or is live stays so.
    """
    kind = graphs.kind_of(type(root))
    entry = lock(root.pk, kind)
    data = graphs.capture(type(root), root.pk)
    last = newest(entry)
    parts = graphs.edited_parts(last.data if last else None, data)
    if not last or parts:
        return append(entry, data, parts, origin=origin, user=user, matching=matching)
    rows = _parts_of([entry])[entry.pk]
    _update_parts(entry, rows, last, (), user, matching)
    save_parts(rows)
    return last


@dataclass
class Addition:
    """The next revision of a locked entry: its graph, the parts in which it is new, and the graph of what is public."""

    entry: Entry
    data: dict
    parts: list[str]
    live: dict | None


def append(entry, data, parts, *, origin, user=None, matching=()):
    """Add `data` as the next revision of a locked entry. Returns it."""
    added = add([Addition(entry, data, parts, live_graph(entry))], origin=origin, user=user, matching=matching)
    [(revision, rows)] = added
    save_parts(rows)
    return revision


def add(additions, *, origin, user=None, matching=()):
    """Save the next revisions of some entries, one `Addition` for each entry, with a fixed number of queries.

    Returns a (`Revision`, its `Part` rows) for each, in the same order. The rows are not saved yet: see `save_parts`.
    """
    if not additions:
        return []
    rows, added = _parts_of([addition.entry for addition in additions]), []
    for addition in additions:
        entry, data = addition.entry, addition.data
        entry.latest += 1
        if entry.latest == 1:
            entry.created_by = user
        parts = [*addition.parts, *_uncovered(rows[entry.pk], data, addition.parts)]
        entry.dirty = graphs.edited_parts(addition.live, data)
        revision = blank(Revision, number=entry.latest, data=data, parts=parts, origin=origin)
        revision.entry, revision.user = entry, user
        added.append((revision, rows[entry.pk]))
    _save(Revision, [revision for revision, _rows in added])
    _save(Entry, [addition.entry for addition in additions], unique=["id"])
    _take_keys({revision.entry_id: revision for revision, _rows in added})
    words.keep({addition.entry: graphs.root_of(addition.data) or {} for addition in additions})
    for revision, parts in added:
        _update_parts(revision.entry, parts, revision, revision.parts, user, matching)
    return added


def _parts_of(entries):
    """The parts of entries, as {id of the entry: [`Part`, …]}: those that are missing are made, but not saved."""
    found = Part.objects.by_entry(entries)
    parts = [part for by_name in found.values() for part in by_name.values()]
    names = ("submitted", "approved", "live")
    known = Revision.objects.in_bulk({key for part in parts for name in names if (key := getattr(part, f"{name}_id"))})
    for part in parts:
        for name in names:
            if key := getattr(part, f"{name}_id"):
                setattr(part, name, known[key])
    return {
        entry.pk: [found[entry.pk].get(name) or blank(Part, part=name, entry_id=entry.pk) for name in ALL_PARTS]
        for entry in entries
    }


def save_parts(rows):
    """Save the `Part` rows of locked entries, new ones and known ones alike."""
    _save(Part, rows, unique=["entry", "part"])


def _save(model, rows, *, unique=()):
    statements.write(model, [vars(row) for row in rows], unique=unique)


def _take_keys(revisions):
    """Take from the database what it gave the newest revisions of entries, {id of the entry: `Revision`}."""
    newest = Revision.objects.filter(entry__in=revisions, number=F("entry__latest")).order_by()
    for entry, key, created_at in newest.values_list("entry", "pk", "created_at"):
        revisions[entry].pk, revisions[entry].created_at, revisions[entry]._state.adding = key, created_at, False


def _update_parts(entry, parts, revision, changed, user, matching):
    """Bring the rows of the parts up to the newest revision, in which the parts `changed` are new."""
    digests = graphs.digests(revision.data)
    source = graphs.source_language(revision.data)
    former_source = next((part.digest for part in parts if part.part == source), "")
    for part in parts:
        part.digest = digests[part.part]
        if part.part in changed:
            is_published = is_as_published(part, entry, revision.data)
            part.state = Part.State.APPROVED if is_published else Part.State.DRAFT
            if is_published:
                part.approved_id = part.live_id
            if revision.origin != Revision.Origin.SYNC and part.last_editor_id != (user and user.pk):
                part.last_editor = user
        if part.part in CONTENT_LANGUAGES:
            made_from = _made_from(part.part, source, revision, changed, matching)
            if made_from is None and source not in changed and part.source_digest == former_source:
                made_from = revision  # rows that went away leave nothing to translate
            _note_source(part, revision, digests[source], made_from, is_source=part.part == source)
        relate(part, source, digests[source])
        part.in_trash = False


def relate(part, source, digest):
    """Note in a `Part` how it stands to the source text, given by its language and its fingerprint."""
    part.is_source = part.part == source
    is_translation = part.part in CONTENT_LANGUAGES and not part.is_source
    part.is_outdated = bool(is_translation and part.digest and part.source_digest != digest)


def _uncovered(parts, data, changed):
    """The parts beyond `changed` whose approval or submission does not fit: a row came back with another text."""
    if graphs.SHARED not in changed:
        return
    for part in parts:
        if part.part in changed or part.state not in {Part.State.IN_REVIEW, Part.State.APPROVED}:
            continue
        seen = part.submitted if part.state == Part.State.IN_REVIEW else part.approved
        if seen is None:
            continue
        common, present = graphs.common_rows(seen.data, data), graphs.common_rows(data, seen.data)
        if part.part in graphs.changed_parts(common, present):
            yield part.part


def _made_from(language, source, revision, changed, matching):
    """The revision whose source text a translation follows from now on, None if that is the same as before.

    A translation that was changed together with its source follows it.
    """
    if language in matching:
        return matching[language] if isinstance(matching, dict) else revision
    return revision if {language, source} <= set(changed) else None


def is_as_published(part, entry, data):
    """Whether the public sees a part as it is in `data`, and will where rows of it are not public yet."""
    if not part.live_id or part.part in entry.dirty:
        return False
    if part.part == graphs.SHARED:
        return True
    return part.part not in graphs.changed_parts(graphs.common_rows(part.live.data, data), data)


def _note_source(part, revision, digest, made_from, *, is_source):
    """A translation that begins now is made from the present source."""
    if is_source or not part.digest:
        part.source_revision, part.source_digest = None, ""
    elif made_from and made_from != revision:
        source = graphs.source_language(made_from.data)
        part.source_revision, part.source_digest = made_from.number, graphs.digests(made_from.data)[source]
    elif made_from or not part.source_digest:
        part.source_revision, part.source_digest = revision.number, digest


def sync(entry):
    """Record what a shell, an import or a migration wrote past the desk. The entry must be locked. Returns the newest
    `Revision`, None when there are no working rows."""
    root = graphs.working_model(entry.kind)._base_manager.filter(pk=entry.pk).first()
    if root is None:
        return newest(entry)
    revision = record(root=root, origin=Revision.Origin.SYNC)
    entry.refresh_from_db()
    return revision
