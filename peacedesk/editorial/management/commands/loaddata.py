"""`loaddata` for the catalogue: checks everything first, then loads all or nothing."""

import gc

from django.core.management.base import CommandError
from django.utils.translation import override
from modeltranslation.management.commands.loaddata import Command as TranslationLoaddata

from peacedesk.editorial import fixtures, loading
from peacedesk.editorial.progress import Progress

MOST_FAULTS_SHOWN = 50
LARGE = 5000  # objects or entries: from here on it takes seconds


class Command(TranslationLoaddata):
    help = (
        "Load entries and library records from files in JSON or JSON Lines. Everything is checked first; a file with a"
        " fault changes nothing. Entries that were edited at the desk since they were loaded are left alone."
    )

    def handle(self, *labels, **options):
        if options["populate"] or options["ignore"]:
            raise CommandError(
                "--populate and --ignorenonexistent would load texts that nobody wrote. Mend the file instead."
            )
        with override("en"):  # modeltranslation copies the active language into its original columns
            super().handle(*labels, **options)

    def loaddata(self, labels):
        self.serialization_formats = ["json", "jsonl"]
        paths = [path for label in labels for path, _directory, _name in self.find_fixtures(label)]
        excluded = {model for config in self.excluded_apps for model in config.get_models()} | self.excluded_models
        progress = Progress(self.stdout, least=LARGE if self.verbosity else float("inf"))
        gc.freeze()  # what is in memory already is no garbage, and to look through it again and again takes long
        try:
            with fixtures.read(paths, exclude=excluded, progress=progress) as checked:
                outcome = loading.load(checked, progress=progress)
        except fixtures.Faults as faults:
            raise CommandError(self.report(faults.lines)) from faults
        finally:
            gc.unfreeze()
        if self.verbosity:
            self.stdout.write(
                f"Loaded {outcome.entries} entries and {outcome.records} records; {outcome.unchanged} were up to date."
            )
            for name in outcome.skipped:
                self.stdout.write(self.style.WARNING(f"Skipped {name}: it was edited at the desk since it was loaded."))

    def report(self, lines):
        shown = "\n".join(lines[:MOST_FAULTS_SHOWN])
        more = len(lines) - MOST_FAULTS_SHOWN
        rest = f"\n… and {more} more." if more > 0 else ""
        return (
            f"Nothing was loaded. {len(lines)} faults:\n{shown}{rest}"
            if len(lines) > 1
            else f"Nothing was loaded. {shown}"
        )
