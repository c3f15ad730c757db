"""While PostgreSQL builds its index anew, the lexemes of new rows go into a table beside it (`search.engines`): an index
made over a full table takes a fraction of the time of one that is kept while rows come."""

from django.db import migrations

BESIDE = """
    CREATE OR REPLACE FUNCTION website_searchrow_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF to_regclass('website_searchindex_new') IS NULL THEN
            INSERT INTO website_searchindex VALUES (new.id, new.lexemes);
        ELSE
            INSERT INTO website_searchindex_new VALUES (new.id, new.lexemes);
        END IF;
        new.lexemes := '';
        RETURN new;
    END $$
"""
IN_PLACE = """
    CREATE OR REPLACE FUNCTION website_searchrow_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO website_searchindex VALUES (new.id, new.lexemes);
        new.lexemes := '';
        RETURN new;
    END $$
"""


def beside(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BESIDE, params=None)


def in_place(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(IN_PLACE, params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0006_search_index_apart")]
    operations = [migrations.RunPython(beside, in_place)]
