"""kill -9 in the middle of what the desk does: everything of it is there afterwards, or nothing."""

import datetime as dt
import json
import multiprocessing
import os
import re
import secrets
import signal
import time
from functools import partial
from itertools import chain
from random import Random

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import workflow
from peacedesk.editorial.models import Entry, Part, Revision
from tests.conftest import EDITOR, make_user
from tests.drill import victim
from tests.editorial.test_publish_due import database_url
from tests.factories import (
    approve,
    make_figure_draft,
    make_initiative_draft,
    make_milestone_draft,
    make_superuser,
    make_theme,
    publish,
)
from tests.forms import Forms

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
CONTENT = ("initiatives", "events", "editorial")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@pytest.fixture
def processes(monkeypatch, tmp_path):
    """Processes that begin within milliseconds, with Django and the test database but without anything of this one."""
    settings = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "peacedesk.settings.development",
        "VAR_DIR": str(tmp_path),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.drill.victim"])
    return context


def state(known=None):
    """Every row of content, workflow and log. Times and fingerprints count as there or not.

    Given the ids that are `known`, all others are alike: each attempt gives its new rows other ones.
    """
    numbers = dict(Revision.objects.values_list("pk", "number"))
    groups = [apps.get_app_config(label).get_models(include_auto_created=True) for label in CONTENT]
    return {
        model._meta.db_table: sorted(repr(_plain(row, numbers, known)) for row in _rows(model))
        for model in (*chain.from_iterable(groups), LogRecord)
    }


def _rows(model):
    """The rows of a table; signing in belongs to no action."""
    return LogRecord.objects.exclude(action="login") if model is LogRecord else model._base_manager.all()


def _plain(row, numbers, known):
    values = {}
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        if isinstance(field, models.DateTimeField) or field.name in ("digest", "source_digest"):
            value = bool(value)
        elif field.related_model is Revision:
            value = numbers.get(value)
        if not isinstance(field, models.AutoField):
            values[field.name] = value
    text = json.dumps(values, cls=DjangoJSONEncoder)
    if known is not None:
        text = UUID.sub(lambda found: found[0] if found[0] in known else "new", text)
    return json.dumps(json.loads(text), sort_keys=True)


def ids(rows):
    return set(UUID.findall(repr(rows)))


# Each makes an entry that something can be done with.


def to_save():
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    make_milestone_draft(draft)
    make_figure_draft(draft)
    publish(draft)
    return draft


def to_publish():
    draft = to_save()
    draft.title_en, draft.title_kk, draft.slug = "After", "Кейін", f"{draft.slug}-after"
    draft.save()
    draft.themes.set([make_theme("peacekeeping"), make_theme("food-security")])
    draft.milestones.all().delete()
    make_milestone_draft(draft, text_en="It went on.", text_kk="Жалғасты.")
    approve(draft)
    return draft


def to_publish_due():
    draft = to_publish()
    entry = Entry.objects.get(pk=draft.pk)
    numbers = dict.fromkeys(("shared", "en", "kk"), entry.latest)
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry, parts=numbers, at=later, user=make_superuser("planner"))
    Part.objects.filter(entry=entry).exclude(scheduled=None).update(publish_at=timezone.now())
    return draft


to_unpublish = to_save
PREPARE = {"save": to_save, "publish": to_publish, "publish_due": to_publish_due, "unpublish": to_unpublish}


def filled_form(client, draft):
    """The change form with texts in two languages, a changed row, a deleted one and a new one."""
    page = client.get(f"/admin/initiatives/initiativedraft/{draft.pk}/change/").content.decode()
    form = Forms(page).fields["initiativedraft_form"]
    source = form["milestones-0-source"]
    return form | {
        "title_en": "After",
        "summary_kk": "Кейін",
        "status": "completed",
        "milestones-0-text_en": "It went on.",
        "figures-0-DELETE": "on",
        "milestones-TOTAL_FORMS": "2",
        "milestones-1-id": "",
        "milestones-1-initiative": str(draft.pk),
        "milestones-1-date": "2020",
        "milestones-1-status": "done",
        "milestones-1-source": source,
        "milestones-1-text_en": "It ended.",
        "_save": "1",
    }


def tried(action, known):
    """Do something and undo it. Returns the state that it leads to, its duration, and the number of its statements."""
    statements, start = [], time.perf_counter()
    with transaction.atomic():
        with connection.execute_wrapper(lambda execute, *given: statements.append(given) or execute(*given)):
            action()
        seconds = time.perf_counter() - start
        after = state(known)
        transaction.set_rollback(True)
    # By itself, its outermost transaction would begin and end without a savepoint.
    return after, seconds, len(statements) - 2


def wait_for_the_server():
    """A PostgreSQL server finds out by and by that a process is gone, and may finish its statement."""
    others = (
        "SELECT pg_sleep(0.01) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        cursor.execute(others)
        while cursor.fetchall():
            cursor.execute(others)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PREPARE)
def test_whoever_is_killed_has_done_everything_or_nothing(name, client, processes):
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**9))
    random = Random(seed)  # noqa: S311  (a run can be repeated)
    client.user = make_user("editor", *EDITOR) if name == "save" else make_superuser("publisher")
    client.force_login(client.user)
    ends = {"before": 0, "after": 0}
    for number in range(ROUNDS):
        draft = PREPARE[name]()
        entry, form = Entry.objects.get(pk=draft.pk), filled_form(client, draft) if name == "save" else {}
        before = state()
        known = ids(before)
        after, seconds, last = tried(partial(victim.ACTIONS[name], entry, client, form), known)
        assert state() == before != after

        written = "before commit" if name == "save" else "written"
        moments = [written, last, "by hand", random.randint(1, last), "before commit", "after commit"]
        moment = moments[number % len(moments)]
        ready = processes.Event()
        about = (name, str(draft.pk), client.user.username, form, moment, ready)
        connection.close()
        process = processes.Process(target=victim.act, args=about)
        process.start()
        ready.wait()
        process.join(random.random() * seconds * 1.5 if moment == "by hand" else None)
        process.kill()
        process.join()
        if connection.vendor == "postgresql":
            wait_for_the_server()

        found = state(known)
        told = f"seed {seed}, round {number}, killed {moment}"
        assert process.exitcode == -signal.SIGKILL or (moment == "by hand" and process.exitcode == 0), told
        assert found in (before, after), told
        if moment in ("before commit", "written") or isinstance(moment, int):
            assert found == before, told
        if moment == "after commit":
            assert found == after, told
        ends["before" if found == before else "after"] += 1
        if found == before:  # nothing is in the way of whoever does it again
            victim.ACTIONS[name](entry, client, form)
            assert state(known) == after, told
    print(f"{name} on {connection.vendor}: {ROUNDS} rounds, seed {seed}: {ends}")
