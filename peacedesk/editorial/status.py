"""How far one part of an entry is: the words for it. Which of them a part has, the database derives from its row."""

from enum import Enum

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy


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

    @property
    def urgency(self):
        """Its place among all, 0 for the most pressing."""
        return BY_URGENCY.index(self)

    def chip(self):
        shape = format_html('<svg aria-hidden="true"><use href="{}#s-{}"/></svg>', static("art/sprite.svg"), self.shape)
        return format_html(
            '<span class="status status--{}">{}{}</span>', self.tone, shape if self.shape else "", self.label
        )


BY_URGENCY = tuple(Status)


def part_status(part):
    """The `Status` of a `Part`, or of a row of the table of parts with its `urgency`."""
    return BY_URGENCY[part.urgency]


def statuses(part):
    """What to show of a part: “Published” first where the public sees a text, then the work on it."""
    status = part_status(part)
    is_both = part.live_id and status is not Status.LIVE
    return [Status.LIVE, status] if is_both else [status]


def chips(part):
    return format_html_join(" ", "{}", ((status.chip(),) for status in statuses(part)))
