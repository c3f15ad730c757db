"""The words that the desk finds entries by, and the full-text index over them. Whoever remakes the table on SQLite must
run `unindex` and `index` again: that drops its triggers."""

import django.db.models.deletion
from django.db import migrations, models

from peacedesk.editorial.graph import working_model
from peacedesk.editorial.words import words_of

# The index only says in which rows words are: no place, no length, no second copy.
SQLITE = (
    """
    CREATE VIRTUAL TABLE editorial_wordindex USING fts5(
        text, content='editorial_entrywords', content_rowid='id', tokenize='ascii', detail='none', columnsize=0
    )
    """,
    "INSERT INTO editorial_wordindex (editorial_wordindex) VALUES ('rebuild')",
    """
    CREATE TRIGGER editorial_entrywords_added AFTER INSERT ON editorial_entrywords
    BEGIN INSERT INTO editorial_wordindex(rowid, text) VALUES (new.id, new.text); END
    """,
    """
    CREATE TRIGGER editorial_entrywords_removed AFTER DELETE ON editorial_entrywords BEGIN
        INSERT INTO editorial_wordindex(editorial_wordindex, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
    """
    CREATE TRIGGER editorial_entrywords_changed AFTER UPDATE OF text ON editorial_entrywords BEGIN
        INSERT INTO editorial_wordindex(editorial_wordindex, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO editorial_wordindex(rowid, text) VALUES (new.id, new.text);
    END
    """,
)
POSTGRESQL = (
    """
    CREATE INDEX editorial_entrywords_found ON editorial_entrywords
    USING gin (array_to_tsvector(string_to_array(text, ' '))) WITH (fastupdate = off)
    """,
    # The planner would rather make the words of every row anew: the function keeps it to the index.
    """
    CREATE FUNCTION editorial_entrywords_found(query tsquery, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS $$
        SELECT entry_id FROM editorial_entrywords
        WHERE array_to_tsvector(string_to_array(text, ' ')) @@ query LIMIT most
    $$
    """,
)


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION editorial_entrywords_found")
        schema_editor.execute("DROP INDEX editorial_entrywords_found")
    else:
        for name in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS editorial_entrywords_{name}")
        schema_editor.execute("DROP TABLE editorial_wordindex")


def keep(apps, schema_editor):
    """Keep the words of the working copies that are there."""
    Entry, EntryWords = apps.get_model("editorial", "Entry"), apps.get_model("editorial", "EntryWords")
    for kind in Entry.objects.order_by("kind").values_list("kind", flat=True).distinct():
        known = set(Entry.objects.filter(kind=kind).values_list("pk", flat=True))
        columns = ["pk", "slug", *(f"{name}_{code}" for name in ("title", "summary") for code in ("en", "kk", "ru", "ar"))]
        rows = working_model(kind)._base_manager.values(*columns).iterator()
        EntryWords.objects.bulk_create(
            (EntryWords(entry_id=row["pk"], text=words_of(row)) for row in rows if row["pk"] in known), batch_size=500
        )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0003_fingerprints_and_roles")]
    operations = [
        migrations.CreateModel(
            name="EntryWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="editorial.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "words of an entry",
                "verbose_name_plural": "words of entries",
                "default_permissions": (),
            },
        ),
        # An index over many rows is made sooner than it is kept.
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunPython(index, unindex),
    ]
