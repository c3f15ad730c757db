"""PostgreSQL too has the index apart from the rows, in a table of nothing else: whatever is found is looked up there,
and a row with its title, address and records is three times as wide.

`number` counts up to a limit, in titles first: what is found there is found in texts too, and their lists are shorter.
"""

from django.db import migrations

APART = (
    """
    CREATE TABLE website_searchindex (id bigint PRIMARY KEY, lexemes tsvector NOT NULL)
    WITH (toast_tuple_target = 128)
    """,
    "INSERT INTO website_searchindex SELECT id, lexemes FROM website_searchrow ORDER BY language, id",
    "CREATE INDEX website_searchindex_lexemes ON website_searchindex USING gin (lexemes) WITH (fastupdate = off)",
    "DROP FUNCTION website_searchrow_found",
    "DROP FUNCTION website_searchrow_first",
    "DROP INDEX website_searchrow_lexemes",
    "UPDATE website_searchrow SET lexemes = ''",
    """
    CREATE FUNCTION website_searchrow_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO website_searchindex VALUES (new.id, new.lexemes);
        new.lexemes := '';
        RETURN new;
    END $$
    """,
    """
    CREATE FUNCTION website_searchrow_removed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM website_searchindex AS found USING gone WHERE found.id = gone.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION website_searchrow_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        TRUNCATE website_searchindex;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION website_searchrow_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of the search index are replaced, never changed';
    END $$
    """,
    """
    CREATE TRIGGER website_searchrow_added BEFORE INSERT ON website_searchrow
    FOR EACH ROW EXECUTE FUNCTION website_searchrow_added()
    """,
    """
    CREATE TRIGGER website_searchrow_removed AFTER DELETE ON website_searchrow REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION website_searchrow_removed()
    """,
    """
    CREATE TRIGGER website_searchrow_emptied AFTER TRUNCATE ON website_searchrow
    FOR EACH STATEMENT EXECUTE FUNCTION website_searchrow_emptied()
    """,
    """
    CREATE TRIGGER website_searchrow_unchanged BEFORE UPDATE ON website_searchrow
    FOR EACH ROW EXECUTE FUNCTION website_searchrow_unchanged()
    """,
    """
    CREATE FUNCTION website_searchindex_found(query tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT id FROM website_searchindex WHERE lexemes @@ query'
    """,
    """
    CREATE FUNCTION website_searchindex_number(titles tsquery, texts tsquery, most integer) RETURNS bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    DECLARE number bigint;
    BEGIN
        SELECT count(*) INTO number FROM (SELECT FROM website_searchindex WHERE lexemes @@ titles LIMIT most) AS first;
        IF number < most THEN
            SELECT count(*) INTO number FROM (SELECT FROM website_searchindex WHERE lexemes @@ texts LIMIT most) AS first;
        END IF;
        RETURN number;
    END $$
    """,
)
TOGETHER = (
    *(f"DROP TRIGGER website_searchrow_{name} ON website_searchrow" for name in ("added", "removed", "emptied")),
    "DROP TRIGGER website_searchrow_unchanged ON website_searchrow",
    *(f"DROP FUNCTION website_searchrow_{name}" for name in ("added", "removed", "emptied", "unchanged")),
    "DROP FUNCTION website_searchindex_found",
    "DROP FUNCTION website_searchindex_number",
    """
    UPDATE website_searchrow AS row SET lexemes = found.lexemes FROM website_searchindex AS found WHERE found.id = row.id
    """,
    "DROP TABLE website_searchindex",
    "CREATE INDEX website_searchrow_lexemes ON website_searchrow USING gin (lexemes) WITH (fastupdate = off)",
    """
    CREATE FUNCTION website_searchrow_found(query tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT id FROM website_searchrow WHERE lexemes @@ query'
    """,
    """
    CREATE FUNCTION website_searchrow_first(query tsquery, most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT id FROM website_searchrow WHERE lexemes @@ query LIMIT most'
    """,
)


def apart(apps, schema_editor):
    _carry_out(schema_editor, APART)


def together(apps, schema_editor):
    _carry_out(schema_editor, TOGETHER)


def _carry_out(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0005_search_directory")]
    operations = [migrations.RunPython(apart, together)]
