"""The transitions of an entry's parts: one function for each, and no other way.

Each takes keyword arguments only: the `Entry`, the names of parts, the acting `user`, and the revision that the person
saw where it matters. Each runs in one transaction under the lock of the entry, checks right, state, revision and four
eyes, and writes one line of the log. Each raises `PermissionDenied` or `Refused` with a sentence for the person; then
nothing was changed and the log says so.
"""

from peacedesk.editorial.publishing import Refused
from peacedesk.editorial.workflow.authors import wrote_last
from peacedesk.editorial.workflow.publication import publish, publish_due, schedule, unpublish, unschedule
from peacedesk.editorial.workflow.review import approve, recall, send_back, submit
from peacedesk.editorial.workflow.steps import title_of
from peacedesk.editorial.workflow.working_copy import assign, delete, discard, restore

__all__ = [
    "Refused",
    "approve",
    "assign",
    "delete",
    "discard",
    "publish",
    "publish_due",
    "recall",
    "restore",
    "schedule",
    "send_back",
    "submit",
    "title_of",
    "unpublish",
    "unschedule",
    "wrote_last",
]
