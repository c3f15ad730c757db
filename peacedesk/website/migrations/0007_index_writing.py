"""How the databases write the index. `search.engines` has them end it with each writing, so that searches find it whole.

FTS5 looks for every lexeme in each of its segments, of which every writing adds one; they are merged from two on, not from
four. PostgreSQL gathers the lexemes of new rows and adds them in their order, which takes half the time of row by row.
"""

from django.db import migrations

SQLITE = "INSERT INTO website_searchindex (website_searchindex, rank) VALUES ('usermerge', {})"
POSTGRESQL = "ALTER INDEX website_searchindex_lexemes SET (fastupdate = {})"
ADD = "SELECT gin_clean_pending_list('website_searchindex_lexemes')"


def gather(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format("on"), params=None)
    else:
        schema_editor.execute(SQLITE.format(2), params=None)


def leave(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format("off"), params=None)
        schema_editor.execute(ADD, params=None)
    else:
        schema_editor.execute(SQLITE.format(4), params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0006_search_index_apart")]
    operations = [migrations.RunPython(gather, leave)]
