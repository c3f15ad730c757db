"""FTS5 looks for every lexeme in each of its segments, of which every publication adds one. `search.engines` merges them:
from two on, not from four as it is unless told otherwise."""

from django.db import migrations

INDEX = "website_searchindex"


def merge(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('usermerge', 2)", params=None)
        schema_editor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')", params=None)


def leave(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('usermerge', 4)", params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0007_index_built_beside")]
    operations = [migrations.RunPython(merge, leave)]
