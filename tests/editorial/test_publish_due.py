"""Publication at a time, through the command that does it."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from io import StringIO
from queue import Empty

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from initiatives.models import Initiative, InitiativeDraft
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import workflow
from peacedesk.editorial.management.commands import publish_due
from peacedesk.editorial.models import Entry, Part, Revision
from peacedesk.editorial.scheduling import is_overdue
from tests.conftest import make_user
from tests.factories import approve, make_initiative, make_initiative_draft, make_superuser
from tests.factories import publish as publish_now

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def in_minutes(minutes):
    return timezone.now() + dt.timedelta(minutes=minutes)


def make_scheduled(*parts, minutes=10, **fields):
    """A working copy, approved and on the schedule: all its parts, or those named."""
    draft = make_initiative_draft(**fields)
    schedule(draft, *parts, minutes=minutes)
    return draft


def schedule(draft, *parts, minutes=10):
    entry = approve(draft, *parts).entry
    rows = entry.parts.filter(approved__isnull=False, part__in=parts or ["shared", "en"]).select_related("approved")
    numbers = {row.part: row.approved.number for row in rows}
    workflow.schedule(entry=entry, parts=numbers, at=in_minutes(minutes), user=make_superuser("planner"))


def run():
    out = StringIO()
    call_command("publish_due", stdout=out)
    return [line[20:] for line in out.getvalue().splitlines()]


def refused_run():
    """What a run prints that ends with an error."""
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("publish_due", stdout=out, no_color=True)
    return [line[20:] for line in out.getvalue().splitlines()], str(failure.value)


def publications():
    lines = LogRecord.objects.filter(action="publish").order_by("pk")
    return list(lines.values_list("title", "outcome", "actor"))


def make_clash():
    """A scheduled entry whose address another one takes before its time."""
    draft = make_scheduled(slug="wanted", title_en="Late", minutes=10)
    InitiativeDraft.objects.filter(pk=draft.pk).update(slug="given-up")
    first = make_initiative(slug="wanted", title_en="Early")
    return draft, first


def test_nothing_is_published_before_its_time_and_everything_at_it():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled(title_en="Planned", minutes=10)

        clock.shift(dt.timedelta(minutes=9, seconds=59))
        assert run() == []
        clock.shift(dt.timedelta(seconds=1))
        assert run() == ["Published “Planned”: shared facts, English."]

        assert Initiative.objects.get(pk=draft.pk).published_at_en == NOW + dt.timedelta(minutes=10)
        assert not Part.objects.filter(publish_at__isnull=False).exists()
        assert publications() == [("Planned", "done", "planner")]


def test_a_second_run_does_nothing():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled()
        clock.shift(dt.timedelta(hours=1))
        run()

        assert run() == []
        assert Initiative.objects.get(pk=draft.pk).published_seq == 1
        assert len(publications()) == 1


def test_after_a_stop_it_catches_up_in_the_order_of_the_schedule():
    with time_machine.travel(NOW, tick=False) as clock:
        early = make_scheduled(title_en="Early", title_kk="Ерте", minutes=1)
        make_scheduled(title_en="Between", minutes=2)
        schedule(early, "kk", minutes=3)
        make_scheduled(title_en="Last", minutes=4)
        clock.shift(dt.timedelta(days=2))

        assert run() == [
            "Published “Early”: shared facts, English.",
            "Published “Between”: shared facts, English.",
            "Published “Early”: Қазақша.",
            "Published “Last”: shared facts, English.",
        ]


def test_parts_of_one_time_go_out_together_or_not_at_all():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled("shared", "en", "kk", title_kk="Бірге")
        clock.shift(dt.timedelta(minutes=10))

        assert run() == [f"Published “{draft.title_en}”: shared facts, English, Қазақша."]
        assert Initiative.objects.get(pk=draft.pk).published_seq == 1


def test_later_edits_are_not_taken_along():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled(title_en="As approved")
        InitiativeDraft.objects.filter(pk=draft.pk).update(title_en="As edited later")
        clock.shift(dt.timedelta(minutes=10))
        run()

        assert Initiative.objects.get(pk=draft.pk).title_en == "As approved"
        assert Entry.objects.get(pk=draft.pk).dirty == ["en"]


def test_a_newer_publication_drops_the_schedule():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled(title_en="Planned")
        draft.title_en = "Newer"
        draft.save()
        publish_now(draft)
        clock.shift(dt.timedelta(minutes=10))

        assert run() == []
        assert Initiative.objects.get(pk=draft.pk).title_en == "Newer"


def test_what_was_taken_off_the_schedule_stays_private():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_scheduled()
        entry = Entry.objects.get(pk=draft.pk)
        workflow.unschedule(entry=entry, parts=["shared", "en"], user=make_superuser("planner"))
        clock.shift(dt.timedelta(minutes=10))

        assert run() == []
        assert not Initiative.objects.exists()


def test_a_refused_publication_stays_on_the_schedule_and_stops_no_other(client):
    with time_machine.travel(NOW, tick=False) as clock:
        draft, _first = make_clash()
        make_scheduled(title_en="Other", minutes=10)
        clock.shift(dt.timedelta(minutes=10))

        printed, failure = refused_run()

        sentence = "The address “wanted” is still used by “Early” in public. Publish that entry first."
        assert printed == [f"Refused “Late”: {sentence}", "Published “Other”: shared facts, English."]
        assert failure == "Refused: 1. What was refused stays on the schedule."
        assert not Initiative.objects.filter(pk=draft.pk).exists()
        assert Part.objects.filter(entry=draft.pk, publish_at__isnull=False).count() == 2
        assert ("Late", "refused", "planner") in publications()
        line = LogRecord.objects.get(outcome="refused")
        assert line.params == {"slug": "wanted", "title": "Early"}


def test_readiness_turns_red_when_a_publication_is_overdue_by_a_minute(client):
    with time_machine.travel(NOW, tick=False) as clock:
        make_clash()
        clock.shift(dt.timedelta(minutes=11))
        assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ok")
        clock.shift(dt.timedelta(seconds=1))
        assert (client.get("/readyz").status_code, client.get("/readyz").content) == (503, b"overdue")

        Part.objects.update(scheduled=None, publish_at=None)
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_publish_everything_once():
    with time_machine.travel(NOW, tick=False) as clock:
        drafts = [make_scheduled(minutes=10 + number % 3) for number in range(6)]
        clock.shift(dt.timedelta(hours=1))
        start, printed = threading.Barrier(2), []

        def runner():
            try:
                start.wait()
                printed.extend(run())
            finally:
                connection.close()

        runners = [threading.Thread(target=runner) for _ in range(2)]
        for thread in runners:
            thread.start()
        for thread in runners:
            thread.join()

    assert sorted(printed) == sorted(f"Published “{draft.title_en}”: shared facts, English." for draft in drafts)
    assert set(Initiative.objects.values_list("published_seq", flat=True)) == {1}
    assert len(publications()) == 6


class Rounds:
    """Signals for `watch` that do one thing after each round, and one of which comes after the last."""

    def __init__(self, *between):
        self.between, self.has_come = list(between), False

    def empty(self):
        return not self.has_come

    def get(self, timeout):
        if self.between:
            self.between.pop(0)()
            raise Empty
        self.has_come = True


def watch(*between):
    """What `--watch` prints; each of `between` is done after a round, and one more round follows the last."""
    out = StringIO()
    publish_due.Command(stdout=out, no_color=True).watch(Rounds(*between))
    return [line[20:] for line in out.getvalue().splitlines()][1:]


@pytest.mark.django_db(transaction=True)
def test_watching_publishes_in_the_round_that_follows_the_time():
    with time_machine.travel(NOW, tick=False) as clock:
        make_scheduled(title_en="Planned")

        assert watch(lambda: clock.shift(dt.timedelta(minutes=10))) == ["Published “Planned”: shared facts, English."]


@pytest.mark.django_db(transaction=True)
def test_watching_tells_a_refusal_once_until_the_schedule_changes():
    with time_machine.travel(NOW, tick=False) as clock:
        draft, _first = make_clash()
        clock.shift(dt.timedelta(minutes=10))
        entry = Entry.objects.get(pk=draft.pk)
        told = LogRecord.objects.filter(action="publish", outcome="refused")
        counts = []

        def look():
            counts.append(told.count())

        def reschedule():
            rows = entry.parts.filter(scheduled__isnull=False).select_related("approved")
            numbers = {row.part: row.approved.number for row in rows}
            workflow.schedule(entry=entry, parts=numbers, at=in_minutes(1), user=make_superuser("planner"))
            clock.shift(dt.timedelta(minutes=1))

        printed = watch(look, look, reschedule, look)

        assert (len(printed), counts, told.count()) == (2, [1, 1, 2], 2)
        assert all(line.startswith("Refused “Late”") for line in printed)


@pytest.mark.django_db(transaction=True)
def test_watching_publishes_what_was_refused_once_the_obstacle_is_gone():
    with time_machine.travel(NOW, tick=False) as clock:
        _draft, first = make_clash()
        clock.shift(dt.timedelta(minutes=10))

        def take_down():
            entry = Entry.objects.get(pk=first.pk)
            workflow.unpublish(entry=entry, parts=["en"], user=make_superuser("planner"), reason="A mistake.")

        assert watch(take_down)[1:] == ["Published “Late”: shared facts, English."]


@pytest.mark.django_db(transaction=True)
def test_watching_outlives_a_database_that_is_away():
    with time_machine.travel(NOW, tick=False) as clock:
        make_scheduled(title_en="Planned")
        clock.shift(dt.timedelta(minutes=10))

        def away(*args):
            raise OperationalError("away")

        outage = connection.execute_wrapper(away)
        outage.__enter__()

        def nothing():
            pass

        assert watch(nothing, lambda: outage.__exit__(None, None, None)) == [
            "The database does not answer; waiting for it: away",
            "Published “Planned”: shared facts, English.",
            "The database answers again.",
        ]


def test_a_single_run_says_that_the_database_is_away():
    def away(*args):
        raise OperationalError("away")

    with connection.execute_wrapper(away), pytest.raises(CommandError, match="The database does not answer: away"):
        call_command("publish_due")


def database_url():
    """The address of the test database, for another process."""
    stored = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{stored['NAME']}"
    host = str(stored["HOST"]).replace("/", "%2F")
    return f"postgres://{stored['USER']}:{stored['PASSWORD']}@{host}:{stored['PORT']}/{stored['NAME']}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("ending", "count"), [(signal.SIGTERM, 1), (signal.SIGINT, 1), (signal.SIGTERM, 500)])
def test_the_watching_process_publishes_and_ends_cleanly(ending, count, tmp_path):
    draft = make_scheduled(title_en="Planned")
    Part.objects.filter(scheduled__isnull=False).update(publish_at=in_minutes(-1))
    settings = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "peacedesk.settings.development",
        "VAR_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "publish_due", "--watch"]
    with subprocess.Popen(
        command, env={**os.environ, **settings}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            lines = [process.stdout.readline()[20:] for _ in range(2)]
            for _ in range(count):  # a terminal and `make` may both send one
                process.send_signal(ending)
            rest, errors = process.communicate(timeout=30)
        finally:
            process.kill()

    assert lines[1] == "Published “Planned”: shared facts, English.\n"
    assert (process.returncode, rest, errors) == (0, "", "")
    assert Initiative.objects.filter(pk=draft.pk).exists()


def test_a_publication_at_a_time_is_logged_for_who_scheduled_it():
    with time_machine.travel(NOW, tick=False) as clock:
        draft = make_initiative_draft()
        entry = approve(draft).entry
        planner = make_user("the-planner", "Publishers")
        numbers = {"shared": entry.latest, "en": entry.latest}
        workflow.schedule(entry=entry, parts=numbers, at=in_minutes(5), user=planner)
        clock.shift(dt.timedelta(minutes=5))
        run()

        line = LogRecord.objects.filter(action="publish").get()
        assert (line.at, line.actor_id, line.actor) == (timezone.now(), planner.pk, "the-planner")
        assert (line.entry, line.kind, line.revision) == (draft.pk, "initiatives.initiative", 1)
        assert line.parts == ["en", "shared"]
        assert is_overdue(timezone.now()) is False
        assert Revision.objects.filter(entry=draft.pk).count() == 1
