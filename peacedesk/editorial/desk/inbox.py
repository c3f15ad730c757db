"""The inboxes of the desk: what a person can do now with which parts of which entries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.desk.languages import part_names
from peacedesk.editorial.desk.matrix import RANK, Line
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Part, Revision
from peacedesk.editorial.scheduling import GRACE
from peacedesk.editorial.status import Status, chips

UNFINISHED = {Status.RETURNED, Status.LIVE_DRAFT, Status.DRAFT}


def is_overdue(line, part):
    publish_at = line.parts[part].publish_at
    return publish_at is not None and publish_at < timezone.now() - GRACE


def is_problem(line, part, user):
    is_theirs = line.rights.may_write(part) or line.rights.may_publish
    return is_theirs and (line.status[part] is Status.WITHDRAWN or is_overdue(line, part))


def is_to_update(line, part, user):
    return line.status[part] is Status.OUTDATED and line.rights.may_write(part)


def is_to_review(line, part, user):
    waits = line.status[part] is Status.IN_REVIEW and line.rights.may_review(part)
    return waits and not line.rights.is_kept_from(line.parts[part])


def is_to_publish(line, part, user):
    waits = line.status[part] is Status.APPROVED and line.rights.may_publish
    return waits and not line.rights.is_kept_from(line.parts[part])


def is_to_continue(line, part, user):
    status, row = line.status[part], line.parts[part]
    waits = status in UNFINISHED or (status is Status.NOT_STARTED and row.assignee_id == user.pk)
    return waits and line.is_for(user, part) and line.rights.may_write(part)


@dataclass(frozen=True)
class Inbox:
    """A list of jobs: which parts of an entry belong there for a person, and what the button beside each does."""

    key: str
    heading: Promise
    action: Promise
    page: str
    wants: Callable  # Callable(line, part, user)
    query: dict  # the filter of the matrix that shows all of them


# In the order of the page: first what the public sees amiss.
INBOXES = (
    Inbox(
        "problems",
        gettext_lazy("Entries with problems"),
        gettext_lazy("Open"),
        "change",
        is_problem,
        {"status": "withdrawn"},
    ),
    Inbox(
        "outdated",
        gettext_lazy("Outdated translations"),
        gettext_lazy("Update"),
        "change",
        is_to_update,
        {"status": "outdated"},
    ),
    Inbox(
        "review",
        gettext_lazy("Awaiting your review"),
        gettext_lazy("Review"),
        "review",
        is_to_review,
        {"status": "in_review"},
    ),
    Inbox(
        "approved",
        gettext_lazy("Ready to publish"),
        gettext_lazy("Publish"),
        "publish",
        is_to_publish,
        {"status": "approved"},
    ),
    Inbox("mine", gettext_lazy("In your name"), gettext_lazy("Continue"), "change", is_to_continue, {"show": "mine"}),
)


@dataclass
class Job:
    """Parts of one entry that one page takes care of. The last three are read for the jobs that are shown."""

    line: Line
    parts: list[str]
    page: str
    record: Part | None = None
    edited_at: datetime | None = None
    refusal: str = ""

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
        alike = groupby(self.parts, key=lambda part: chips(self.line.parts[part], self.line.source))
        return [(part_names(list(parts)), shown) for shown, parts in alike]

    @property
    def urgency(self):
        """What the public sees comes first, then the more pressing status, then what waits longest."""
        first = self.line.parts[self.parts[0]]
        waits_since = first.decided_at.timestamp() if first.decided_at else float("inf")
        return first.live_id is None, RANK[self.status], waits_since, self.line.title.value.casefold()


def jobs_of(inbox, lines, user):
    """The jobs of an inbox, the most urgent first. Shared facts go with the source text, a publication takes all."""
    jobs = []
    for line in lines:
        groups = {}
        for part in ALL_PARTS:
            if inbox.wants(line, part, user):
                whole = inbox.page == "publish" or part == SHARED
                groups.setdefault(line.root.source_language if whole else part, []).append(part)
        jobs += [Job(line, parts, inbox.page) for parts in groups.values()]
    return sorted(jobs, key=attrgetter("urgency"))


def tell(jobs):
    """Read what the page says about the jobs that it shows: who did what, when and why."""
    records = Part.objects.select_related("decided_by").in_bulk({job.line.parts[job.parts[0]].id for job in jobs})
    edited = _edit_times({job.line.entry.pk for job in jobs})
    refusals = _refusals({job.line.entry.pk for job in jobs if job.status is Status.SCHEDULED})
    for job in jobs:
        first, entry = job.parts[0], job.line.entry.pk
        job.record = records[job.line.parts[first].id]
        job.edited_at = edited.get((entry, job.line.root.source_language if job.status is Status.OUTDATED else first))
        job.refusal = refusals.get(entry, "") if job.status is Status.SCHEDULED else ""


def _edit_times(entries):
    """When each part of some entries was last changed, as {(entry, part): time}."""
    saves = Revision.objects.filter(entry__in=entries).order_by("number").values_list("entry", "parts", "created_at")
    return {(entry, part): time for entry, parts, time in saves for part in parts}


def _refusals(entries):
    """Why the latest publication of some entries was refused, as {entry: sentence}."""
    refused = LogRecord.objects.filter(
        entry__in=entries, action=LogRecord.Action.PUBLISH, outcome=LogRecord.Outcome.REFUSED
    ).exclude(message="")
    return {record.entry: record.text for record in refused.order_by("at")}
