import datetime as dt

from django.core.management.base import BaseCommand
from django.utils import timezone

from peacedesk.library.models import Image
from peacedesk.library.renditions import make_renditions

HOUR = dt.timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Make the renditions that uploaded pictures lack, and remove files that belong to no picture: a process that"
        " was killed may leave some. Files of the last hour stay, for an upload may be under way. It may run any time."
    )

    def handle(self, *, verbosity, **options):
        storage = Image._meta.get_field("file").storage
        made = [image.key for image in Image.objects.exclude(file="") if complete(image)]
        removed = remove_orphans(storage)
        if verbosity:
            self.stdout.write(f"Renditions made for {len(made)} pictures, {removed} files removed.")


def complete(image):
    """Make the renditions of a picture anew where it has none or one is missing; return whether it was so."""
    storage, names = image.file.storage, image.file_names
    if not storage.exists(names[0]) or (names[1:] and all(map(storage.exists, names))):
        return False
    image.rendition_widths = make_renditions(image.file)
    image.save(update_fields=["rendition_widths"])
    return True


def remove_orphans(storage):
    """Remove files that no record names and that are older than an hour; return how many."""
    folder = Image._meta.get_field("file").upload_to
    known = {name for image in Image.objects.exclude(file="") for name in image.file_names}
    try:
        found = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    except FileNotFoundError:
        return 0  # nothing was ever uploaded
    orphans = [name for name in found - known if timezone.now() - storage.get_modified_time(name) > HOUR]
    for name in orphans:
        storage.delete(name)
    return len(orphans)
