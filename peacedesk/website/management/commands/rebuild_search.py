import time

from django.core.management.base import BaseCommand

from peacedesk.editorial import publishing
from peacedesk.editorial.progress import Progress
from peacedesk.website.search import indexing

LARGE = 1000  # entries and records: fewer are done at once


class Command(BaseCommand):
    help = (
        "Build the search index anew. Readers search the old one until the end; publishing waits. It is needed only"
        " after a repair of the database by hand: publishing, saving and `migrate` keep the index up to date."
    )

    def handle(self, *, verbosity, **options):
        began = time.monotonic()
        rows = indexing.rebuild(Progress(self.stdout, least=LARGE)) if verbosity else indexing.rebuild()
        publishing.count_change()  # lists keep what was found before
        if verbosity:
            self.stdout.write(f"{rows} rows in {time.monotonic() - began:.1f} seconds.")
