"""The transitions as functions: rights, states, revisions, four eyes, and the line of the log."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from initiatives.models import Initiative, InitiativeDraft, Milestone
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, roles, scheduling, workflow
from peacedesk.editorial.models import Entry, Part, PublicAddress
from peacedesk.editorial.status import Status, part_status
from tests.conftest import make_user
from tests.editorial.test_publishing import public_rows
from tests.factories import approve, make_initiative_draft, make_milestone_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    """One person for each role."""
    groups = {
        "author": [roles.AUTHORS],
        "translator": [roles.translators("kk")],
        "reviewer": [roles.reviewers("en"), roles.reviewers("kk")],
        "publisher": [roles.PUBLISHERS],
        "administrator": [roles.ADMINISTRATORS],
    }
    return {name: make_user(name, *names) for name, names in groups.items()}


@pytest.fixture
def draft(people):
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    Entry.objects.filter(pk=draft.pk).update(created_by=people["author"])
    return draft


def entry_of(draft):
    return Entry.objects.get(pk=draft.pk)


def states(draft):
    return dict(entry_of(draft).parts.values_list("part", "state"))


def status(draft, name):
    parts = {part.part: part for part in entry_of(draft).parts.all()}
    return part_status(parts[name])


def edit(draft, user, **columns):
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save()
    return revisions.record(root=draft, origin="desk", user=user)


def submitted(draft, people, *parts):
    workflow.submit(entry=entry_of(draft), parts=parts, revision=entry_of(draft).latest, user=people["author"])


def test_a_part_goes_from_draft_to_public_by_three_people(draft, people):
    entry = entry_of(draft)
    workflow.submit(entry=entry, parts=["shared", "en"], revision=1, user=people["author"])
    assert states(draft) == {"shared": "in_review", "en": "in_review", "kk": "draft", "ru": "draft", "ar": "draft"}
    workflow.approve(entry=entry, parts=["shared", "en"], revision=1, user=people["reviewer"])
    workflow.publish(entry=entry, parts={"shared": 1, "en": 1}, user=people["publisher"])

    assert Initiative.objects.get().published_languages == ["en"]
    assert (status(draft, "en"), status(draft, "kk"), status(draft, "ru")) == (
        Status.LIVE,
        Status.DRAFT,
        Status.NOT_STARTED,
    )
    lines = LogRecord.objects.order_by("pk").values_list("action", "actor", "parts", "title")
    assert list(lines) == [
        ("submit", "author", ["en", "shared"], "English"),
        ("approve", "reviewer", ["en", "shared"], "English"),
        ("publish", "publisher", ["en", "shared"], "English"),
    ]


def test_whoever_changed_a_text_last_neither_approves_nor_publishes_it(draft, people, settings):
    both = make_user("both", roles.AUTHORS, roles.reviewers("en"), roles.PUBLISHERS)
    edit(draft, both, title_en="Mine")
    workflow.submit(entry=entry_of(draft), parts=["shared", "en"], revision=2, user=both)

    with pytest.raises(workflow.Refused, match="somebody else"):
        workflow.approve(entry=entry_of(draft), parts=["en"], revision=2, user=both)
    workflow.approve(entry=entry_of(draft), parts=["shared", "en"], revision=2, user=people["reviewer"])
    with pytest.raises(workflow.Refused, match="somebody else"):
        workflow.publish(entry=entry_of(draft), parts={"shared": 2, "en": 2}, user=both)

    settings.FOUR_EYES = False
    workflow.publish(entry=entry_of(draft), parts={"shared": 2, "en": 2}, user=both)
    assert Initiative.objects.get().title_en == "Mine"


def test_four_eyes_look_at_the_approved_text_and_not_at_a_later_draft(draft, people):
    both = make_user("both", roles.AUTHORS, roles.PUBLISHERS)
    approve(draft, "shared", "en")
    edit(draft, both, title_en="Later")

    workflow.publish(entry=entry_of(draft), parts={"shared": 1, "en": 1}, user=both)

    assert Initiative.objects.get().title_en == "English"


def test_an_approval_does_not_cover_a_later_text(draft, people):
    approve(draft, "shared", "en")
    edit(draft, people["author"], title_en="Later")

    assert (states(draft)["en"], states(draft)["shared"]) == ("draft", "approved")
    workflow.publish(entry=entry_of(draft), parts={"shared": 1, "en": 1}, user=people["publisher"])
    assert Initiative.objects.get().title_en == "English"
    assert status(draft, "en") is Status.LIVE_DRAFT


def test_editing_one_language_leaves_the_review_of_another(draft, people):
    submitted(draft, people, "shared", "en")
    edit(draft, people["translator"], title_kk="Жаңа")

    workflow.approve(entry=entry_of(draft), parts=["en"], revision=2, user=people["reviewer"])

    assert Part.objects.get(part="en").approved.number == 1


def test_what_was_submitted_and_changed_since_is_not_approved(draft, people):
    submitted(draft, people, "en")
    edit(draft, people["author"], title_en="Later")

    with pytest.raises(workflow.Refused, match="draft"):
        workflow.approve(entry=entry_of(draft), parts=["en"], revision=2, user=people["reviewer"])


def test_a_stale_submission_is_refused_and_logged(draft, people):
    edit(draft, people["translator"], title_kk="Жаңа")

    with pytest.raises(workflow.Refused, match="revision 2"):
        workflow.submit(entry=entry_of(draft), parts=["en"], revision=1, user=people["author"])

    line = LogRecord.objects.get()
    assert line.outcome == "refused"
    assert line.text == "Someone saved this entry after you had opened it. Look at revision 2 and decide again."
    assert states(draft)["en"] == "draft"


def test_what_a_shell_wrote_is_recorded_though_the_submission_is_refused(draft, people):
    InitiativeDraft.objects.update(title_en="Past the desk")

    with pytest.raises(workflow.Refused):
        workflow.submit(entry=entry_of(draft), parts=["en"], revision=1, user=people["author"])

    assert entry_of(draft).latest == 2
    workflow.submit(entry=entry_of(draft), parts=["en"], revision=2, user=people["author"])


def test_a_text_with_a_blocking_problem_is_not_submitted(draft, people):
    with pytest.raises(workflow.Refused, match="no text yet"):
        workflow.submit(entry=entry_of(draft), parts=["ru"], revision=1, user=make_user("ru", roles.translators("ru")))
    edit(draft, None, summary_kk="Сипаттама", title_kk="")
    with pytest.raises(workflow.Refused, match="title"):
        workflow.submit(entry=entry_of(draft), parts=["kk"], revision=2, user=people["translator"])
    assert states(draft)["kk"] == "draft"


def test_a_return_needs_a_reason_and_shows_it(draft, people):
    submitted(draft, people, "en")
    with pytest.raises(workflow.Refused, match="reason"):
        workflow.send_back(entry=entry_of(draft), parts=["en"], revision=1, user=people["reviewer"], reason=" ")
    with pytest.raises(workflow.Refused, match="2000"):
        workflow.send_back(entry=entry_of(draft), parts=["en"], revision=1, user=people["reviewer"], reason="x" * 2001)

    workflow.send_back(
        entry=entry_of(draft), parts=["en"], revision=1, user=people["reviewer"], reason="Name the year."
    )

    part = Part.objects.get(part="en")
    assert (part.state, part.reason, part.decided_by) == ("returned", "Name the year.", people["reviewer"])


def test_recalling_makes_a_draft_again(draft, people):
    submitted(draft, people, "en")
    workflow.recall(entry=entry_of(draft), parts=["en"], user=people["author"])
    assert states(draft)["en"] == "draft"
    with pytest.raises(workflow.Refused):
        workflow.recall(entry=entry_of(draft), parts=["en"], user=people["author"])


def test_a_second_click_publishes_nothing(draft, people):
    publish(draft)
    before, numbers = public_rows(), {"shared": 1, "en": 1}

    with pytest.raises(workflow.Refused, match="already"):
        workflow.publish(entry=entry_of(draft), parts=numbers, user=people["publisher"])

    assert public_rows() == before


def test_parts_of_different_revisions_go_out_together(draft, people):
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")
    approve(draft)
    make_milestone_draft(draft, date="2014", text_en="It went on.", text_kk="Жалғасты.")
    approve(draft, "shared", "en")

    workflow.publish(entry=entry_of(draft), parts={"shared": 3, "en": 3, "kk": 2}, user=people["publisher"])

    rows = Milestone.objects.order_by("date")
    assert [(row.text_en, row.text_kk or "") for row in rows] == [("It began.", "Басталды."), ("It went on.", "")]


def test_one_language_is_taken_down_and_its_page_falls_back(client, draft, people):
    publish(draft)
    gone = workflow.unpublish(entry=entry_of(draft), parts=["kk"], user=people["administrator"], reason="Wrong name.")

    public = Initiative.objects.get()
    assert (gone, public.published_languages, public.title_kk or "") == (("kk",), ["en"], "")
    assert status(draft, "kk") is Status.WITHDRAWN
    with pytest.raises(workflow.Refused, match="approved"):
        workflow.publish(entry=entry_of(draft), parts={"kk": 1}, user=people["publisher"])
    page = client.get(f"/kk/initiatives/{draft.slug}/").content.decode()
    assert "English" in page
    assert "Қазақша</h1>" not in page


def test_with_its_last_language_an_entry_is_gone(client, draft, people):
    make_milestone_draft(draft)
    publish(draft)
    other = make_initiative_draft()
    other.related.add(draft)
    public = publish(other)
    assert public.related.exists()

    workflow.unpublish(entry=entry_of(draft), parts=["en", "kk"], user=people["publisher"], reason="Untrue.")

    assert not Milestone.objects.exists()
    assert client.get(f"/en/initiatives/{draft.slug}/").status_code == 410
    assert PublicAddress.objects.get(slug=draft.slug).gone_at
    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()
    assert entry_of(draft).dirty == ["shared", "en", "kk"]

    publish(draft)
    assert client.get(f"/en/initiatives/{draft.slug}/").status_code == 200
    assert public.related.count() == 1


def test_what_was_taken_down_whole_does_not_come_back_by_its_schedule(draft, people):
    publish(draft, "shared", "en")
    approve(draft, "kk")
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry_of(draft), parts={"kk": 1}, at=later, user=people["publisher"])

    workflow.unpublish(entry=entry_of(draft), parts=["en"], user=people["publisher"], reason="Untrue.")

    assert list(scheduling.publish_due(later)) == []
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("parts", [["ru"], ["shared"], ["xx"], []])
def test_only_public_languages_are_taken_down(draft, people, parts):
    publish(draft)
    before = public_rows()
    with pytest.raises(workflow.Refused):
        workflow.unpublish(entry=entry_of(draft), parts=parts, user=people["publisher"], reason="x")
    assert public_rows() == before


def test_a_schedule_is_frozen_and_done_when_due(draft, people):
    approve(draft)
    now = timezone.now()
    workflow.schedule(
        entry=entry_of(draft), parts={"shared": 1, "en": 1}, at=now + dt.timedelta(hours=1), user=people["publisher"]
    )
    assert status(draft, "en") is Status.SCHEDULED
    edit(draft, people["author"], title_en="Later")

    assert list(scheduling.publish_due(now)) == []
    ((entry, done),) = scheduling.publish_due(now + dt.timedelta(hours=2))

    assert (entry.pk, done.parts) == (draft.pk, ("shared", "en"))
    assert Initiative.objects.get().title_en == "English"
    assert list(scheduling.publish_due(now + dt.timedelta(hours=2))) == []
    assert LogRecord.objects.filter(action="publish", actor="publisher").count() == 1


def test_the_past_is_no_time_to_publish(draft, people):
    approve(draft)
    with pytest.raises(workflow.Refused, match="is over"):
        workflow.schedule(entry=entry_of(draft), parts={"en": 1}, at=timezone.now(), user=people["publisher"])
    assert not Part.objects.filter(publish_at__isnull=False).exists()


def test_a_newer_publication_drops_the_schedule(draft, people):
    approve(draft)
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry_of(draft), parts={"shared": 1, "en": 1}, at=later, user=people["publisher"])
    workflow.publish(entry=entry_of(draft), parts={"shared": 1, "en": 1}, user=people["publisher"])
    assert not Part.objects.filter(publish_at__isnull=False).exists()


def test_what_cannot_go_out_any_more_stays_on_the_schedule_and_is_overdue(draft, people):
    approve(draft)
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry_of(draft), parts={"shared": 1, "en": 1}, at=later, user=people["publisher"])
    taken = make_initiative_draft(slug="taken")
    publish(taken)
    Initiative.objects.filter(pk=taken.pk).update(slug=draft.slug)

    ((_entry, refusal),) = scheduling.publish_due(later)

    assert isinstance(refusal, workflow.Refused)
    assert scheduling.is_overdue(later + dt.timedelta(seconds=61))
    assert LogRecord.objects.filter(action="publish", outcome="refused").count() == 1


def test_taking_off_the_schedule_keeps_the_approval(draft, people):
    approve(draft)
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry_of(draft), parts={"en": 1}, at=later, user=people["publisher"])
    assert Part.objects.filter(publish_at=later).count() == 2  # with the shared facts, since nothing is public yet
    workflow.unschedule(entry=entry_of(draft), parts=["shared", "en"], user=people["publisher"])
    assert status(draft, "en") is Status.APPROVED
    assert Part.objects.get(part="en").decided_by.username == "reviewer"


def test_one_language_of_an_old_revision_is_restored(draft, people):
    edit(draft, people["author"], title_en="Second", title_kk="Екінші")

    workflow.restore(entry=entry_of(draft), parts=["kk"], revision=1, user=people["translator"])

    stored = InitiativeDraft.objects.get()
    assert (stored.title_en, stored.title_kk) == ("Second", "Қазақша")
    newest = revisions.newest(entry_of(draft))
    assert (newest.number, newest.parts, newest.user) == (3, ["kk"], people["translator"])
    assert status(draft, "kk") is Status.OUTDATED  # it was made from the first English text


def test_a_draft_is_discarded_for_what_is_public(draft, people):
    publish(draft)
    make_milestone_draft(draft)
    edit(draft, people["author"], title_en="Second", status="completed")

    workflow.discard(entry=entry_of(draft), parts=["shared", "en"], user=people["author"])

    assert entry_of(draft).dirty == []
    assert states(draft)["en"] == "approved"
    assert status(draft, "en") is Status.LIVE


def test_only_those_who_can_do_the_work_are_given_it(draft, people):
    workflow.assign(entry=entry_of(draft), parts=["kk"], assignee=people["translator"], user=people["publisher"])
    assert Part.objects.get(part="kk").assignee == people["translator"]
    with pytest.raises(workflow.Refused, match="translator"):
        workflow.assign(entry=entry_of(draft), parts=["en"], assignee=people["translator"], user=people["publisher"])
    with pytest.raises(PermissionDenied):
        workflow.assign(entry=entry_of(draft), parts=["kk"], assignee=None, user=people["translator"])


def test_a_public_entry_is_not_deleted(draft, people):
    publish(draft)
    with pytest.raises(workflow.Refused, match="public"):
        workflow.delete(entry=entry_of(draft), user=people["publisher"])
    assert InitiativeDraft.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE accounts_logrecord SET actor = 'x'", "DELETE FROM accounts_logrecord"])
def test_the_database_keeps_the_log(draft, people, statement):
    submitted(draft, people, "en")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LogRecord.objects.count() == 1


def test_a_shell_clears_nobody(draft, people):
    both = make_user("both", roles.AUTHORS, roles.reviewers("en"))
    edit(draft, both, title_en="Mine")
    InitiativeDraft.objects.update(summary_en="Past the desk")
    with pytest.raises(workflow.Refused):
        workflow.submit(entry=entry_of(draft), parts=["en"], revision=2, user=both)
    workflow.submit(entry=entry_of(draft), parts=["en"], revision=3, user=both)

    with pytest.raises(workflow.Refused, match="somebody else"):
        workflow.approve(entry=entry_of(draft), parts=["en"], revision=3, user=both)


def test_whoever_deletes_a_row_wrote_none_of_its_texts(draft, people):
    both = make_user("both", roles.translators("kk"), roles.reviewers("kk"))
    make_milestone_draft(draft, text_kk="Басталды.")
    edit(draft, both, title_kk="Менікі")
    draft.milestones.all().delete()
    revisions.record(root=draft, origin="desk", user=people["author"])
    workflow.submit(entry=entry_of(draft), parts=["kk"], revision=3, user=both)

    with pytest.raises(workflow.Refused, match="somebody else"):
        workflow.approve(entry=entry_of(draft), parts=["kk"], revision=3, user=both)


def test_a_deleted_row_leaves_the_languages_as_they_were(draft, people):
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")
    revisions.record(root=draft, origin="desk")
    publish(draft)
    draft.milestones.all().delete()
    revisions.record(root=draft, origin="desk", user=people["author"])

    assert entry_of(draft).dirty == ["shared"]
    assert (status(draft, "kk"), status(draft, "shared")) == (Status.LIVE, Status.LIVE_DRAFT)
    publish(draft, "shared")
    assert (status(draft, "kk"), status(draft, "shared")) == (Status.LIVE, Status.LIVE)


def test_rows_that_are_restored_have_all_their_texts(draft, people):
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")
    number = revisions.record(root=draft, origin="desk").number
    draft.milestones.all().delete()
    revisions.record(root=draft, origin="desk")

    workflow.restore(entry=entry_of(draft), parts=["shared", "en"], revision=number, user=people["author"])

    assert draft.milestones.get().text_kk == "Басталды."


def test_the_source_language_does_not_change_by_restoring(draft, people):
    edit(draft, None, source_language="kk")

    with pytest.raises(workflow.Refused, match="source language"):
        workflow.restore(entry=entry_of(draft), parts=["shared"], revision=1, user=people["author"])

    assert InitiativeDraft.objects.get().source_language == "kk"


def test_the_count_of_publications_outlives_a_withdrawal(draft, people):
    publish(draft)
    workflow.unpublish(entry=entry_of(draft), parts=["en", "kk"], user=people["publisher"], reason="Untrue.")

    assert publish(draft).published_seq == 3
    assert not PublicAddress.objects.filter(gone_at__isnull=False).exists()


def test_facts_stay_on_the_schedule_with_the_first_language(draft, people):
    approve(draft)
    later = timezone.now() + dt.timedelta(hours=1)
    workflow.schedule(entry=entry_of(draft), parts={"shared": 1, "en": 1}, at=later, user=people["publisher"])

    with pytest.raises(workflow.Refused, match="need the shared facts"):
        workflow.unschedule(entry=entry_of(draft), parts=["shared"], user=people["publisher"])

    assert status(draft, "shared") is Status.SCHEDULED


def test_the_log_names_the_facts_that_went_along(draft, people):
    approve(draft)
    workflow.publish(entry=entry_of(draft), parts={"en": 1}, user=people["publisher"])
    assert LogRecord.objects.get(action="publish").parts == ["en", "shared"]


def test_a_deleted_entry_leaves_a_trace_where_it_was_linked(draft, people):
    other = make_initiative_draft()
    other.related.add(draft)
    revisions.record(root=other, origin="desk")

    workflow.delete(entry=entry_of(draft), user=people["publisher"])

    newest = revisions.newest(entry_of(other))
    assert (newest.parts, newest.user, newest.origin) == (["shared"], people["publisher"], "desk")
