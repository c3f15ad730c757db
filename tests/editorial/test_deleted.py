"""What the transitions do with entries and records that were deleted in the meantime."""

import pytest

from initiatives.models import Initiative, InitiativeDraft
from peacedesk.editorial import graph, revisions, workflow
from peacedesk.editorial.models import Part
from tests.factories import approve, make_initiative_draft, make_milestone_draft, make_source, make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_superuser("boss")


@pytest.fixture
def deleted(boss):
    """The `Entry` of a deleted entry that was approved."""
    entry = approve(make_initiative_draft(title_en="Forum")).entry
    workflow.delete(entry=entry, user=boss)
    return entry


STEPS = {
    "submit": {"parts": ["kk"], "revision": 1},
    "publish": {"parts": {"shared": 1, "en": 1}},
    "assign": {"parts": ["en"], "assignee": None},
    "restore": {"parts": ["en"], "revision": 1},
    "delete": {},
}


@pytest.mark.parametrize(("name", "given"), STEPS.items(), ids=STEPS)
def test_nothing_is_done_with_a_deleted_entry(deleted, boss, name, given):
    before = list(Part.objects.values())

    with pytest.raises(workflow.Refused, match="This entry was deleted from the desk"):
        getattr(workflow, name)(entry=deleted, user=boss, **given)

    assert list(Part.objects.values()) == before
    assert not Initiative.objects.exists()


def test_a_deleted_entry_comes_back_with_its_shared_facts(deleted, boss):
    workflow.restore(entry=deleted, parts=["shared", "en"], revision=1, user=boss)

    assert graph.capture(InitiativeDraft, deleted.pk) == revisions.newest(deleted).data
    assert InitiativeDraft.objects.get().title_en == "Forum"


def test_restoring_facts_whose_source_is_gone_is_refused_with_the_reason(boss):
    draft, source = make_initiative_draft(), make_source("gone")
    milestone = make_milestone_draft(draft, source=source)
    number = revisions.record(root=draft, origin="desk").number
    milestone.delete()
    entry = revisions.record(root=draft, origin="desk").entry
    source.delete()

    with pytest.raises(workflow.Refused, match="A source or a person that these facts need was deleted since"):
        workflow.restore(entry=entry, parts=["shared"], revision=number, user=boss)

    assert not draft.milestones.exists()
