"""Saved states of an entry: one immutable revision for every accepted change of the working tables."""

from django.db import transaction

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, Revision
from peacedesk.languages import CONTENT_LANGUAGES


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
    _update_parts(entry, last, (), user, matching)
    return last


def append(entry, data, parts, *, origin, user=None, matching=()):
    """Add `data` as the next revision of a locked entry. Returns it."""
    entry.latest += 1
    parts = [*parts, *_uncovered(entry, data, parts)]
    if entry.latest == 1:
        entry.created_by = user
    revision = Revision.objects.create(
        entry=entry, number=entry.latest, data=data, parts=parts, origin=origin, user=user
    )
    present = set(entry.parts.values_list("part", flat=True))
    Part.objects.bulk_create(Part(entry=entry, part=name) for name in ALL_PARTS if name not in present)
    entry.dirty = graphs.edited_parts(live_graph(entry), data)
    entry.save(update_fields=["latest", "dirty", "created_by"])
    _update_parts(entry, revision, parts, user, matching)
    return revision


def _update_parts(entry, revision, changed, user, matching):
    """Bring the rows of the parts up to the newest revision, in which the parts `changed` are new."""
    digests = graphs.digests(revision.data)
    source = graphs.source_language(revision.data)
    parts = list(entry.parts.all())
    former_source = next((part.digest for part in parts if part.part == source), "")
    for part in parts:
        part.digest = digests[part.part]
        if part.part in changed:
            is_published = is_as_published(part, entry, revision.data)
            part.state = Part.State.APPROVED if is_published else Part.State.DRAFT
            part.approved_id = part.live_id if is_published else part.approved_id
            part.last_editor = part.last_editor if revision.origin == Revision.Origin.SYNC else user
        if part.part in CONTENT_LANGUAGES:
            made_from = _made_from(part.part, source, revision, changed, matching)
            if made_from is None and source not in changed and part.source_digest == former_source:
                made_from = revision  # rows that went away leave nothing to translate
            _note_source(part, revision, digests[source], made_from, is_source=part.part == source)
    Part.objects.bulk_update(parts, ["digest", "state", "approved", "last_editor", "source_revision", "source_digest"])


def _uncovered(entry, data, changed):
    """The parts beyond `changed` whose approval or submission does not fit: a row came back with another text."""
    if graphs.SHARED not in changed:
        return
    rows = entry.parts.filter(state__in=[Part.State.IN_REVIEW, Part.State.APPROVED]).exclude(part__in=changed)
    for part in rows.select_related("submitted", "approved"):
        seen = (part.submitted if part.state == Part.State.IN_REVIEW else part.approved).data
        common, present = graphs.common_rows(seen, data), graphs.common_rows(data, seen)
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
