import secrets

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from peacedesk.accounts.models import User
from peacedesk.editorial import roles
from peacedesk.languages import CONTENT_LANGUAGES

PEOPLE = {
    "author": [roles.AUTHORS],
    "editor": [roles.AUTHORS, *(roles.translators(language) for language in CONTENT_LANGUAGES)],
    "translator-kk": [roles.translators("kk")],
    "translator-ru": [roles.translators("ru")],
    "translator-ar": [roles.translators("ar")],
    "reviewer": [roles.reviewers(language) for language in CONTENT_LANGUAGES],
    "publisher": [roles.PUBLISHERS],
    "contributor": [roles.CONTRIBUTORS],
    "administrator": [roles.ADMINISTRATORS],
    "auditor": [roles.AUDITORS],
}


class Command(BaseCommand):
    help = "Make one person for each role of the desk and print their random passwords, once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--new-passwords", action="store_true", help="Also give new passwords to those who are there."
        )

    @transaction.atomic
    def handle(self, *, new_passwords, **options):
        printed = []
        for name, groups in PEOPLE.items():
            user, created = User.objects.get_or_create(username=name, defaults={"is_staff": True})
            if created:
                user.groups.set(Group.objects.filter(name__in=groups))
            if created or new_passwords:
                password = secrets.token_urlsafe(12)
                user.set_password(password)
                user.save(update_fields=["password"])
                printed.append(f"  {name:<14} {password:<18} {', '.join(groups)}")
        if printed:
            self.stdout.write(
                "Sign in at /admin/ as one of these. The passwords are shown only now; `make passwords` makes new ones."
            )
            self.stdout.write("\n".join(printed))
