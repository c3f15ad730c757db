"""From the desk to a reviewer and back: submit, recall, approve, send back."""

from django.utils.translation import gettext_noop

from peacedesk.editorial import quality
from peacedesk.editorial.models import PartName
from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.workflow.steps import CHANGED, Action, State, as_logged, check_reason, step


def submit(*, entry, parts, revision, user):
    """Ask for a review of `parts` as they are in `revision`, the newest one."""
    with step(Action.SUBMIT, entry=entry, parts=parts, user=user, revision=revision) as work:
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
    with step(Action.RECALL, entry=entry, parts=parts, user=user) as work:
        work.allow(work.rights.may_publish or all(map(work.rights.may_write, work.names)))
        work.in_state(State.IN_REVIEW)
        work.decide(state=State.DRAFT, submitted=None)


def approve(*, entry, parts, revision, user):
    """Approve the texts of `parts` as they were submitted in `revision`. It covers no later text."""
    with step(Action.APPROVE, entry=entry, parts=parts, user=user, revision=revision) as work:
        work.allow(all(map(work.rights.may_review, work.names)))
        work.in_state(State.IN_REVIEW)
        for part in work.parts:
            _seen_as_submitted(part, revision)
            work.four_eyes(part, part.submitted)
            part.approved = part.submitted
        work.decide(state=State.APPROVED)


def send_back(*, entry, parts, revision, user, reason):
    """Return `parts` as submitted in `revision` to their author, with a reason."""
    with step(Action.RETURN, entry=entry, parts=parts, user=user, revision=revision, reason=as_logged(reason)) as work:
        work.allow(all(map(work.rights.may_review, work.names)))
        work.in_state(State.IN_REVIEW)
        for part in work.parts:
            _seen_as_submitted(part, revision)
        check_reason(reason)
        work.decide(state=State.RETURNED, reason=reason.strip())


def _seen_as_submitted(part, revision):
    """A reviewer may have seen any revision since the submission: the text of the part is the same in all of them."""
    if not part.submitted.number <= revision <= part.entry.latest:
        raise Refused(CHANGED, {"number": part.entry.latest})
