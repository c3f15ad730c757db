"""How far one part of an entry is: derived from its row in one place, never stored."""

from enum import Enum

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy

from peacedesk.editorial.models import Part


class Status(Enum):
    """A word with a shape and a tone, the most pressing first."""

    RETURNED = (pgettext_lazy("status of a part", "Returned"), "cross", "stop")
    OUTDATED = (pgettext_lazy("status of a part", "Outdated"), "up", "outdated")
    IN_REVIEW = (pgettext_lazy("status of a part", "In review"), "half", "review")
    APPROVED = (pgettext_lazy("status of a part", "Approved"), "check", "approved")
    SCHEDULED = (pgettext_lazy("status of a part", "Scheduled"), "clock", "scheduled")
    LIVE_DRAFT = (pgettext_lazy("status of a part", "Newer draft"), "ring", "draft")
    DRAFT = (pgettext_lazy("status of a part", "Draft"), "ring", "draft")
    WITHDRAWN = (pgettext_lazy("status of a part", "Withdrawn"), "cross", "stop")
    NOT_STARTED = (pgettext_lazy("status of a part", "Not started"), "", "none")
    LIVE = (pgettext_lazy("status of a part", "Published"), "dot", "published")

    def __init__(self, label, shape, tone):
        self.label, self.shape, self.tone = label, shape, tone

    def chip(self):
        shape = format_html('<svg aria-hidden="true"><use href="{}#s-{}"/></svg>', static("art/sprite.svg"), self.shape)
        return format_html(
            '<span class="status status--{}">{}{}</span>', self.tone, shape if self.shape else "", self.label
        )


def is_outdated(part, source):
    """Whether a translation was made from another source text than the newest. Both are `Part` rows of one entry."""
    is_translation = part.part != "shared" and part.part != source.part
    return bool(is_translation and part.digest and part.source_digest != source.digest)


def part_status(part, source):
    """The `Status` of a `Part`; `source` is the part of the source language of the same entry."""
    states = {Part.State.IN_REVIEW: Status.IN_REVIEW, Part.State.RETURNED: Status.RETURNED}
    if part.scheduled_id:
        return Status.SCHEDULED
    if part.state in states:
        return states[part.state]
    if part.state == Part.State.APPROVED and part.approved_id != part.live_id:
        return Status.APPROVED
    if is_outdated(part, source):
        return Status.OUTDATED
    if part.live_id:
        return Status.LIVE if part.state == Part.State.APPROVED else Status.LIVE_DRAFT
    if part.withdrawn_at:
        return Status.WITHDRAWN
    return Status.DRAFT if part.digest else Status.NOT_STARTED


def statuses(part, source):
    """What to show of a part: “Published” first where the public sees a text, then the work on it."""
    status = part_status(part, source)
    is_both = part.live_id and status is not Status.LIVE
    return [Status.LIVE, status] if is_both else [status]


def chips(part, source):
    return format_html_join(" ", "{}", ((status.chip(),) for status in statuses(part, source)))
