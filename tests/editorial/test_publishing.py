import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from events.models import Event, EventDraft
from initiatives.models import Initiative, InitiativeDraft, Milestone, MilestoneDraft
from peacedesk.editorial import graph, publishing, revisions, workflow
from peacedesk.editorial.applying import apply
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, PublicAddress, Revision, SiteGeneration
from tests.factories import (
    approve,
    make_citation_draft,
    make_event_draft,
    make_initiative_draft,
    make_milestone_draft,
    make_source,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db


def public_rows():
    """Every row of every public content table, as the database has it."""
    rows = {}
    with connection.cursor() as cursor:
        for root in graph.content_roots():
            for model in graph.models_of(root):
                tables = [model._meta.db_table, *(f.m2m_db_table() for f in model._meta.many_to_many)]
                for table in tables:
                    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                    rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def test_saving_a_working_copy_changes_no_public_row():
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    make_milestone_draft(draft)
    publish(draft)
    before = public_rows()

    draft.title_en = "After"
    draft.save()
    draft.themes.set([make_theme("peacekeeping")])
    draft.milestones.all().delete()
    revisions.record(root=draft, origin="desk")

    assert public_rows() == before
    assert Entry.objects.get(pk=draft.pk).dirty == ["shared", "en"]


def test_publishing_one_language_changes_nothing_of_another():
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    publish(draft)
    draft.title_en, draft.title_kk, draft.status = "English 2", "Қазақша 2", "completed"
    draft.save()

    public = publish(draft, "kk")

    assert (public.title_en, public.title_kk, public.status) == ("English", "Қазақша 2", "ongoing")
    assert Entry.objects.get(pk=draft.pk).dirty == ["shared", "en"]


def test_first_publication_takes_the_shared_facts_along():
    draft = make_initiative_draft(title_en="English", title_ar="عربي", date="2015-12")

    public = publish(draft, "ar")

    assert (public.title_en, public.title_ar, public.date) == ("", "عربي", "2015-12") or public.title_en is None
    assert public.published_languages == ["ar"]
    assert public.source_language == "en"


def test_a_child_that_appears_holds_back_texts_that_are_not_published():
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    publish(draft)
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")

    publish(draft, "shared", "en")

    milestone = Milestone.objects.get()
    assert (milestone.text_en, milestone.text_kk or "") == ("It began.", "")


def test_a_child_that_appears_later_shows_the_text_its_language_was_published_with():
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    publish(draft)
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")
    publish(draft, "kk")
    assert not Milestone.objects.exists()

    publish(draft, "shared", "en")

    assert Milestone.objects.get().text_kk == "Басталды."


def test_a_child_deleted_at_the_desk_disappears_with_the_shared_facts():
    draft = make_initiative_draft()
    make_milestone_draft(draft)
    publish(draft)
    MilestoneDraft.objects.all().delete()
    revisions.record(root=draft, origin="desk")
    assert Entry.objects.get(pk=draft.pk).dirty == ["shared"]
    assert Milestone.objects.count() == 1

    publish(draft, "shared")
    assert Milestone.objects.count() == 0


def test_a_second_publication_counts_and_keeps_the_day_of_the_first():
    draft = make_event_draft(title_ru="Событие")
    first = publish(draft)
    draft.title_ru = "Другое событие"
    draft.save()

    second = publish(draft, "ru")

    assert graph.capture(Event, draft.pk) == graph.capture(EventDraft, draft.pk)
    assert (first.published_seq, second.published_seq) == (1, 2)
    assert first.published_at_ru == second.published_at_ru


def approved(draft):
    """The entry of a draft and {part: number of its approved revision}."""
    revision = approve(draft)
    return revision.entry, dict.fromkeys(publishing.publishable_parts(draft), revision.number)


def test_publishing_needs_the_right(editor):
    entry, parts = approved(make_initiative_draft())

    with pytest.raises(PermissionDenied):
        workflow.publish(entry=entry, parts=parts, user=editor)

    assert not Initiative.objects.exists()


def test_a_language_without_a_title_is_refused_and_nothing_changes():
    draft = make_initiative_draft(title_en="English")
    revision = Revision.objects.get()

    with pytest.raises(workflow.Refused, match="Қазақша"), transaction.atomic():
        publishing.put_out(revision.entry, dict.fromkeys(["shared", "en", "kk"], revision))

    assert not Initiative.objects.filter(pk=draft.pk).exists()
    assert not PublicAddress.objects.exists()


def test_what_nobody_approved_is_refused(publisher):
    draft = make_initiative_draft()

    with pytest.raises(workflow.Refused, match="approve"):
        workflow.publish(entry=Entry.objects.get(pk=draft.pk), parts={"en": 1}, user=publisher)

    assert not Initiative.objects.exists()


def test_another_revision_than_the_approved_one_is_refused(publisher):
    entry, _parts = approved(make_initiative_draft())

    with pytest.raises(workflow.Refused, match="revision 1 is approved"):
        workflow.publish(entry=entry, parts={"shared": 1, "en": 7}, user=publisher)

    assert not Initiative.objects.exists()


def test_an_address_that_another_public_entry_uses_is_refused(publisher):
    first, second = make_initiative_draft(slug="old"), make_initiative_draft(slug="other")
    publish(first)
    first.slug = "new"
    first.save()
    second.slug = "old"
    second.save()
    entry, parts = approved(second)

    with pytest.raises(workflow.Refused, match="old"):
        workflow.publish(entry=entry, parts=parts, user=publisher)

    assert Initiative.objects.get().pk == first.pk


def test_an_older_revision_can_be_published_and_leaves_the_newer_text_a_draft(publisher):
    draft = make_initiative_draft(title_en="Reviewed")
    entry, parts = approved(draft)
    draft.title_en = "Newer"
    draft.save()
    revisions.record(root=draft, origin="desk")

    workflow.publish(entry=entry, parts=parts, user=publisher)

    assert Initiative.objects.get().title_en == "Reviewed"
    assert InitiativeDraft.objects.get().title_en == "Newer"
    assert Part.objects.get(part="en").state == Part.State.DRAFT
    assert Part.objects.get(part="en").live.number == 1


def test_what_a_shell_wrote_is_recorded_before_it_is_published():
    draft = make_initiative_draft(title_en="Recorded")
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en="Written past the desk")

    revision = Entry.objects.get(pk=draft.pk).latest
    draft.refresh_from_db()
    public = publish(draft)

    assert revision == 1
    assert public.title_en == "Written past the desk"
    assert graph.capture(Initiative, draft.pk) == Revision.objects.get(number=2).data


def test_a_renamed_entry_keeps_its_old_address():
    draft = make_initiative_draft(slug="old")
    publish(draft)
    draft.slug = "new"
    draft.save()

    publish(draft)

    addresses = PublicAddress.objects.values_list("slug", "entry")
    assert set(addresses) == {("old", draft.pk), ("new", draft.pk)}


def test_a_link_to_an_entry_that_is_not_public_appears_with_it():
    initiative, event = make_initiative_draft(slug="forum"), make_event_draft(slug="forum-2023")
    event.initiatives.add(initiative)
    public_event = publish(event)
    assert not public_event.initiatives.exists()

    publish(initiative)

    assert [i.slug for i in public_event.initiatives.all()] == ["forum"]


def test_every_publication_counts_up_the_generation_of_the_site():
    draft = make_initiative_draft()
    publish(draft)
    first = SiteGeneration.objects.get().number

    InitiativeDraft.objects.update(status="completed")
    publish(draft, "shared")

    assert SiteGeneration.objects.get().number == first + 1


def test_a_follower_that_fails_undoes_the_publication():
    def follower(kind, ids):
        raise RuntimeError

    draft = make_initiative_draft()
    publishing.after_publish.append(follower)
    try:
        with pytest.raises(RuntimeError):
            publish(draft)
    finally:
        publishing.after_publish.remove(follower)

    assert not Initiative.objects.exists()


@pytest.mark.parametrize("language", ["en", "kk", "ru", "ar"])
def test_the_active_language_changes_nothing_of_what_is_captured(language):
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша")
    publish(draft)
    expected = graph.capture(InitiativeDraft, draft.pk)

    with translation.override(language):
        draft.refresh_from_db()
        draft.save()
        captured = graph.capture(InitiativeDraft, draft.pk)

    assert captured == expected


def test_saving_without_a_change_makes_no_revision():
    draft = make_initiative_draft()

    revision = revisions.record(root=draft, origin="desk")

    assert revision.number == 1
    assert Revision.objects.count() == 1


def test_an_old_revision_without_a_newer_column_does_not_blank_it(publisher):
    draft = make_initiative_draft(summary_en="Summary")
    publish(draft)
    revision = Revision.objects.get(number=1)
    del revision.data["rows"]["initiatives.initiative"][str(draft.pk)]["summary_en"]

    apply(revision.data, parts=["en"], into=Initiative)

    assert Initiative.objects.get().summary_en == "Summary"


def test_a_reference_whose_target_is_gone_is_left_out_and_reported():
    draft = make_initiative_draft(themes=[make_theme("a"), make_theme("b")])
    data = graph.capture(InitiativeDraft, draft.pk)
    gone = make_theme("b")
    draft.themes.remove(gone)
    gone.delete()

    lost = apply(data, parts=ALL_PARTS, into=InitiativeDraft)

    assert lost == [("initiatives.initiative", str(draft.pk), "themes")]
    assert [theme.key for theme in draft.themes.all()] == ["a"]


def test_parts_of_a_new_entry_are_drafts():
    draft = make_initiative_draft()

    assert set(Part.objects.filter(entry=draft.pk).values_list("part", "state")) == {
        (part, "draft") for part in ("shared", "en", "kk", "ru", "ar")
    }


def test_a_source_in_use_cannot_be_deleted():
    draft = make_initiative_draft()
    make_milestone_draft(draft)

    with pytest.raises(Exception, match="protected"):
        make_source().delete()


def test_the_database_keeps_titles_and_publication_of_a_language_together():
    public = publish(make_initiative_draft(title_en="English"))

    for fields in ({"title_kk": "Қазақша"}, {"title_en": ""}, {"published_at_en": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Initiative.objects.filter(pk=public.pk).update(**fields)


def test_two_citations_may_exchange_their_sources():
    draft = make_initiative_draft()
    first, second = make_citation_draft(draft), make_citation_draft(draft, source=make_source("other"))
    publish(draft)
    first.source, second.source = second.source, first.source
    first.save()
    second.save()

    public = publish(draft)

    assert {c.pk: c.source for c in public.citations.all()} == {first.pk: first.source, second.pk: second.source}
