"""What each row stands for is read once for all searches, so none reads the rows that it does not show."""

from django.db import migrations, models

HITS = "website_searchrow_hit"


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP INDEX {HITS}", params=None)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE INDEX {HITS} ON website_searchrow (id, kind, object_id, title)", params=None)


class Migration(migrations.Migration):
    dependencies = [("website", "0004_first_found")]
    operations = [
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(fields=["language", "id", "kind", "object_id"], name="website_searchrow_language"),
        ),
        migrations.RunPython(drop, make),
    ]
