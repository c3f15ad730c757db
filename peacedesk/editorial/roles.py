"""The groups of the desk and their rights, made after every migration; running it again changes nothing."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _

from peacedesk.editorial.models import ReferenceRecord, WorkingChild, WorkingEntry
from peacedesk.languages import CONTENT_LANGUAGES

CONTRIBUTORS, AUTHORS, PUBLISHERS = "Contributors", "Authors", "Publishers"
ADMINISTRATORS, AUDITORS = "Administrators", "Auditors"


def translators(language):
    """The group of those who translate into a language, one of the four codes."""
    return f"Translators ({language})"


def reviewers(language):
    return f"Reviewers ({language})"


# What the desk calls each group (the database has the English name), and what its people do.
ROLES = {
    CONTRIBUTORS: (_("Contributors"), _("Write entries of their own and see no others.")),
    AUTHORS: (_("Authors"), _("Write entries: the shared facts and the text in the source language.")),
    translators("en"): (_("Translators (en)"), _("Translate entries into English.")),
    translators("kk"): (_("Translators (kk)"), _("Translate entries into Kazakh.")),
    translators("ru"): (_("Translators (ru)"), _("Translate entries into Russian.")),
    translators("ar"): (_("Translators (ar)"), _("Translate entries into Arabic.")),
    reviewers("en"): (_("Reviewers (en)"), _("Correct English texts, approve or return them.")),
    reviewers("kk"): (_("Reviewers (kk)"), _("Correct Kazakh texts, approve or return them.")),
    reviewers("ru"): (_("Reviewers (ru)"), _("Correct Russian texts, approve or return them.")),
    reviewers("ar"): (_("Reviewers (ar)"), _("Correct Arabic texts, approve or return them.")),
    PUBLISHERS: (_("Publishers"), _("Publish what was approved, now or at a time, and take it down.")),
    ADMINISTRATORS: (_("Administrators"), _("Manage the people of the desk, the library and the notes.")),
    AUDITORS: (_("Auditors"), _("Read everything, the log included, and change nothing.")),
}


def make_groups(**kwargs):
    """Give each group exactly the rights of its role. Safe to call again and again."""
    Group, Permission = apps.get_model("auth.Group"), apps.get_model("auth.Permission")
    for config in apps.get_app_configs():  # this may run before the permissions of later apps were made
        create_permissions(config, verbosity=0)
    known = {(p.content_type.app_label, p.codename): p for p in Permission.objects.select_related("content_type")}
    for name, codes in rights_of_groups().items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[code] for code in codes])


def rights_of_groups():
    """The rights of each group as {group: [(app label, codename), …]}."""
    roots = [m._meta for m in apps.get_models() if issubclass(m, WorkingEntry)]
    content = [*roots, *(m._meta for m in apps.get_models() if issubclass(m, WorkingChild))]
    library = [m._meta for m in apps.get_models() if issubclass(m, ReferenceRecord)]
    everything = _codes([*content, *library, apps.get_model("editorial.Note")._meta], "view")
    # The parts that a person may write are another matter: `rights.Rights` knows them.
    writing = [*_codes(roots, "change"), *_codes([m for m in content if m not in roots], "add change delete")]
    notes = _notes("add change")
    return {
        CONTRIBUTORS: [*_codes(roots, "add"), *writing, *_codes(library, "view"), _part("contribute")],
        AUTHORS: [
            *everything,
            *_codes(roots, "add"),
            *writing,
            *_codes(library, "add change"),
            *notes,
            *_parts("edit_shared", "write_source"),
        ],
        **{translators(code): [*everything, *writing, *notes, _part(f"write_{code}")] for code in CONTENT_LANGUAGES},
        **{
            reviewers(code): [
                *everything,
                *writing,
                *_codes(library, "add change"),
                *notes,
                *_parts(f"write_{code}", f"review_{code}"),
            ]
            for code in CONTENT_LANGUAGES
        },
        PUBLISHERS: [*everything, *_codes(roots, "delete"), *_parts("publish", "unpublish")],
        ADMINISTRATORS: [
            *everything,
            *_codes(roots, "delete"),
            *_codes(library, "add change delete"),
            *_notes("add change delete"),
            *[("accounts", f"{verb}_user") for verb in ("view", "add", "change")],
            ("accounts", "view_logrecord"),
            ("auth", "view_group"),
            _part("unpublish"),
        ],
        AUDITORS: [
            *everything,
            ("accounts", "view_logrecord"),
            ("accounts", "export_logrecord"),
            ("accounts", "view_user"),
            ("auth", "view_group"),
        ],
    }


def _part(code):
    return ("editorial", code)


def _parts(*codes):
    return [_part(code) for code in codes]


def _codes(metas, verbs):
    return [(meta.app_label, f"{verb}_{meta.model_name}") for meta in metas for verb in verbs.split()]


def _notes(verbs):
    return [("editorial", f"{verb}_note") for verb in verbs.split()]
