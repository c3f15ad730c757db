"""The desk of the demonstration: work in every state, through the transitions, without any change for readers."""

import datetime as dt
import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from events.models import EventDraft
from initiatives.models import InitiativeDraft
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial.management.commands.demo_desk import STEPS
from peacedesk.editorial.management.commands.demo_people import PEOPLE
from peacedesk.editorial.models import Part, PublicChild, PublicEntry, Revision
from peacedesk.editorial.status import Status, part_status
from tests.conftest import CATALOGUE
from tests.factories import make_initiative_draft

pytestmark = pytest.mark.django_db

LEFT_ALONE = "Somebody has worked at this desk already. Nothing was changed."


@pytest.fixture
def people(db):
    call_command("demo_people", stdout=StringIO())


@pytest.fixture(scope="class")
def desk(django_db_setup, django_db_blocker):
    """The catalogue after a run, once for the tests that only look: the public rows before, and the lines printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *CATALOGUE, verbosity=0)
        call_command("demo_people", stdout=StringIO())
        yield SimpleNamespace(before=public_rows(), lines=run())
        transaction.set_rollback(True)


@pytest.fixture
def waiting(people):
    """An entry that was loaded, with a Kazakh text to work on."""
    make_initiative_draft(slug="aid", title_kk="Көмек")
    Revision.objects.update(origin=Revision.Origin.LOAD)


def run(*arguments):
    out = StringIO()
    call_command("demo_desk", *arguments, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def rows(models):
    return {model._meta.db_table: sorted(map(repr, model._base_manager.values())) for model in models}


def public_rows():
    roots = [model for model in apps.get_models() if issubclass(model, (PublicEntry, PublicChild))]
    return rows([*roots, *(field.remote_field.through for model in roots for field in model._meta.many_to_many)])


def plan(tmp_path, *steps):
    path = tmp_path / "desk.json"
    path.write_text(json.dumps([{"entry": "initiatives.initiative/aid", "steps": steps}]), "utf-8")
    return path


def without_counters(row):
    """A row without the columns that count its publications and say when the last was."""
    return [column for column in row.split(", '") if not column.startswith(("published_seq'", "updated_at'"))]


class TestAfterARun:
    """These only look: the catalogue takes long to load."""

    def test_there_is_a_part_in_every_status(self, desk):
        assert {part_status(part) for part in Part.objects.all()} == set(Status)

    def test_what_readers_see_stays_as_it_is(self, desk):
        after = public_rows()

        changed = [table for table in after if after[table] != desk.before[table]]
        assert changed == ["events_event"]
        [was] = set(desk.before["events_event"]) - set(after["events_event"])
        [now] = set(after["events_event"]) - set(desk.before["events_event"])
        assert "'iofs-initiation-2013'" in now
        assert without_counters(was) == without_counters(now)

    def test_a_second_run_changes_nothing(self, desk):
        before = rows(apps.get_models())

        assert run() == [LEFT_ALONE]
        assert rows(apps.get_models()) == before

    def test_every_step_is_a_line_and_every_transition_is_in_the_log(self, desk):
        steps = [line.split()[:2] for line in desk.lines[:-1]]

        done = LogRecord.objects.filter(actor__in=PEOPLE).order_by("id")
        in_words_of_the_file = {"return": "send_back"}
        logged = [[record.actor, in_words_of_the_file.get(record.action, record.action)] for record in done]
        assert logged == [step for step in steps if step[1] not in {"create", "save"}]
        assert {record.outcome for record in done} == {LogRecord.Outcome.DONE}
        assert {do for _by, do in steps} == set(STEPS)

    def test_every_return_and_withdrawal_has_a_reason(self, desk):
        returned = Part.objects.filter(state=Part.State.RETURNED)
        withdrawn = Part.objects.filter(withdrawn_at__isnull=False)

        assert len(returned) > 3
        assert all(part.reason for part in [*returned, *withdrawn])

    def test_nobody_lets_pass_what_they_wrote(self, desk):
        writers = set(Revision.objects.filter(user__isnull=False).values_list("user__username", flat=True))
        deciders = set(
            LogRecord.objects.filter(action__in=["approve", "publish", "schedule"]).values_list("actor", flat=True)
        )

        assert writers.isdisjoint(deciders)
        assert deciders == {"reviewer", "publisher"}

    def test_publications_are_planned_for_today_and_for_weeks_later(self, desk):
        soon, late = sorted(
            part.publish_at - timezone.now()
            for part in Part.objects.filter(scheduled__isnull=False).order_by("publish_at")
        )

        assert dt.timedelta(hours=3) < soon < dt.timedelta(hours=6)
        assert late > dt.timedelta(days=14)

    def test_a_new_entry_has_its_relations_and_derived_columns(self, desk):
        new = EventDraft.objects.get(slug="leu-bank-opening-2017")

        assert new.title_kk
        assert not new.title_ar
        assert new.date_from == dt.date(2017, 8, 29)
        assert [theme.key for theme in new.themes.all()] == ["nuclear-disarmament"]


def test_a_desk_where_somebody_saved_is_left_alone(people):
    make_initiative_draft(slug="cica")

    assert run() == [LEFT_ALONE]


def test_an_entry_that_is_missing_is_skipped(people):
    lines = run()

    assert "Skipped cica: it, or what it refers to, is not here." in lines
    assert "Skipped cica-summit-2002: it, or what it refers to, is not here." in lines
    assert not EventDraft.objects.exists()


def test_without_its_people_it_says_how_to_make_them(db):
    with pytest.raises(CommandError, match="manage.py demo_people"):
        run()


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"do": "dance", "by": "author"}, "“dance” is not known as “do”"),
        ({"do": "submit", "by": "nobody", "parts": ["en"]}, "“nobody” is not known as “by”"),
        ({"do": "submit", "by": "author", "parts": ["fr"]}, "“fr” is not known as “parts”"),
        ({"do": "save", "by": "author", "texts": {"slug": "x"}}, "“slug” is not known as “texts”"),
        ({"do": "submit", "by": "author"}, "missing a required argument: 'parts'"),
        ({"do": "submit", "by": "author", "parts": ["en"], "reason": "x"}, "unexpected keyword argument 'reason'"),
        ({"do": "submit", "by": "translator-ru", "parts": ["kk"]}, "translator-ru has no right to submit"),
        ({"do": "approve", "by": "reviewer", "parts": ["kk"]}, "this is not possible any more"),
    ],
)
def test_a_wrong_step_is_refused_and_nothing_is_changed(waiting, tmp_path, step, sentence):
    first = {"do": "save", "by": "translator-kk", "texts": {"title_kk": "Жәрдем"}}

    with pytest.raises(CommandError) as refusal:
        run(plan(tmp_path, first, step))

    assert sentence in str(refusal.value)
    assert InitiativeDraft.objects.get().title_kk == "Көмек"
    assert not LogRecord.objects.filter(actor__in=PEOPLE).exists()


def test_a_file_that_is_no_json_is_refused(people, tmp_path):
    path = tmp_path / "desk.json"
    path.write_text("{", "utf-8")

    with pytest.raises(CommandError, match="desk.json"):
        run(path)


def test_filling_an_empty_database_sets_the_desk_to_work(db):
    out = StringIO()

    call_command("fill", CATALOGUE[0], stdout=out)

    assert "The desk has work for each of its people." in out.getvalue()


def test_filling_a_database_with_entries_leaves_the_desk_alone(db):
    make_initiative_draft()
    out = StringIO()

    call_command("fill", CATALOGUE[0], stdout=out)

    assert "Sign in at /admin/" in out.getvalue()
    assert "desk" not in out.getvalue()
