from django.core.management import call_command
from django.core.management.base import BaseCommand

from peacedesk.accounts.models import User
from peacedesk.editorial.models import Entry


class Command(BaseCommand):
    help = (
        "Load fixtures into a database without entries, make the demonstration's people where there is nobody, and give"
        " them work at a desk where all is new."
    )

    def add_arguments(self, parser):
        parser.add_argument("fixtures", nargs="+", help="Fixture files, in the order in which they are to be loaded.")

    def handle(self, *, fixtures, **options):
        is_new = not Entry.objects.exists()
        if is_new:
            self.stdout.write("The database has no entry. Loading the catalogue …")
            call_command("loaddata", *fixtures, stdout=self.stdout)
        if not User.objects.exists():
            call_command("demo_people", stdout=self.stdout)
            if is_new:
                call_command("demo_desk", stdout=self.stdout, verbosity=0)
