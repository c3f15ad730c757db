"""What the database says of the parts of entries is what the rules say: their status, and who may do what with them."""

from itertools import product

import pytest
from django.utils import timezone

from peacedesk.accounts.models import User
from peacedesk.editorial import revisions, roles, workflow
from peacedesk.editorial.desk import conditions
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, Revision
from peacedesk.editorial.rights import Rights
from peacedesk.editorial.status import Status, part_status
from tests.conftest import make_user
from tests.factories import make_event_draft, make_initiative_draft, make_superuser

pytestmark = pytest.mark.django_db


def status_by_hand(part):
    """The rule of every status once more, in the order in which they come before each other."""
    if part.scheduled_id:
        return Status.SCHEDULED
    if part.state in {"in_review", "returned"}:
        return Status.IN_REVIEW if part.state == "in_review" else Status.RETURNED
    if part.state == "approved" and part.approved_id != part.live_id:
        return Status.APPROVED
    if part.is_outdated:
        return Status.OUTDATED
    if part.live_id:
        return Status.LIVE if part.state == "approved" else Status.LIVE_DRAFT
    if part.withdrawn_at:
        return Status.WITHDRAWN
    return Status.DRAFT if part.digest else Status.NOT_STARTED


def test_every_combination_of_states_has_the_status_of_the_rules():
    entries = Entry.objects.bulk_create(Entry(kind="initiatives.initiative") for _number in range(360))
    old, new = (Revision.objects.create(entry=entries[0], number=number, data={}, origin="desk") for number in (1, 2))
    now = timezone.now()
    combinations = product(
        Part.State.values, (None, old, new), (None, old, new), (None, new), (False, True), (None, now), ("", "text")
    )
    parts = [
        Part(
            part=part,
            state=state,
            approved=approved,
            live=live,
            scheduled=scheduled,
            publish_at=scheduled and now,
            is_outdated=is_outdated,
            withdrawn_at=withdrawn,
            digest=digest,
            entry=entry,
        )
        for (entry, part), (state, approved, live, scheduled, is_outdated, withdrawn, digest) in zip(
            product(entries, ALL_PARTS), combinations, strict=False
        )
    ]
    Part.objects.bulk_create(parts)

    stored = list(Part.objects.all())

    assert len(stored) == 4 * 3 * 3 * 2 * 2 * 2 * 2
    assert [part_status(part) for part in stored] == [status_by_hand(part) for part in stored]
    assert {part_status(part) for part in stored} == set(Status)


def make_desk(person):
    """Entries of both kinds, written first in two languages, by `person` and by another; some parts in review."""
    other = make_user("other")
    for make, source, writer in product((make_initiative_draft, make_event_draft), ("en", "kk"), (person, other)):
        draft = make(title_kk="Қазақша", title_ru="", source_language=source)
        Entry.objects.filter(pk=draft.pk).update(created_by=writer)
        draft.summary_ar = "نص"
        draft.save()
        revisions.record(root=draft, origin="desk", user=writer)
    Part.objects.filter(part__in=["shared", "kk"]).update(state="in_review")


@pytest.mark.parametrize(
    "groups",
    [
        *([name] for name in roles.ROLES),
        [],
        [roles.AUTHORS, roles.translators("kk"), roles.reviewers("en")],
        [roles.CONTRIBUTORS, roles.translators("ar")],
    ],
    ids=" and ".join,
)
def test_conditions_say_what_the_rights_of_a_person_say(groups, settings):
    person = make_user("person", *groups)
    make_desk(person)
    person = User.objects.get(pk=person.pk)
    expected = {"visible": set(), "writable": set(), "reviewable": set(), "kept": set()}
    for part in Part.objects.select_related("entry"):
        source = "kk" if part.entry.parts.get(is_source=True).part == "kk" else "en"
        rights, key = Rights(person, part.entry.kind, part.entry, source), part.pk
        if rights.may_view:
            expected["visible"].add(key)
        if rights.may_write(part.part):
            expected["writable"].add(key)
        if rights.may_review(part.part):
            expected["reviewable"].add(key)
        if rights.is_kept_from(part):
            expected["kept"].add(key)

    def keys(condition):
        return set(Part.objects.filter(condition).values_list("pk", flat=True))

    assert set(conditions.visible_parts(person).values_list("pk", flat=True)) == expected["visible"]
    assert keys(conditions.is_writable(person)) == expected["writable"]
    assert keys(conditions.is_reviewable(person)) == expected["reviewable"]
    assert keys(conditions.is_for_others(person)) == expected["kept"]
    settings.FOUR_EYES = False
    assert keys(conditions.is_for_others(person)) == set()


def test_entry_in_the_trash_is_in_no_list_and_comes_back_with_its_facts():
    chief = make_superuser("chief")
    entry = Entry.objects.get(pk=make_initiative_draft(title_ru="Кольцо").pk)

    workflow.delete(entry=entry, user=chief)
    assert not conditions.visible_parts(chief).exists()

    workflow.restore(entry=entry, parts=ALL_PARTS, revision=1, user=chief)
    assert conditions.visible_parts(chief).count() == 5


def test_foremost_is_the_most_pressing_part_of_each_entry():
    first, second, third = (Entry.objects.get(pk=make_initiative_draft().pk) for _number in range(3))
    Part.objects.filter(entry=third, part="ru").update(state="returned")
    Part.objects.filter(entry=second, part="ar").update(state="in_review")

    found = conditions.foremost(Part.objects.all())

    pressing = [(third.pk, "ru"), (second.pk, "ar"), (first.pk, "en")]
    assert list(found.values_list("entry", "part")) == pressing
