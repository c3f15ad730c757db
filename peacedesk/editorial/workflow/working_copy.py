"""The working copy: an old text comes back, a part is given to somebody, the entry is deleted."""

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_noop

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions
from peacedesk.editorial.applying import apply
from peacedesk.editorial.models import ALL_PARTS, PartName, Revision
from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.rights import Rights
from peacedesk.editorial.workflow.steps import UNSCHEDULED, Action, step
from peacedesk.languages import CONTENT_LANGUAGES


def restore(*, entry, parts, revision, user, newest=None):
    """Bring `parts` of an old revision back into the working copy, as a new revision.

    `newest` is the number of the newest revision that the person saw, if that matters. Returns the references that
    were left empty, since their target is gone.
    """
    with step(Action.RESTORE, entry=entry, parts=parts, user=user, revision=revision) as work:
        work.seen(newest or work.entry.latest)
        old = work.entry.revisions.filter(number=revision).first()
        if old is None:
            sentence = gettext_noop("Revision %(number)s of this entry does not exist. Reload the page.")
            raise Refused(sentence, {"number": revision})
        if graphs.SHARED not in work.names:
            work.at_the_desk()  # with the shared facts, a deleted entry comes back
        return _bring_back(work, old.data, made_from=dict.fromkeys(work.names, old))


def discard(*, entry, parts, user, newest=None):
    """Make `parts` of the working copy what the public sees; `newest` as for `restore`."""
    with step(Action.DISCARD, entry=entry, parts=parts, user=user) as work:
        work.seen(newest or work.entry.latest)
        if any(part.live is None for part in work.parts):
            raise Refused(gettext_noop("Only a draft of something public can be discarded."))
        live = {part.part: part.live for part in work.parts}
        return _bring_back(work, revisions.live_graph(work.entry), made_from=live)


def _bring_back(work, graph, *, made_from):
    work.allow(all(map(work.rights.may_write, work.names)))
    language_moves = graphs.SHARED in work.names and graphs.source_language(graph) != work.rights.source_language
    if language_moves and not work.rights.may_write_all:
        sentence = gettext_noop("This would change the source language, for which you need the right to write in all.")
        raise Refused(sentence)
    model = graphs.working_model(work.entry.kind)
    try:
        with transaction.atomic():
            lost = apply(graph, parts=work.names, into=model, held=dict.fromkeys(CONTENT_LANGUAGES, graph))
    except (DataError, ValidationError) as error:
        raise Refused(gettext_noop("This revision does not fit the fields of today. Copy its text by hand.")) from error
    except IntegrityError as error:
        slug = graphs.root_of(graph)["slug"]
        if model._base_manager.filter(slug=slug).exclude(pk=work.entry.pk).exists():
            sentence = gettext_noop("Another entry uses the address “%(slug)s” now. Change it there first.")
            raise Refused(sentence, {"slug": slug}) from error
        raise Refused(gettext_noop("A source or a person that these facts need was deleted since.")) from error
    root = model._base_manager.get(pk=work.entry.pk)
    revisions.record(root=root, origin=Revision.Origin.DESK, user=work.user, matching=made_from)
    return lost


def assign(*, entry, parts, assignee, user):
    """Give `parts` to a person who can write or review them; None takes them from everybody."""
    with step(Action.ASSIGN, entry=entry, parts=parts, user=user, reason=str(assignee or "")) as work:
        work.allow(work.rights.may_assign)
        if assignee:
            theirs = Rights(assignee, work.entry.kind, work.entry, work.rights.source_language)
            for part in work.parts:
                if not (theirs.may_write(part.part) or theirs.may_review(part.part)):
                    sentence = gettext_noop("%(person)s may neither write nor review %(part)s.")
                    raise Refused(sentence, {"person": str(assignee), "part": PartName(part.part).label})
        entry.parts.filter(part__in=work.names).update(assignee=assignee)


def delete(*, entry, user):
    """Move an entry that is not public to the trash: its working rows go, its revisions stay."""
    with step(Action.DELETE, entry=entry, parts=ALL_PARTS, user=user) as work:
        model = graphs.working_model(entry.kind)
        work.allow(user.has_perm(f"{model._meta.app_label}.delete_{model._meta.model_name}"))
        if any(part.live_id for part in work.entry.parts.all()):
            raise Refused(gettext_noop("This entry is public. Take it down before you delete it."))
        referring = list(_referring(model, entry.pk))
        model._base_manager.filter(pk=entry.pk).delete()
        for root in referring:  # they lost a link, and their history says by whom
            revisions.record(root=root, origin=Revision.Origin.DESK, user=user)
        work.set(in_trash=True, **UNSCHEDULED)


def _referring(model, key):
    """The working roots, each once, that refer to the row `key` of a working root model."""
    for root in map(graphs.working_model, map(graphs.kind_of, graphs.content_roots())):
        found = set()
        for member in graphs.models_of(root):
            for field in (*member._meta.concrete_fields, *member._meta.many_to_many):
                if field.related_model is model and field.name != member.parent:
                    rows = member._base_manager.filter(**{field.name: key})
                    found |= set(rows.values_list(f"{member.parent}_id" if member.parent else "pk", flat=True))
        yield from root._base_manager.filter(pk__in=found - {key})
