"""Publication: the only code that writes public content tables. `workflow` decides who may have it done, and when."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions, statements
from peacedesk.editorial.applying import apply, delete_rows
from peacedesk.editorial.models import ALL_PARTS, Part, PartName, PublicAddress, SiteGeneration
from peacedesk.editorial.tables import rows_of
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_NAMES, comma

# Called inside the transaction that changed something public, as `follower(kind, ids)`: the kind of the record and the
# ids of the changed ones. Applications add theirs in `AppConfig.ready()`.
after_publish = []


class Refused(ValidationError):
    """A transition that may not happen, with a sentence for the editor. Nothing was changed.

    Takes an untranslated sentence, marked with `gettext_noop`, and its parameters: the log keeps both, so that each of
    its readers has the sentence in a language of their own.
    """

    def __init__(self, sentence, params=None):
        self.sentence = sentence
        super().__init__(gettext(sentence), params=params)


@dataclass(frozen=True)
class Publication:
    """What was put out: the parts, and references left empty since their target is gone."""

    parts: tuple[str, ...]
    lost: list[tuple[str, str, str]]


def publishable_parts(root):
    """The parts of a working root that have something to publish: the shared facts and each language with a title."""
    return ("shared", *(lang for lang in CONTENT_LANGUAGES if getattr(root, f"title_{lang}")))


def put_out(entry, parts):
    """Make parts of a locked entry public, all or nothing: `parts` is {part: `Revision`}.

    Returns a `Publication`. Raises `Refused` when a language has no title or the address is taken.
    """
    parts = {part: parts[part] for part in ALL_PARTS if part in parts}  # in the order of the desk
    model = graphs.public_model(entry.kind)
    public = model._base_manager.filter(pk=entry.pk).first()
    contents = entry.revisions.in_bulk({revision.pk for revision in parts.values()})
    graph = graphs.compose({part: contents[revision.pk].data for part, revision in parts.items()})
    _check(entry, graph, parts, model, public)
    held = _held_texts(entry) if graphs.SHARED in parts else {}
    try:
        with transaction.atomic():
            lost = apply(graph, parts=tuple(parts), into=model, held=held, system=_system_columns(entry, public, parts))
    except (IntegrityError, DataError, ValidationError) as error:
        sentence = gettext_noop("The database refused this, so nothing was changed. Tell those who run the site.")
        raise Refused(sentence) from error
    rows = list(entry.parts.filter(part__in=parts))
    for row in rows:
        row.live, row.scheduled, row.publish_at, row.scheduled_by = parts[row.part], None, None, None
        row.withdrawn_at, row.reason = None, ""
        row.save()
    register_address(entry.kind, model._base_manager.get(pk=entry.pk))
    _finish(entry)
    return Publication(tuple(parts), lost)


def take_down(entry, languages):
    """Take languages of a locked entry out of the public tables; with the last one the entry leaves them whole.

    Returns the parts that are no longer public. Rows of other entries that lead here stay, for a later publication.
    """
    model = graphs.public_model(entry.kind)
    public = model._base_manager.get(pk=entry.pk)
    family = graphs.models_of(model)
    gone = [language for language in public.published_languages if language in languages]
    if len(gone) == len(public.published_languages):
        gone.insert(0, graphs.SHARED)
        for member in reversed(family):
            delete_rows(member, list(rows_of(member, [entry.pk])))
        PublicAddress.objects.filter(kind=entry.kind, entry=entry.pk).update(gone_at=timezone.now())
        entry.published_seq = public.published_seq + 1
    else:
        system = {
            "published_seq": public.published_seq + 1,
            "updated_at": timezone.now(),
            **{f"published_at_{language}": None for language in gone},
        }
        apply(graphs.without(revisions.live_graph(entry), gone), parts=gone, into=model, system=system)
    _finish(entry)
    return tuple(gone)


def _held_texts(entry):
    """What each language shows in rows that appear now: {language: content of its live revision}."""
    return {part.part: part.live.data for part in entry.parts.select_related("live") if part.live}


def _check(entry, graph, parts, model, public):
    root = graphs.root_of(graph)
    if root is None:
        raise Refused(gettext_noop("This entry was deleted from the desk and cannot be published."))
    languages = [part for part in parts if part in CONTENT_LANGUAGES]
    for language in languages:
        if not root.get(f"title_{language}"):
            sentence = gettext_noop("The text in %(language)s has no title. Write one, or leave this language out.")
            raise Refused(sentence, {"language": LANGUAGE_NAMES[language]})
    if public is None and not (languages and graphs.SHARED in parts):
        raise Refused(gettext_noop("No language of this entry is public. Publish one together with the shared facts."))
    if graphs.SHARED not in parts:
        return
    taken = model._base_manager.filter(slug=root["slug"]).exclude(pk=entry.pk).first()
    if taken:
        sentence = gettext_noop(
            "The address “%(slug)s” is still used by “%(title)s” in public. Publish that entry first."
        )
        raise Refused(sentence, {"slug": root["slug"], "title": str(taken)})


def _system_columns(entry, public, parts):
    """What a publication of `parts` notes in the public root: `public` is the present one, None while there is none."""
    now = timezone.now()
    first = [
        part for part in parts if part in CONTENT_LANGUAGES and not (public and getattr(public, f"published_at_{part}"))
    ]
    return {
        "published_seq": (public or entry).published_seq + 1,
        "updated_at": now,
        **{f"published_at_{language}": now for language in first},
    }


def _finish(entry):
    """What follows every change of the public tables, in its transaction."""
    newest = revisions.newest(entry)
    entry.dirty = graphs.edited_parts(revisions.live_graph(entry), newest.data)
    entry.save(update_fields=["dirty", "published_seq"])
    for part in entry.parts.filter(state=Part.State.DRAFT, live__isnull=False).select_related("live"):
        if revisions.is_as_published(part, entry, newest.data):
            part.state, part.approved = Part.State.APPROVED, part.live
            part.save()
    announce(entry.kind, [entry.pk])


def register_address(kind, root):
    """Note the present address of a public root, so that the ones before it lead here."""
    register_addresses(kind, {root.pk: root.slug})


def register_addresses(kind, slugs):
    """Note the present addresses of public roots of one kind, {id: slug}."""
    PublicAddress.objects.filter(kind=kind, entry__in=slugs).update(gone_at=None)
    rows = [{"kind": kind, "slug": slug, "entry": pk} for pk, slug in slugs.items()]
    statements.write(PublicAddress, rows, unique=["kind", "slug"])


def announce(kind, ids):
    """Tell everything that follows publications, and count the change. Runs in the transaction of the change."""
    for follower in after_publish:
        follower(kind, ids)
    count_change()


def count_change():
    """Give the present state of the public tables a number and a moment that no other state has."""
    SiteGeneration.objects.get_or_create(pk=1)
    SiteGeneration.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())


def part_labels(parts):
    """The names of parts for a sentence, in the order of the desk."""
    return comma().join(str(PartName(part).label) for part in ALL_PARTS if part in parts)
