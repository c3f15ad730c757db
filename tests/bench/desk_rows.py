"""What the desk keeps of the entries that `tests.bench.content` makes: working copies, revisions, parts, and a log."""

import datetime as dt
import json

from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from peacedesk.accounts.models import LogRecord, User
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import roles
from peacedesk.editorial.desk.languages import in_every_language
from peacedesk.editorial.models import ALL_PARTS, Entry, EntryWords, Part, Revision
from peacedesk.editorial.words import words_of

PEOPLE = {
    "author": (roles.AUTHORS,),
    "translator": (roles.translators("ru"), roles.translators("ar")),
    "reviewer": (roles.reviewers("ru"), roles.reviewers("en")),
    "publisher": (roles.PUBLISHERS,),
    "administrator": (roles.ADMINISTRATORS,),
    "contributor": (roles.CONTRIBUTORS,),
    "auditor": (roles.AUDITORS,),
}
BATCH = 5000
IN_WORK = 240
RARE = "Semipalatinsk"
STEPS = ("submit", "approve", "publish")
KIND = "initiatives.initiative"
# What work leaves in a part.
CHANGED = (
    *("state", "submitted", "approved", "live", "scheduled", "publish_at", "withdrawn_at"),
    *("digest", "source_digest", "is_outdated", "last_editor", "decided_at"),
)


def fill():
    """Give every public entry a working copy, one revision with nothing in it, parts and lines of the log."""
    for name, groups in PEOPLE.items():
        User.objects.create_user(name, is_staff=True).groups.set(Group.objects.filter(name__in=groups))
    if connection.vendor == "sqlite":  # emptying the log leaves the index
        _run("INSERT INTO accounts_logindex (accounts_logindex) VALUES ('delete-all')")
    for root in graphs.content_roots():
        _copy(root)
        _follow(root)
        _find(graphs.working_model(graphs.kind_of(root)))
    _work()
    for kind, key in opened():
        _revise(kind, key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _copy(root):
    """Copy the public tables of a kind into the working ones."""
    for public, working in zip(
        graphs.models_of(root), graphs.models_of(graphs.working_model(graphs.kind_of(root))), strict=True
    ):
        columns = ", ".join(
            {f'"{field.column}"' for field in public._meta.concrete_fields}
            & {f'"{field.column}"' for field in working._meta.concrete_fields}
        )
        _insert(working, columns, f"SELECT {columns} FROM {public._meta.db_table}")  # noqa: S608
        for field in public._meta.many_to_many:
            twin = working._meta.get_field(field.name)
            ends = f"{twin.m2m_column_name()}, {twin.m2m_reverse_name()}"
            links = f"SELECT {field.m2m_column_name()}, {field.m2m_reverse_name()} FROM {field.m2m_db_table()}"  # noqa: S608
            _insert(twin.remote_field.through, ends, links)
    # Nothing waits for an answer but what `_work` makes: a plan whose day has passed would be a question.
    if any(field.name == "format" for field in root._meta.concrete_fields):
        graphs.working_model(graphs.kind_of(root)).objects.filter(date_to__lt=timezone.localdate()).update(
            status="held"
        )


def _insert(model, columns, select, *values):
    _run(f"INSERT INTO {model._meta.db_table} ({columns}) {select}", *values)


def _follow(root):
    table, kind = root._meta.db_table, graphs.kind_of(root)
    _insert(
        Entry,
        "id, kind, latest, dirty, published_seq",
        f"SELECT id, %s, 1, '[]', 0 FROM {table}",  # noqa: S608
        kind,
    )
    _insert(
        Revision,
        "entry_id, number, data, parts, origin, created_at",
        f"SELECT id, 1, %s, '[]', 'load', updated_at FROM {table}",  # noqa: S608
        json.dumps({"v": 1, "rows": {}}),
    )
    for part in ALL_PARTS:
        has_text = "TRUE" if part == "shared" else f"published_at_{part} IS NOT NULL"
        translated = "FALSE" if part == "shared" else f"source_language <> '{part}' AND {has_text}"
        _insert(
            Part,
            "entry_id, part, state, approved_id, live_id, digest, source_digest,"
            " is_source, is_outdated, in_trash, reason",
            f"SELECT entry_id, %s, CASE WHEN {has_text} THEN 'approved' ELSE 'draft' END,"  # noqa: S608
            f" CASE WHEN {has_text} THEN r.id END, CASE WHEN {has_text} THEN r.id END,"
            f" CASE WHEN {has_text} THEN 'x' ELSE '' END, CASE WHEN {translated} THEN 'x' ELSE '' END,"
            f" source_language = '{part}', FALSE, FALSE, ''"
            f" FROM {table} AS e JOIN editorial_revision AS r ON r.entry_id = e.id",
            part,
        )
    for step in STEPS:
        _insert(
            LogRecord,
            "at, actor, action, outcome, entry, kind, title, parts, message, params, reason",
            f"SELECT updated_at, 'publisher', %s, 'done', id, %s, slug, '[\"en\"]', '', '{{}}', '' FROM {table}",  # noqa: S608
            step,
            kind,
        )


def _find(model):
    """Let the desk find the entries of a working model by their words."""
    if connection.vendor == "sqlite":  # emptying the tables leaves the index
        _run("INSERT INTO editorial_wordindex (editorial_wordindex) VALUES ('rebuild')")
    columns = ("pk", "slug", *in_every_language("title", "summary"))
    for start in range(0, model.objects.count(), BATCH):
        rows = model.objects.order_by("pk").values(*columns)[start : start + BATCH]
        EntryWords.objects.bulk_create(EntryWords(entry_id=row["pk"], text=words_of(row)) for row in rows)


def _work():
    """Leave `IN_WORK` initiatives unfinished, in every state."""
    translator, contributor = person("translator"), person("contributor")
    now = timezone.now()
    chosen = list(Entry.objects.filter(kind=KIND, pk__in=_first(IN_WORK)).order_by("pk"))
    Revision.objects.bulk_create(
        Revision(entry=entry, number=2, data={"v": 1, "rows": {}}, parts=["ru"], origin="desk", user=translator)
        for entry in chosen
    )
    newest = {revision.entry_id: revision for revision in Revision.objects.filter(number=2)}
    parts = Part.objects.filter(part="ru").by_entry([entry.pk for entry in chosen])
    for number, entry in enumerate(chosen):
        entry.latest, entry.dirty = 2, ["ru"]
        part, state = parts[entry.pk]["ru"], number % 8
        part.digest, part.source_digest, part.last_editor = "y", "x", translator
        part.decided_at = now - dt.timedelta(minutes=number)
        part.state = ("in_review", "returned", "approved", "approved", "approved", "draft", "draft", "draft")[state]
        if state == 0:
            part.submitted = newest[entry.pk]
        if state in (2, 3):
            part.approved = newest[entry.pk]
        if state == 3:
            part.scheduled, part.publish_at = part.approved, now + dt.timedelta(days=1 + number)
        if state == 4:
            part.source_digest, part.approved, part.live = "old", newest[entry.pk], newest[entry.pk]
            part.is_outdated = not part.is_source
        if state == 6:
            part.live, part.approved, part.withdrawn_at = None, None, now
        if state == 7:
            entry.created_by, part.last_editor = contributor, contributor
    Entry.objects.bulk_update(chosen, ["latest", "dirty", "created_by"], batch_size=100)
    changed = [part for found in parts.values() for part in found.values()]
    Part.objects.bulk_update(changed, CHANGED, batch_size=100)


def _first(number):
    model = graphs.working_model(KIND)
    return list(model.objects.order_by("pk").values_list("pk", flat=True)[:number])


def opened():
    """The entries whose pages are opened, as (model in the address, key): an initiative in review, an event, an
    initiative with something to publish."""
    first = _first(3)
    event = graphs.working_model("events.event").objects.order_by("pk").values_list("pk", flat=True)[0]
    return [("initiatives/initiativedraft", first[0]), ("events/eventdraft", event), (_MODEL, first[2])]


_MODEL = "initiatives/initiativedraft"


def _revise(kind, key):
    """Let the revisions of an entry hold its working copy, as they do at the desk."""
    entry = Entry.objects.get(pk=key)
    data = graphs.capture(graphs.working_model(entry.kind), key)
    entry.revisions.update(data=data)
    digests = graphs.digests(data)
    source = digests[graphs.source_language(data)]
    parts = list(entry.parts.all())
    for part in parts:
        part.digest = digests[part.part]
        part.source_digest = source if part.source_digest and not part.is_outdated else part.source_digest
    Part.objects.bulk_update(parts, ["digest", "source_digest"])


def person(name):
    return User.objects.get(username=name)


def theme():
    return graphs.working_model(KIND)._meta.get_field("themes").related_model.objects.values_list("pk", flat=True)[0]


def autocomplete():
    query = "term=nuclear&app_label=initiatives&model_name=initiativedraft&field_name=related"
    return f"{reverse('admin:autocomplete')}?{query}"
