"""An index over the letters of the log, three at a time. Whoever remakes the table on SQLite must run `unindex` and `index`
again: that drops its triggers."""

from django.db import migrations

# SQLite folds case in this index, but takes the two letters for others than i.
TEXT = "replace(replace({0}actor || char(10) || {0}title || char(10) || {0}reason, 'İ', 'i'), 'ı', 'i')"
# The index only says in which lines three letters are: no place, no copy of the text.
SQLITE = (
    "CREATE VIRTUAL TABLE accounts_logindex USING fts5(text, content='', tokenize='trigram', detail='none')",
    f"INSERT INTO accounts_logindex (rowid, text) SELECT id, {TEXT.format('')} FROM accounts_logrecord ORDER BY id",
    f"""
    CREATE TRIGGER accounts_logrecord_added AFTER INSERT ON accounts_logrecord
    BEGIN INSERT INTO accounts_logindex (rowid, text) VALUES (new.id, {TEXT.format("new.")}); END
    """,
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE INDEX accounts_logrecord_letters ON accounts_logrecord
    USING gin (UPPER(actor || E'\\n' || title || E'\\n' || reason) gin_trgm_ops)
    """,
)


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX accounts_logrecord_letters")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS accounts_logrecord_added")
        schema_editor.execute("DROP TABLE accounts_logindex")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_log_order")]
    operations = [migrations.RunPython(index, unindex)]
