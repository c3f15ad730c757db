"""The front page of the desk: what its reader can do now, what is going on, and what is not complete."""

from itertools import groupby
from operator import itemgetter

from django.contrib import admin
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.inbox import INBOXES, is_overdue, jobs_of, tell
from peacedesk.editorial.desk.languages import part_name, part_names
from peacedesk.editorial.desk.matrix import Matrix, lines_of, may_see_any, visible_entries
from peacedesk.editorial.desk.questions import cases_of, questions
from peacedesk.editorial.graph import content_roots, kind_of, working_model
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.rights import may
from peacedesk.editorial.status import Status
from peacedesk.languages import CONTENT_LANGUAGES

SHOWN = 8  # jobs of a list, lines of the log
MATRIX_ROWS = 10


def to_start(lines, user):
    """The languages into which a person translates, with the number of entries not begun in each."""
    for language in CONTENT_LANGUAGES:
        waiting = sum(line.status[language] is Status.NOT_STARTED and line.source.part != language for line in lines)
        if waiting and may(user, f"write_{language}"):
            yield part_name(language), waiting, urlencode({"part": language, "status": "not_started"})


def agenda_of(lines):
    """What is going to be published: (time, line, names of the parts), the earliest first."""
    planned = [
        (row.publish_at, line, part)
        for line in lines
        for part, row in line.parts.items()
        if row.publish_at and not is_overdue(line, part)
    ]
    planned.sort(key=lambda item: (item[0], str(item[1].entry.pk), ALL_PARTS.index(item[2])))
    return [
        (at, line, part_names([part for _at, _line, part in group]))
        for (at, line), group in groupby(planned, key=itemgetter(0, 1))
    ]


def latest(user, lines):
    """What was published of late, and what else happened, as log records that know their `line`, if it is there."""
    records = LogRecord.objects.filter(
        entry__in=visible_entries(user).values("pk"), outcome=LogRecord.Outcome.DONE
    ).exclude(action=LogRecord.Action.OPEN)
    published = list(records.filter(action=LogRecord.Action.PUBLISH)[:SHOWN])
    others = list(records.exclude(action=LogRecord.Action.PUBLISH)[:SHOWN])
    by_entry = {line.entry.pk: line for line in lines}
    for record in (*published, *others):
        record.line = by_entry.get(record.entry)
        record.part_names = part_names(record.parts)
    return published, others


def additions(user):
    """The kinds of entry that a person may add, as (label, address)."""
    for root in content_roots():
        model = working_model(kind_of(root))
        if user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}"):
            yield admin.site.get_model_admin(model).new_label, address_of(model, "add")


@admin.site.admin_view
def front_page(request):
    """The index of the admin with the desk in it."""
    user = request.user
    lines = lines_of(user)
    inboxes = [(inbox, jobs) for inbox in INBOXES if (jobs := jobs_of(inbox, lines, user))]
    tell([job for _inbox, jobs in inboxes for job in jobs[:SHOWN]])
    asked = [(question, cases) for question in questions if (cases := cases_of(question, lines, timezone.localdate()))]
    agenda = agenda_of(lines)
    published, others = latest(user, lines)
    incomplete = sorted((line for line in lines if not line.is_complete), key=lambda line: line.urgency(ALL_PARTS))
    context = {
        "title": _("My desk"),
        "is_known": may_see_any(user),
        "today": timezone.localdate(),
        "additions": list(additions(user)),
        "inboxes": [(inbox, len(jobs), jobs[:SHOWN], urlencode(inbox.query)) for inbox, jobs in inboxes],
        "questions": [(question, len(cases), cases[:SHOWN]) for question, cases in asked],
        "waiting": sum(len(jobs) for _key, jobs in (*inboxes, *asked)),
        "to_start": list(to_start(lines, user)),
        "agenda": agenda[:SHOWN],
        "scheduled": len(agenda),
        "published": published,
        "latest": others,
        "matrix": Matrix(incomplete[:MATRIX_ROWS], lines),
        "incomplete": len(incomplete),
    }
    return admin.site.index(request, extra_context=context)
