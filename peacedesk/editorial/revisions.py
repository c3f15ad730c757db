"""Saved states of an entry: one immutable revision for every accepted change of the working tables."""

from django.db import transaction

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, Revision


def lock(entry_id, kind):
    """The `Entry` of a piece of content, locked until the transaction ends; made when it is missing.

    Must run in a transaction.
    """
    Entry.objects.get_or_create(pk=entry_id, defaults={"kind": kind})
    return Entry.objects.select_for_update().get(pk=entry_id)


def newest(entry):
    """The newest `Revision` of an entry, None before its first save."""
    return entry.revisions.filter(number=entry.latest).first()


def live_graph(entry):
    """The graph of the public version of an entry, None while nothing of it is public."""
    model = graphs.public_model(entry.kind)
    return graphs.capture(model, entry.pk) if model._base_manager.filter(pk=entry.pk).exists() else None


@transaction.atomic
def record(*, root, origin, user=None):
    """Make a revision of the working rows of `root`, a working root object, if they differ from the newest one.

    Returns the newest `Revision`. A part whose text changed is a draft again; what was approved or is live stays so.
    """
    kind = graphs.kind_of(type(root))
    entry = lock(root.pk, kind)
    data = graphs.capture(type(root), root.pk)
    last = newest(entry)
    parts = graphs.changed_parts(last.data if last else None, data)
    if last and not parts:
        return last
    return append(entry, data, parts, origin=origin, user=user)


def append(entry, data, parts, *, origin, user=None):
    """Add `data` as the next revision of a locked entry. Returns it."""
    entry.latest += 1
    revision = Revision.objects.create(
        entry=entry, number=entry.latest, data=data, parts=parts, origin=origin, user=user
    )
    for name in ALL_PARTS:
        Part.objects.get_or_create(entry=entry, part=name)
    entry.parts.filter(part__in=parts).update(state=Part.State.DRAFT)
    entry.dirty = graphs.changed_parts(live_graph(entry), data)
    entry.save(update_fields=["latest", "dirty"])
    return revision


def sync(entry):
    """Record what a shell, an import or a migration wrote past the desk. The entry must be locked. Returns the newest
    `Revision`, None when there are no working rows."""
    root = graphs.working_model(entry.kind)._base_manager.filter(pk=entry.pk).first()
    if root is None:
        return newest(entry)
    revision = record(root=root, origin=Revision.Origin.SYNC)
    entry.refresh_from_db()
    return revision
