"""The front page of the desk: what its reader can do now, what is going on, and what is not complete."""

from itertools import groupby
from operator import itemgetter

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.counting import MOST, Count, counts_of, first_of
from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.conditions import (
    INCOMPLETE,
    LIVE,
    NONE,
    NOT_STARTED,
    created_by,
    foremost,
    may_see_any,
    visible_kinds,
    visible_parts,
)
from peacedesk.editorial.desk.inbox import Job, is_overdue, tell, waiting_for
from peacedesk.editorial.desk.languages import part_name, part_names
from peacedesk.editorial.desk.matrix import Matrix, lines_of
from peacedesk.editorial.desk.questions import asked_of, case_of, questions
from peacedesk.editorial.graph import SHARED, content_roots, kind_of, working_model
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.rights import may
from peacedesk.languages import CONTENT_LANGUAGES

SHOWN = 8  # jobs of a list, lines of the log
MATRIX_ROWS = 10


def agenda_of(user):
    """What is going to be published: (time, key of the entry, names of the parts), the earliest first."""
    planned = visible_parts(user).filter(~is_overdue(), publish_at__isnull=False).order_by("publish_at", "entry", "pk")
    rows = planned.values_list("publish_at", "entry", "part")[: MOST + 1]
    return [
        (at, entry, part_names(sorted((part for _at, _entry, part in group), key=ALL_PARTS.index)))
        for (at, entry), group in groupby(rows, key=itemgetter(0, 1))
    ]


def latest(user):
    """What was published of late, and what else happened, as two lists of log records."""
    kinds = visible_kinds(user)
    own = Q(entry__in=created_by(user)) if may(user, "contribute") else NONE
    records = LogRecord.objects.filter(Q(kind__in=kinds) | own, outcome=LogRecord.Outcome.DONE)
    records = records.exclude(action=LogRecord.Action.OPEN)
    is_published = Q(action=LogRecord.Action.PUBLISH)
    shown = first_of([records.filter(is_published), records.exclude(is_published)], SHOWN)
    published, others = [], []
    for record in LogRecord.objects.filter(pk__in=shown):
        record.part_names = part_names(record.parts)
        (published if record.action == LogRecord.Action.PUBLISH else others).append(record)
    return published, others


def additions(user):
    """The kinds of entry that a person may add, as (label, address)."""
    for root in content_roots():
        model = working_model(kind_of(root))
        if user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}"):
            yield admin.site.get_model_admin(model).new_label, address_of(model, "add")


class Numbers:
    """What the page counts of the whole desk, as far as a person sees it, with one query.

    `to_start` are the languages into which the person translates, with the entries not begun in each.
    """

    def __init__(self, user):
        parts = visible_parts(user)
        into = [language for language in CONTENT_LANGUAGES if may(user, f"write_{language}")]
        self.entries, *others = counts_of(
            [
                parts.filter(part=SHARED),
                *(parts.filter(part=language, urgency=LIVE) for language in CONTENT_LANGUAGES),
                *(parts.filter(part=language, urgency=NOT_STARTED, is_source=False) for language in into),
            ]
        )
        self.current = dict(zip(CONTENT_LANGUAGES, others, strict=False))
        self.to_start = [
            (part_name(language), waiting, urlencode({"part": language, "status": "not_started"}))
            for language, waiting in zip(into, others[len(CONTENT_LANGUAGES) :], strict=True)
            if waiting
        ]


@admin.site.admin_view
def front_page(request):
    """The index of the admin with the desk in it."""
    user, today = request.user, timezone.localdate()
    found = waiting_for(user)
    asked = [(question, *asked_of(question, user, today)) for question in questions]
    agenda, numbers, (published, others) = agenda_of(user), Numbers(user), latest(user)
    incomplete = list(foremost(visible_parts(user).filter(INCOMPLETE)).values_list("entry", flat=True)[: MOST + 1])
    keys = [
        *(entry for _inbox, jobs, _count in found for entry, _parts in jobs[:SHOWN]),
        *(root.pk for _question, roots, _count in asked for root in roots[:SHOWN]),
        *(entry for _at, entry, _names in agenda[:SHOWN]),
        *(record.entry for record in (*published, *others)),
        *incomplete[:MATRIX_ROWS],
    ]
    lines = lines_of(user, keys)
    inboxes = [
        (inbox, count, [Job(lines[entry], parts, inbox.page) for entry, parts in jobs[:SHOWN] if entry in lines])
        for inbox, jobs, count in found
    ]
    tell([job for _inbox, _count, jobs in inboxes for job in jobs])
    for record in (*published, *others):
        record.line = lines.get(record.entry)
    context = {
        "title": _("My desk"),
        "is_known": may_see_any(user),
        "today": today,
        "additions": list(additions(user)),
        "inboxes": [(inbox, count, jobs, urlencode(inbox.query)) for inbox, count, jobs in inboxes],
        "questions": [
            (question, count, [case_of(question, root, lines[root.pk]) for root in roots[:SHOWN] if root.pk in lines])
            for question, roots, count in asked
            if roots
        ],
        "waiting": Count.sum(count for _item, count, *_rest in (*inboxes, *((q, c) for q, _roots, c in asked))),
        "to_start": numbers.to_start,
        "agenda": [(at, lines[entry], names) for at, entry, names in agenda[:SHOWN] if entry in lines],
        "scheduled": Count(len(agenda)),
        "published": published,
        "latest": others,
        "matrix": Matrix(
            [lines[entry] for entry in incomplete[:MATRIX_ROWS] if entry in lines],
            entries=numbers.entries,
            current=numbers.current,
        ),
        "incomplete": Count(len(incomplete)),
    }
    return admin.site.index(request, extra_context=context)
