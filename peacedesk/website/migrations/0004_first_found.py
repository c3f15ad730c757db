"""Counting up to a limit ends there: a limit around a function would let it find everything first."""

from django.db import migrations

POSTGRESQL = """
    CREATE FUNCTION website_searchrow_first(query tsquery, most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT id FROM website_searchrow WHERE lexemes @@ query LIMIT most'
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION website_searchrow_first")


class Migration(migrations.Migration):
    dependencies = [("website", "0003_search_hits")]
    operations = [migrations.RunPython(make, drop)]
