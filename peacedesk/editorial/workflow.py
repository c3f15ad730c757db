"""The transitions of an entry's parts: one function for each, and no other way.

Each takes keyword arguments only: the `Entry`, the names of parts, the acting `user`, and the revision that the person
saw where it matters. Each runs in one transaction under the lock of the entry, checks right, state, revision and four
eyes, and writes one line of the log. Each raises `PermissionDenied` or `Refused` with a sentence for the person; then
nothing was changed and the log says so.
"""

from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import publishing, quality, revisions
from peacedesk.editorial.applying import apply
from peacedesk.editorial.models import ALL_PARTS, Part, PartName, Revision
from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.rights import Rights
from peacedesk.languages import CONTENT_LANGUAGES

Action, State = LogRecord.Action, Part.State
MOST_REASON = 2000
UNSCHEDULED = {"scheduled": None, "publish_at": None, "scheduled_by": None}

NOT_THERE = gettext_noop("There is no part “%(part)s”. Reload the page and choose again.")
NO_PART = gettext_noop("Choose at least one part.")
CHANGED = gettext_noop(
    "Someone saved this entry after you had opened it. Look at revision %(number)s and decide again."
)


class _Work:
    """A locked entry with the parts that a transition is about, and who asks for it."""

    def __init__(self, entry, names, user):
        self.entry = revisions.lock(entry.pk, entry.kind)
        self.newest = revisions.sync(self.entry)
        self.user = user
        if unknown := sorted(set(names) - set(ALL_PARTS)):
            raise Refused(NOT_THERE, {"part": unknown[0]})
        if not names or self.newest is None:
            raise Refused(NO_PART)
        rows = {row.part: row for row in self.entry.parts.with_revisions()}
        self.parts = [rows[name] for name in ALL_PARTS if name in names]
        self.rights = Rights(user, self.entry.kind, self.entry, graphs.source_language(self.newest.data))

    @property
    def names(self):
        return [part.part for part in self.parts]

    def allow(self, condition):
        if not condition:
            raise PermissionDenied

    def at_the_desk(self):
        """Refuse when the working rows were deleted."""
        if not graphs.working_model(self.entry.kind)._base_manager.filter(pk=self.entry.pk).exists():
            raise Refused(gettext_noop("This entry was deleted from the desk."))

    def in_state(self, *states):
        """Refuse unless every part is in one of `states`."""
        for part in self.parts:
            if part.state not in states:
                sentence = gettext_noop("%(part)s: this is not possible any more, it is now “%(state)s”.")
                raise Refused(sentence, {"part": PartName(part.part).label, "state": State(part.state).label})

    def seen(self, revision):
        """Refuse when the person saw another revision than the newest."""
        if revision != self.entry.latest:
            raise Refused(CHANGED, {"number": self.entry.latest})

    def four_eyes(self, part, revision):
        """Refuse when the person wrote what they are to let pass, unless the desk has but one person."""
        if wrote_last(self.user, part, revision):
            sentence = gettext_noop("%(part)s: you were the last to change this text, so somebody else must do this.")
            raise Refused(sentence, {"part": PartName(part.part).label})

    def set(self, **columns):
        for part in self.parts:
            for name, value in columns.items():
                setattr(part, name, value)
            part.save()

    def decide(self, **columns):
        """Give every part new values, and note who decided about its text and when."""
        self.set(**{"reason": "", **columns, "decided_by": self.user, "decided_at": timezone.now()})


@contextmanager
def _step(action, *, entry, parts, user, revision=None, **subject):
    """One transition: yields the `_Work`, then logs what was done, or what was refused and why."""
    about = {"user": user, "entry": entry.pk, "kind": entry.kind, "parts": sorted(set(parts) & set(ALL_PARTS))}
    about |= subject | {"revision": revision}
    try:
        with transaction.atomic():
            work = _Work(entry, set(parts), user)
            about["title"] = title_of(work.newest)
            if action not in {Action.RESTORE, Action.UNPUBLISH, Action.UNSCHEDULE}:
                work.at_the_desk()
            yield work
            about["parts"] = sorted(work.names)
            log.write(action, **about)
    except PermissionDenied as refusal:
        log.write(action, outcome=LogRecord.Outcome.REFUSED, **about)
        refusal.is_logged = True
        raise
    except Refused as refusal:
        _keep_sync(entry)
        about |= {"message": refusal.sentence, "params": refusal.params}
        log.write(action, outcome=LogRecord.Outcome.REFUSED, **about)
        raise


def _keep_sync(entry):
    """What a shell wrote past the desk stays recorded though the transition was undone, so that it can be seen."""
    with transaction.atomic():
        revisions.sync(revisions.lock(entry.pk, entry.kind))


def title_of(revision):
    """The title of an entry in a revision, in its source language, else in any other."""
    root = graphs.root_of(revision.data) or {}
    languages = (graphs.source_language(revision.data), *CONTENT_LANGUAGES)
    return next((text for code in languages if (text := root.get(f"title_{code}"))), root.get("slug", ""))[:200]


def editor_of(entry, part, revision):
    """The key of the person who last changed a part up to a `Revision`, None when a load did.

    What was found changed past the desk clears nobody.
    """
    saves = entry.revisions.filter(number__lte=revision.number).exclude(origin=Revision.Origin.SYNC)
    saves = saves.order_by("-number").values_list("parts", "user")
    return next((user for parts, user in saves.iterator() if part in parts), None)


def wrote_last(user, part, revision):
    """Whether four eyes keep `user` from letting a part of `revision`, a `Revision`, pass."""
    return settings.FOUR_EYES and editor_of(part.entry, part.part, revision) == user.pk


def submit(*, entry, parts, revision, user):
    """Ask for a review of `parts` as they are in `revision`, the newest one."""
    with _step(Action.SUBMIT, entry=entry, parts=parts, user=user, revision=revision) as work:
        work.allow(all(map(work.rights.may_write, work.names)))
        work.seen(revision)
        work.in_state(State.DRAFT, State.RETURNED)
        _check_quality(work)
        work.decide(state=State.IN_REVIEW, submitted=work.newest)


def _check_quality(work):
    problems = quality.problems_by_part(work.newest.data, work.names)
    for part in work.parts:
        if not part.digest:
            raise Refused(gettext_noop("%(part)s: there is no text yet."), {"part": PartName(part.part).label})
        blocking = [problem for problem in problems[part.part] if problem.level == quality.BLOCKING]
        if blocking:
            sentence = gettext_noop("%(part)s is not ready for review: %(problem)s")
            raise Refused(sentence, {"part": PartName(part.part).label, "problem": str(blocking[0].text)})


def recall(*, entry, parts, user):
    """Take `parts` back from review."""
    with _step(Action.RECALL, entry=entry, parts=parts, user=user) as work:
        work.allow(work.rights.may_publish or all(map(work.rights.may_write, work.names)))
        work.in_state(State.IN_REVIEW)
        work.decide(state=State.DRAFT, submitted=None)


def approve(*, entry, parts, revision, user):
    """Approve the texts of `parts` as they were submitted in `revision`. It covers no later text."""
    with _step(Action.APPROVE, entry=entry, parts=parts, user=user, revision=revision) as work:
        work.allow(all(map(work.rights.may_review, work.names)))
        work.in_state(State.IN_REVIEW)
        for part in work.parts:
            _seen_as_submitted(part, revision)
            work.four_eyes(part, part.submitted)
            part.approved = part.submitted
        work.decide(state=State.APPROVED)


def send_back(*, entry, parts, revision, user, reason):
    """Return `parts` as submitted in `revision` to their author, with a reason."""
    with _step(Action.RETURN, entry=entry, parts=parts, user=user, revision=revision, reason=_logged(reason)) as work:
        work.allow(all(map(work.rights.may_review, work.names)))
        work.in_state(State.IN_REVIEW)
        for part in work.parts:
            _seen_as_submitted(part, revision)
        _reasoned(reason)
        work.decide(state=State.RETURNED, reason=reason.strip())


def _seen_as_submitted(part, revision):
    """A reviewer may have seen any revision since the submission: the text of the part is the same in all of them."""
    if not part.submitted.number <= revision <= part.entry.latest:
        raise Refused(CHANGED, {"number": part.entry.latest})


def _logged(reason):
    return reason.strip()[:MOST_REASON]


def _reasoned(reason):
    if not reason.strip():
        raise Refused(gettext_noop("Give a reason, so that the others know what to do."))
    if len(reason) > MOST_REASON:
        raise Refused(
            gettext_noop("The reason has more than %(most)s characters. Say it shorter."), {"most": MOST_REASON}
        )


def publish(*, entry, parts, user):
    """Make parts public now: `parts` is {part: number of the approved revision that the person saw}.

    The shared facts go along the first time. Returns a `publishing.Publication`.
    """
    with _step(Action.PUBLISH, entry=entry, parts=parts, user=user, revision=max(parts.values(), default=None)) as work:
        work.allow(work.rights.may_publish)
        return publishing.put_out(work.entry, _approved(work, parts))


def schedule(*, entry, parts, at, user):
    """Have parts published at a time, an aware datetime in the future: `parts` as for `publish`."""
    with _step(
        Action.SCHEDULE,
        entry=entry,
        parts=parts,
        user=user,
        revision=max(parts.values(), default=None),
        message=gettext_noop("for %(time)s"),
        params={"time": at.isoformat()},
    ) as work:
        work.allow(work.rights.may_publish)
        if at <= timezone.now():
            sentence = gettext_noop("%(time)s is over. Choose a time to come, or publish now.")
            raise Refused(sentence, {"time": date_format(timezone.localtime(at), "DATETIME_FORMAT")})
        approved = _approved(work, parts)
        work.parts = list(work.entry.parts.filter(part__in=approved))
        for part in work.parts:
            part.scheduled = approved[part.part]
        work.set(publish_at=at, scheduled_by=user)


def _approved(work, numbers):
    """{part: approved `Revision`} of a publication, with the shared facts if they never were public."""
    is_public = work.entry.parts.filter(live__isnull=False).exists()
    if not is_public and graphs.SHARED not in numbers:
        shared = work.entry.parts.select_related("approved").get(part=graphs.SHARED)
        numbers = {graphs.SHARED: shared.approved and shared.approved.number, **numbers}
        work.parts.insert(0, shared)
    for part in work.parts:
        if part.approved is None:
            sentence = gettext_noop("%(part)s: nothing of it is approved yet. Ask a reviewer to approve it first.")
            raise Refused(sentence, {"part": PartName(part.part).label})
        if part.approved.number != numbers[part.part]:
            sentence = gettext_noop("%(part)s: revision %(number)s is approved now. Look at it and decide again.")
            raise Refused(sentence, {"part": PartName(part.part).label, "number": part.approved.number})
        work.four_eyes(part, part.approved)
    if all(part.live_id == part.approved_id for part in work.parts):
        raise Refused(gettext_noop("This is public already."))
    return {part.part: part.approved for part in work.parts}


def unschedule(*, entry, parts, user):
    """Take `parts` off the schedule; they stay approved."""
    with _step(Action.UNSCHEDULE, entry=entry, parts=parts, user=user) as work:
        work.allow(work.rights.may_publish)
        if any(part.scheduled_id is None for part in work.parts):
            raise Refused(gettext_noop("This is not scheduled any more. Reload the page."))
        others = work.entry.parts.filter(scheduled__isnull=False).exclude(part__in=work.names)
        if graphs.SHARED in work.names and others and not work.entry.parts.filter(live__isnull=False).exists():
            raise Refused(gettext_noop("The languages on the schedule need the shared facts. Take them off as well."))
        work.set(**UNSCHEDULED)


def publish_due(*, entry, now):
    """Publish the parts of an entry with the earliest scheduled time up to `now`.

    Reads the schedule again under the lock, so that two runners at once do no harm. Returns the `Publication`, None
    when nothing is due, or the `Refused` that says why it is not possible: then it stays on the schedule.
    """
    with transaction.atomic():
        locked = revisions.lock(entry.pk, entry.kind)
        rows = locked.parts.with_revisions().select_related("scheduled_by")
        first = rows.filter(publish_at__lte=now).order_by("publish_at").first()
        if first is None:
            return None
        due = {part.part: part.scheduled for part in rows.filter(publish_at=first.publish_at)}
        if graphs.SHARED not in due and not locked.parts.filter(live__isnull=False).exists():
            shared = rows.get(part=graphs.SHARED)
            if shared.scheduled:  # they go along the first time, whenever planned
                due = {graphs.SHARED: shared.scheduled, **due}
        about = {"user": first.scheduled_by, "revision": first.scheduled.number}
        try:
            with _step(Action.PUBLISH, entry=locked, parts=due, **about) as work:
                return publishing.put_out(work.entry, due)
        except Refused as refusal:
            return refusal


def unpublish(*, entry, parts, user, reason):
    """Take languages down: `parts` are language codes. With the last one the entry is no longer public at all.

    A text that was taken down must be approved again before it can go out. Returns the parts that are gone.
    """
    with _step(Action.UNPUBLISH, entry=entry, parts=parts, user=user, reason=_logged(reason)) as work:
        work.allow(work.rights.may_unpublish)
        _reasoned(reason)
        if any(part.live_id is None or part.part == graphs.SHARED for part in work.parts):
            raise Refused(gettext_noop("Only languages that are public can be taken down. Reload the page."))
        gone = publishing.take_down(work.entry, work.names)
        work.parts = list(work.entry.parts.filter(part__in=gone))
        nothing = dict.fromkeys(("live", "approved", "submitted"))
        work.decide(state=State.DRAFT, withdrawn_at=timezone.now(), reason=reason.strip(), **nothing, **UNSCHEDULED)
        if graphs.SHARED in gone:  # nothing of it may come back by itself
            work.entry.parts.update(**UNSCHEDULED)
    return gone


def restore(*, entry, parts, revision, user, newest=None):
    """Bring `parts` of an old revision back into the working copy, as a new revision.

    `newest` is the number of the newest revision that the person saw, if that matters. Returns the references that
    were left empty, since their target is gone.
    """
    with _step(Action.RESTORE, entry=entry, parts=parts, user=user, revision=revision) as work:
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
    with _step(Action.DISCARD, entry=entry, parts=parts, user=user) as work:
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
    with _step(Action.ASSIGN, entry=entry, parts=parts, user=user, reason=str(assignee or "")) as work:
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
    with _step(Action.DELETE, entry=entry, parts=ALL_PARTS, user=user) as work:
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
