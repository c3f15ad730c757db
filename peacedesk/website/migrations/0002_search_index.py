"""The full-text index over the lexemes. Whoever remakes the table on SQLite must run `unindex` and `index` again, then
`rebuild_search`: that drops its triggers."""

from django.db import migrations

# Lexemes are separated by spaces. The index only says in which rows they are: no place, no length, no second copy.
SQLITE = (
    """
    CREATE VIRTUAL TABLE website_searchindex USING fts5(
        lexemes, content='website_searchrow', content_rowid='id', tokenize='ascii', detail='none', columnsize=0
    )
    """,
    """
    CREATE TRIGGER website_searchrow_added AFTER INSERT ON website_searchrow
    BEGIN INSERT INTO website_searchindex(rowid, lexemes) VALUES (new.id, new.lexemes); END
    """,
    """
    CREATE TRIGGER website_searchrow_removed AFTER DELETE ON website_searchrow BEGIN
        INSERT INTO website_searchindex(website_searchindex, rowid, lexemes) VALUES ('delete', old.id, old.lexemes);
    END
    """,
    """
    CREATE TRIGGER website_searchrow_unchanged BEFORE UPDATE ON website_searchrow
    BEGIN SELECT RAISE(ABORT, 'rows of the search index are replaced, never changed'); END
    """,
)
# Long columns are kept apart, so that finding many rows reads few pages. The planner knows nothing of that and would
# rather read the whole table for a query of many alternatives: the function keeps it to the index.
POSTGRESQL = (
    "ALTER TABLE website_searchrow SET (toast_tuple_target = 128)",
    "CREATE INDEX website_searchrow_lexemes ON website_searchrow USING gin (lexemes) WITH (fastupdate = off)",
    """
    CREATE FUNCTION website_searchrow_found(query tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT id FROM website_searchrow WHERE lexemes @@ query'
    """,
)


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION website_searchrow_found")
        schema_editor.execute("DROP INDEX website_searchrow_lexemes")
    else:
        for name in ("added", "removed", "unchanged"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS website_searchrow_{name}")
        schema_editor.execute("DROP TABLE website_searchindex")


class Migration(migrations.Migration):
    dependencies = [("website", "0001_search")]
    operations = [migrations.RunPython(index, unindex)]
