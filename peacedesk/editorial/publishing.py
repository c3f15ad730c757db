"""Publication: the only code that writes public content tables."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions
from peacedesk.editorial.models import ALL_PARTS, Part, PartName, PublicAddress, SiteGeneration
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_NAMES

# Called inside the transaction that changed something public, as `follower(kind, ids)`: the kind of the record and the
# ids of the changed ones. Applications add theirs in `AppConfig.ready()`.
after_publish = []


class Refused(ValidationError):
    """A transition that may not happen, with a sentence for the editor. Nothing was changed."""


@dataclass(frozen=True)
class Publication:
    """What `publish` did: the parts it put out, and references left empty since their target is gone."""

    parts: tuple[str, ...]
    lost: list[tuple[str, str, str]]


def publishable_parts(root):
    """The parts that a publication of everything puts out: the shared facts and each language with a title."""
    return ("shared", *(lang for lang in CONTENT_LANGUAGES if getattr(root, f"title_{lang}")))


@transaction.atomic
def publish(*, entry, parts, revision, user):
    """Make `parts` of a revision public, all or nothing.

    Takes an `Entry`, part names ("shared" or a language code), the number of the revision and the acting user. The
    shared facts go along the first time. Returns a `Publication`. Raises `PermissionDenied` without the right to
    publish, `Refused` when a language has no title, the revision does not exist or its address is taken.
    """
    if not user.has_perm("editorial.publish"):
        raise PermissionDenied
    entry = revisions.lock(entry.pk, entry.kind)
    if revision == entry.latest:
        revision = revisions.sync(entry).number
    found = entry.revisions.filter(number=revision).first()
    if found is None:
        raise Refused(_("Revision %(number)s of this entry does not exist. Reload the page.") % {"number": revision})
    model = graphs.public_model(entry.kind)
    if not model._base_manager.filter(pk=entry.pk).exists():
        parts = {"shared", *parts}
    parts = tuple(part for part in ALL_PARTS if part in parts)
    _check(found, parts, model)
    return _write_public(entry, found, parts)


def _check(revision, parts, model):
    root = revision.data["rows"].get(graphs.kind_of(model), {}).get(revision.data["root"])
    if root is None:
        raise Refused(_("This entry was deleted from the desk and cannot be published."))
    languages = [part for part in parts if part in CONTENT_LANGUAGES]
    for language in languages:
        if not root.get(f"title_{language}"):
            raise Refused(
                _("The text in %(language)s has no title. Write one, or leave this language out.")
                % {"language": LANGUAGE_NAMES[language]}
            )
    if not languages and not model._base_manager.filter(pk=revision.entry_id).exists():
        raise Refused(_("No language of this entry has a title yet. Write a title before publishing."))
    taken = model._base_manager.filter(slug=root["slug"]).exclude(pk=revision.entry_id).first()
    if "shared" in parts and taken:
        raise Refused(
            _("The address “%(slug)s” is still used by “%(title)s” in public. Publish that entry first.")
            % {"slug": root["slug"], "title": taken}
        )


def _write_public(entry, revision, parts):
    model = graphs.public_model(entry.kind)
    held = {part.part: part.live.data for part in entry.parts.select_related("live") if part.live}
    system = _system_columns(model._base_manager.filter(pk=entry.pk).first(), parts)
    try:
        with transaction.atomic():
            lost = graphs.apply(revision.data, parts=parts, into=model, held=held, system=system)
    except IntegrityError as error:
        raise Refused(
            _("The database refused this publication, so nothing was changed. Tell those who run the site.")
        ) from error
    entry.parts.filter(part__in=parts).update(
        live=revision, approved=revision, state=Part.State.APPROVED, scheduled=None, publish_at=None
    )
    root = model._base_manager.get(pk=entry.pk)
    register_address(entry.kind, root)
    entry.dirty = graphs.changed_parts(graphs.capture(model, entry.pk), revisions.newest(entry).data)
    entry.save(update_fields=["dirty"])
    _redraft(entry, revision, parts)
    announce(entry.kind, [entry.pk])
    return Publication(parts, lost)


def _system_columns(public, parts):
    """What a publication of `parts` notes in the public root: `public` is the present one, None before the first."""
    now = timezone.now()
    first = [
        part for part in parts if part in CONTENT_LANGUAGES and not (public and getattr(public, f"published_at_{part}"))
    ]
    return {
        "published_seq": (public.published_seq if public else 0) + 1,
        "updated_at": now,
        **{f"published_at_{language}": now for language in first},
    }


def _redraft(entry, revision, parts):
    """A part published from an older revision is still a draft in the newest one."""
    if revision.number != entry.latest:
        entry.parts.filter(part__in=[part for part in parts if part in entry.dirty]).update(state=Part.State.DRAFT)


def register_address(kind, root):
    """Note the present address of a public root, so that the ones before it lead here."""
    PublicAddress.objects.update_or_create(kind=kind, slug=root.slug, defaults={"entry": root.pk, "gone_at": None})


def announce(kind, ids):
    """Tell everything that follows publications, and count the change. Runs in the transaction of the change."""
    for follower in after_publish:
        follower(kind, ids)
    SiteGeneration.objects.get_or_create(pk=1)
    SiteGeneration.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())


def part_labels(parts):
    """The names of parts for a sentence, in the order of the desk."""
    return ", ".join(str(PartName(part).label) for part in parts)
