"""Give the parts of entries that are there their fingerprints, and the people of the former role their new ones."""

from django.db import migrations

from peacedesk.editorial.graph import digests, source_language

LANGUAGES = ("en", "kk", "ru", "ar")


def fingerprint(apps, schema_editor):
    Entry, Part = apps.get_model("editorial", "Entry"), apps.get_model("editorial", "Part")
    for entry in Entry.objects.filter(latest__gt=0).iterator():
        data = entry.revisions.get(number=entry.latest).data
        found, source = digests(data), source_language(data)
        parts = list(entry.parts.all())
        for part in parts:
            part.digest = found[part.part]
            if part.part in LANGUAGES and part.part != source and part.digest:
                part.source_digest, part.source_revision = found[source], entry.latest
        Part.objects.bulk_update(parts, ["digest", "source_digest", "source_revision"])


def rename_roles(apps, schema_editor):
    """Editors wrote the facts and all languages: they are authors and translators now."""
    Group = apps.get_model("auth", "Group")
    editors = Group.objects.filter(name="Editors").first()
    if editors is None:
        return
    for name in ("Authors", *(f"Translators ({language})" for language in LANGUAGES)):
        Group.objects.get_or_create(name=name)[0].user_set.add(*editors.user_set.all())
    editors.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_workflow"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(fingerprint, migrations.RunPython.noop),
        migrations.RunPython(rename_roles, migrations.RunPython.noop),
    ]
