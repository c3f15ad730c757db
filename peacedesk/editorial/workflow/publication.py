"""Out to the public, now or at a time, and down again."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import publishing, revisions
from peacedesk.editorial.models import PartName
from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.workflow.steps import UNSCHEDULED, Action, State, as_logged, check_reason, step


def publish(*, entry, parts, user):
    """Make parts public now: `parts` is {part: number of the approved revision that the person saw}.

    The shared facts go along the first time. Returns a `publishing.Publication`.
    """
    with step(Action.PUBLISH, entry=entry, parts=parts, user=user, revision=max(parts.values(), default=None)) as work:
        work.allow(work.rights.may_publish)
        return publishing.put_out(work.entry, _approved(work, parts))


def schedule(*, entry, parts, at, user):
    """Have parts published at a time, an aware datetime in the future: `parts` as for `publish`."""
    with step(
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
    with step(Action.UNSCHEDULE, entry=entry, parts=parts, user=user) as work:
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
            with step(Action.PUBLISH, entry=locked, parts=due, **about) as work:
                return publishing.put_out(work.entry, due)
        except Refused as refusal:
            return refusal


def unpublish(*, entry, parts, user, reason):
    """Take languages down: `parts` are language codes. With the last one the entry is no longer public at all.

    A text that was taken down must be approved again before it can go out. Returns the parts that are gone.
    """
    with step(Action.UNPUBLISH, entry=entry, parts=parts, user=user, reason=as_logged(reason)) as work:
        work.allow(work.rights.may_unpublish)
        check_reason(reason)
        if any(part.live_id is None or part.part == graphs.SHARED for part in work.parts):
            raise Refused(gettext_noop("Only languages that are public can be taken down. Reload the page."))
        gone = publishing.take_down(work.entry, work.names)
        work.parts = list(work.entry.parts.filter(part__in=gone))
        nothing = dict.fromkeys(("live", "approved", "submitted"))
        work.decide(state=State.DRAFT, withdrawn_at=timezone.now(), reason=reason.strip(), **nothing, **UNSCHEDULED)
        if graphs.SHARED in gone:  # nothing of it may come back by itself
            work.entry.parts.update(**UNSCHEDULED)
    return gone
