"""The groups of the desk and their rights, made after every migration; running it again changes nothing."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _

from peacedesk.editorial.models import ReferenceRecord, WorkingChild, WorkingEntry

EDITORS, PUBLISHERS, ADMINISTRATORS = "Editors", "Publishers", "Administrators"
# What the desk calls each group (the database has the English name), and what its people do.
ROLES = {
    EDITORS: (_("Editors"), _("Write and change entries, library records and notes.")),
    PUBLISHERS: (_("Publishers"), _("Read everything at the desk and publish entries.")),
    ADMINISTRATORS: (_("Administrators"), _("Manage the people of the desk, the library and the notes.")),
}


def make_groups(**kwargs):
    """Give each group exactly the rights of its role. Safe to call again and again."""
    Group, Permission = apps.get_model("auth.Group"), apps.get_model("auth.Permission")
    for config in apps.get_app_configs():  # this may run before the permissions of later apps were made
        create_permissions(config, verbosity=0)
    content = [m._meta for m in apps.get_models() if issubclass(m, (WorkingEntry, WorkingChild))]
    library = [m._meta for m in apps.get_models() if issubclass(m, ReferenceRecord)]
    everything = [*content, *library, apps.get_model("editorial.Note")._meta]
    rights = {
        EDITORS: [
            *_codes(content, "view add change delete"),
            *_codes(library, "view add change"),
            *_notes("view add change"),
        ],
        PUBLISHERS: [*_codes(everything, "view"), ("editorial", "publish")],
        ADMINISTRATORS: [
            *_codes(everything, "view"),
            *_codes(library, "add change delete"),
            *_notes("add change delete"),
            *[("accounts", f"{verb}_user") for verb in ("view", "add", "change")],
            ("auth", "view_group"),
        ],
    }
    for name, codes in rights.items():
        group, _created = Group.objects.get_or_create(name=name)
        wanted = [Permission.objects.get(content_type__app_label=app, codename=code) for app, code in codes]
        group.permissions.set(wanted)


def _codes(metas, verbs):
    return [(meta.app_label, f"{verb}_{meta.model_name}") for meta in metas for verb in verbs.split()]


def _notes(verbs):
    return [("editorial", f"{verb}_note") for verb in verbs.split()]
