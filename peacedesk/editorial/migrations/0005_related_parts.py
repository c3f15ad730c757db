"""Note in each part what follows from the newest revision of its entry, so that the database can find parts by it."""

from django.db import migrations, models

from peacedesk.editorial.graph import source_language, working_model
from peacedesk.editorial.revisions import relate


def note(apps, schema_editor):
    Entry, Part = apps.get_model("editorial", "Entry"), apps.get_model("editorial", "Part")
    for entry in Entry.objects.filter(latest__gt=0).iterator():
        source = source_language(entry.revisions.get(number=entry.latest).data)
        parts = list(entry.parts.all())
        digest = next((part.digest for part in parts if part.part == source), "")
        is_gone = not working_model(entry.kind)._base_manager.filter(pk=entry.pk).values("pk").exists()
        for part in parts:
            relate(part, source, digest)
            part.in_trash = is_gone
        Part.objects.bulk_update(parts, ["is_source", "is_outdated", "in_trash"])


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_words")]
    operations = [
        *(
            migrations.AddField(
                model_name="part",
                name=name,
                field=models.BooleanField(default=False, editable=False),
            )
            for name in ("is_source", "is_outdated", "in_trash")
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
