"""What all transitions have in common: the lock, the checks, and the line of the log."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions
from peacedesk.editorial.models import ALL_PARTS, Part, PartName
from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.rights import Rights
from peacedesk.editorial.workflow.authors import wrote_last
from peacedesk.languages import CONTENT_LANGUAGES

Action, State = LogRecord.Action, Part.State
MOST_REASON = 2000
UNSCHEDULED = {"scheduled": None, "publish_at": None, "scheduled_by": None}

NOT_THERE = gettext_noop("There is no part “%(part)s”. Reload the page and choose again.")
NO_PART = gettext_noop("Choose at least one part.")
CHANGED = gettext_noop(
    "Someone saved this entry after you had opened it. Look at revision %(number)s and decide again."
)


@contextmanager
def step(action, *, entry, parts, user, revision=None, **subject):
    """One transition: yields the `Work`, then logs what was done, or what was refused and why."""
    about = {"user": user, "entry": entry.pk, "kind": entry.kind, "parts": sorted(set(parts) & set(ALL_PARTS))}
    about |= subject | {"revision": revision}
    try:
        with transaction.atomic():
            work = Work(entry, set(parts), user)
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


class Work:
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


def as_logged(reason):
    return reason.strip()[:MOST_REASON]


def check_reason(reason):
    if not reason.strip():
        raise Refused(gettext_noop("Give a reason, so that the others know what to do."))
    if len(reason) > MOST_REASON:
        raise Refused(
            gettext_noop("The reason has more than %(most)s characters. Say it shorter."), {"most": MOST_REASON}
        )
