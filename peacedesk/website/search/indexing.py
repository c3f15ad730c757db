"""Writing the index, in the transaction that changes what is public, and building it anew."""

from collections import defaultdict
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from peacedesk.editorial.graph import content_roots
from peacedesk.editorial.models import PublicEntry
from peacedesk.library.models import Named, Reference
from peacedesk.library.querysets import public
from peacedesk.website.search import documents, engines, registry, rows, vocabulary
from peacedesk.website.search.analysis import VERSION
from peacedesk.website.search.models import SearchName, SearchNameKey, SearchRow, SearchState, SearchWord
from peacedesk.website.search.vocabulary import CHUNK, chunks

MOST_WORDS = 50_000  # that a rebuild counts before it writes their numbers: some 15 MB


@transaction.atomic
def follow(kind, ids):
    """Bring the index up to date with public entries, or with records, that changed, came or went."""
    model = apps.get_model(kind)
    lock()
    for some in chunks(ids):
        if issubclass(model, PublicEntry):
            _update_pages(_replace(model, some, documents.of_entries(model, some)))
        elif issubclass(model, Reference):
            if issubclass(model, Named):
                registry.write(model, some)
            _update_pages({(kind, key) for key in some}, known_changed=True)
        engines.tidy()


def lock():
    """Wait until nobody else writes the index."""
    SearchState.objects.get_or_create(pk=1)
    return SearchState.objects.select_for_update().get(pk=1)


def _update_pages(touched, *, known_changed=False):
    """Write or remove the rows of records, given as {(kind, id)}, as public rows refer to them or do not any more.

    With `known_changed` those that stay are written anew.
    """
    while touched:
        registry.complete(touched)
        by_kind = defaultdict(set)
        for kind, key in touched:
            if kind in documents.page_kinds():
                by_kind[kind].add(key)
        touched = set()
        for kind, keys in by_kind.items():
            model = apps.get_model(kind)
            written = set(SearchRow.objects.filter(object_id__in=keys).values_list("object_id", flat=True))
            visible = set(public(model).filter(pk__in=keys).values_list("pk", flat=True))
            changed = keys if known_changed else written ^ visible
            if changed:
                touched |= _replace(model, changed, documents.of_records(model, changed & visible))
        known_changed = False


def _replace(model, ids, new):
    """Put `Document`s in the place of all rows of the objects. Returns the records that either refers to."""
    words = vocabulary.Changes()
    records = _remove(model, ids, words) | _add(new, words)
    words.write()
    return records


def _remove(model, ids, words):
    """Remove all rows of the objects, and count their words off. Returns the records that they refer to."""
    records, old = set(), SearchRow.objects.filter(object_id__in=ids, kind=model._meta.label_lower)
    for language, title, text, linked in old.values_list("language", "title", "text", "records"):
        records.update(map(_record, linked))
        words.count(language, title, text, -1)
    old.delete()
    return records


def _add(new, words):
    """Write a row for each `Document`, and count its words. Returns the records that the rows refer to."""
    records, added = set(), []
    for document in new:
        row = rows.row_of(document)
        records.update(map(_record, row.records))
        words.count(row.language, row.title, row.text, 1)
        added.append(row)
    _insert(added)
    return records


def _record(line):
    kind, key = line.split()
    return kind, UUID(key)


def _insert(rows):
    """Add rows. Two of one day whose hashes are the same get keys next to each other."""
    taken = set(SearchRow.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        while row.pk in taken:
            row.pk += 1
            taken.update(SearchRow.objects.filter(pk=row.pk).values_list("pk", flat=True))
        taken.add(row.pk)
    SearchRow.objects.bulk_create(rows, batch_size=100)


def rebuild_if_outdated(**kwargs):
    """After `migrate`, once all tables are those of this version: an index of another version is built anew."""
    executor = MigrationExecutor(connection)
    is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if is_migrated and not SearchState.objects.filter(pk=1, version=VERSION).exists():
        rebuild()


@transaction.atomic
def rebuild(progress=lambda stage, done, total: None):
    """Build the whole index anew, in one transaction. Readers have the old one until the end, writers wait.

    `progress` is called with “Indexed”, how many entries and records are, and how many there are. Returns the number
    of rows.
    """
    state = lock()
    models = [*documents.record_models(), *content_roots()]
    total, done = sum(model._base_manager.count() for model in models), 0
    for model in (SearchNameKey, SearchName, SearchWord, SearchRow):
        model._base_manager.all()._raw_delete(connection.alias)
    words = vocabulary.Changes()
    with engines.filling():
        for model in models:
            for some in chunks(model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)):
                _add(_documents(model, some), words)
                if len(words) > MOST_WORDS:
                    words.write()
                done += len(some)
                progress("Indexed", done, total)
        words.write()
    state.version = VERSION
    state.save()
    return SearchRow.objects.count()


def _documents(model, some):
    """The `Document`s of public entries, or of records. The names of these are written."""
    if issubclass(model, PublicEntry):
        return documents.of_entries(model, some)
    if issubclass(model, Named):
        registry.write(model, some)
    if model._meta.label_lower not in documents.page_kinds():
        return []
    return documents.of_records(model, list(public(model).filter(pk__in=some).values_list("pk", flat=True)))
