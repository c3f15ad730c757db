"""What ranking reads of each hit, beside each other. A row of SQLite lies in pages of its own, with its texts, and reading
a thousand of them took more time than all else; PostgreSQL keeps long columns apart (`0002_search_index`)."""

from django.db import migrations

INDEX = "CREATE INDEX website_searchrow_hit ON website_searchrow (id, kind, object_id, title)"


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(INDEX, params=None)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP INDEX website_searchrow_hit", params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0002_search_index")]
    operations = [migrations.RunPython(index, unindex)]
