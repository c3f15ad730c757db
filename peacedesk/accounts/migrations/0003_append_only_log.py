"""The database refuses to change or delete a line of the log. Whoever rebuilds its table must run `guard` again:
SQLite drops the triggers of a table that Django remakes."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER accounts_logrecord_no_{event} BEFORE {event} ON accounts_logrecord
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION accounts_logrecord_guard() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER accounts_logrecord_append_only BEFORE UPDATE OR DELETE ON accounts_logrecord
FOR EACH ROW EXECUTE FUNCTION accounts_logrecord_guard()
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(event=event), params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER accounts_logrecord_append_only ON accounts_logrecord")
        schema_editor.execute("DROP FUNCTION accounts_logrecord_guard()")
    else:
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER accounts_logrecord_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_log")]
    operations = [migrations.RunPython(guard, unguard)]
