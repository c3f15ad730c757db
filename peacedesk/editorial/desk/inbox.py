"""The inboxes of the desk: what a person can do now with which parts of which entries."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.counting import MOST, Count
from peacedesk.editorial.desk.conditions import (
    NONE,
    NOT_STARTED,
    has_status,
    is_for_others,
    is_in_name_of,
    is_reviewable,
    is_writable,
    visible_parts,
)
from peacedesk.editorial.desk.languages import part_names
from peacedesk.editorial.desk.matrix import Line
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Part, Revision
from peacedesk.editorial.rights import may
from peacedesk.editorial.scheduling import GRACE
from peacedesk.editorial.status import BY_URGENCY, Status, chips

UNFINISHED = {Status.RETURNED, Status.LIVE_DRAFT, Status.DRAFT}
# As many parts are read at most as make `MOST` jobs in every inbox.
MOST_PARTS = MOST * len(ALL_PARTS)


def is_overdue():
    return Q(publish_at__lt=timezone.now() - GRACE)


def is_publishable(user):
    return ~NONE if may(user, "publish") else NONE


def is_problem(user):
    is_late = has_status(Status.SCHEDULED) & is_overdue()
    return (has_status(Status.WITHDRAWN) | is_late) & (is_writable(user) | is_publishable(user))


def is_to_update(user):
    return has_status(Status.OUTDATED) & is_writable(user)


def is_to_review(user):
    return has_status(Status.IN_REVIEW) & is_reviewable(user) & ~is_for_others(user)


def is_to_publish(user):
    return has_status(Status.APPROVED) & is_publishable(user) & ~is_for_others(user)


def is_to_continue(user):
    return has_status(*UNFINISHED) & is_in_name_of(user) & is_writable(user)


def is_to_begin(user):
    """Of what was not begun, a person finds only what was assigned to them: in the same inbox as `is_to_continue`."""
    return has_status(Status.NOT_STARTED) & Q(assignee=user) & is_writable(user)


@dataclass(frozen=True)
class Inbox:
    """A list of jobs: which parts belong there for a person, and what the button beside each does."""

    key: str
    heading: Promise
    action: Promise
    page: str
    statuses: frozenset  # those of its parts, which no other inbox has
    wants: Callable  # Callable(user), the condition of its parts
    query: dict  # the filter of the matrix that shows all of them

    def group_of(self, row):
        """Which parts of an entry are one job: shared facts go with the source text, a publication takes all."""
        return "" if self.page == "publish" or row.part == SHARED or row.is_source else row.part


# In the order of the page: first what the public sees amiss.
INBOXES = (
    Inbox(
        "problems",
        gettext_lazy("Entries with problems"),
        gettext_lazy("Open"),
        "change",
        frozenset({Status.WITHDRAWN, Status.SCHEDULED}),
        is_problem,
        {"status": "withdrawn"},
    ),
    Inbox(
        "outdated",
        gettext_lazy("Outdated translations"),
        gettext_lazy("Update"),
        "change",
        frozenset({Status.OUTDATED}),
        is_to_update,
        {"status": "outdated"},
    ),
    Inbox(
        "review",
        gettext_lazy("Awaiting your review"),
        gettext_lazy("Review"),
        "review",
        frozenset({Status.IN_REVIEW}),
        is_to_review,
        {"status": "in_review"},
    ),
    Inbox(
        "approved",
        gettext_lazy("Ready to publish"),
        gettext_lazy("Publish"),
        "publish",
        frozenset({Status.APPROVED}),
        is_to_publish,
        {"status": "approved"},
    ),
    Inbox(
        "mine",
        gettext_lazy("In your name"),
        gettext_lazy("Continue"),
        "change",
        frozenset({*UNFINISHED, Status.NOT_STARTED}),
        is_to_continue,
        {"show": "mine"},
    ),
)


@dataclass
class Job:
    """Parts of one entry that one page takes care of. The last two are read for the jobs that are shown."""

    line: Line
    parts: list[str]
    page: str
    edited_at: datetime | None = None
    refusal: str = ""

    @property
    def record(self):
        """The row of its first part."""
        return self.line.parts[self.parts[0]]

    @property
    def status(self):
        return self.line.status[self.parts[0]]

    @property
    def url(self):
        page = "publish" if self.status is Status.SCHEDULED and self.line.rights.may_publish else self.page
        if page == "change":
            return self.line.form_url(self.parts[-1])
        return self.line.url(page, [("part", part) for part in self.parts])

    @property
    def states(self):
        """The names of the parts with their chips, together where they are alike."""
        alike = groupby(self.parts, key=lambda part: chips(self.line.parts[part]))
        return [(part_names(list(parts)), shown) for shown, parts in alike]


def waiting_for(user):
    """What waits for a person, as [(inbox, [(key of an entry, its parts), …], their `Count`), …].

    In an inbox, what the public sees comes first, then the more pressing status, then what waits longest.
    """
    wanted = NONE
    for inbox in INBOXES:
        wanted |= inbox.wants(user)
    order = (Case(When(live=None, then=1), default=0), "urgency", F("decided_at").asc(nulls_last=True), "pk")
    parts = visible_parts(user).order_by().values("pk")
    # Two searches, since most parts of a large desk are published or not begun.
    found = parts.filter(wanted, urgency__lt=NOT_STARTED).union(parts.filter(is_to_begin(user)), all=True)
    rows = Part.objects.filter(pk__in=found).order_by(*order)
    jobs, read = {inbox.key: defaultdict(list) for inbox in INBOXES}, 0
    for row in rows.values_list("entry_id", "part", "is_source", "urgency", named=True)[: MOST_PARTS + 1]:
        inbox = next(inbox for inbox in INBOXES if BY_URGENCY[row.urgency] in inbox.statuses)
        jobs[inbox.key][row.entry_id, inbox.group_of(row)].append(row.part)
        read += 1
    return [
        (
            inbox,
            [(entry, sorted(names, key=ALL_PARTS.index)) for (entry, _group), names in jobs[inbox.key].items()],
            Count(number, most=number - 1 if read > MOST_PARTS else MOST),
        )
        for inbox in INBOXES
        if (number := len(jobs[inbox.key]))
    ]


def tell(jobs):
    """Read what the page says about the jobs that it shows: when their text was changed, why they were refused."""
    edited = _edit_times({job.line.entry.pk for job in jobs if job.status in EDITED})
    refusals = _refusals({job.line.entry.pk for job in jobs if job.status is Status.SCHEDULED})
    for job in jobs:
        first, entry = job.parts[0], job.line.entry.pk
        job.edited_at = edited.get((entry, job.line.root.source_language if job.status is Status.OUTDATED else first))
        job.refusal = refusals.get(entry, "") if job.status is Status.SCHEDULED else ""


# Of these a page says when the text was changed.
EDITED = {Status.OUTDATED, Status.DRAFT, Status.LIVE_DRAFT}


def _edit_times(entries):
    """When each part of some entries was last changed, as {(entry, part): time}."""
    if not entries:
        return {}
    saves = Revision.objects.filter(entry__in=entries).order_by("number").values_list("entry", "parts", "created_at")
    return {(entry, part): time for entry, parts, time in saves for part in parts}


def _refusals(entries):
    """Why the latest publication of some entries was refused, as {entry: sentence}."""
    if not entries:
        return {}
    refused = LogRecord.objects.filter(
        entry__in=entries, action=LogRecord.Action.PUBLISH, outcome=LogRecord.Outcome.REFUSED
    ).exclude(message="")
    return {record.entry: record.text for record in refused.order_by("at")}
