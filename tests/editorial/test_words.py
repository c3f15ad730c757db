"""Finding entries at the desk by the beginnings of words."""

import pytest
from django.urls import reverse

from peacedesk.editorial import revisions, words
from peacedesk.editorial.models import Entry, EntryWords
from tests.factories import make_event_draft, make_initiative_draft

pytestmark = pytest.mark.django_db


def found(search, text):
    drafts = EntryWords.objects.filter(entry__in=search(text, 10))
    return set(drafts.values_list("entry", flat=True))


@pytest.mark.parametrize(
    ("text", "titles", "anywhere"),
    [
        ("ring", True, True),
        ("RIN", True, True),
        ("ring of laths", True, True),
        ("laths ring", True, True),
        ("қазақ", True, True),
        ("кольцо", True, True),
        ("حلقة", True, True),
        ("iofs 2013", True, True),
        ("iofs-initiation", True, True),
        ("wood", False, True),
        ("ring wood", False, True),
        ("athlete", False, False),
        ("ing", False, False),
        ("ring' | 'x", False, False),
        ('"ring" OR x*', False, False),
        ("¶ring", True, True),
        ("--", False, False),
    ],
)
def test_every_word_must_begin_one_of_the_entry(text, titles, anywhere):
    draft = make_initiative_draft(
        slug="iofs-initiation-2013",
        title_en="A ring of laths",
        title_kk="Қазақша",
        title_ru="Кольцо",
        title_ar="حَلَقَة",
        summary_en="It is of wood.",
    )
    make_event_draft(title_en="Forum", summary_en="Athletics? No.")

    assert found(words.titled, text) == ({draft.pk} if titles else set())
    assert found(words.mentioning, text) == ({draft.pk} if anywhere else set())


def test_words_follow_the_working_copy(client, chief):
    draft = make_initiative_draft(title_en="Before")
    draft.title_en = "After"
    draft.save()
    revisions.record(root=draft, origin="desk")
    client.force_login(chief)

    counts = [
        client.get(reverse("admin:initiatives_initiativedraft_changelist"), {"q": word}).context["cl"].result_count
        for word in ("before", "after")
    ]

    assert counts == [0, 1]


def test_all_entries_are_found_also_where_they_are_more_than_a_page_needs():
    for _number in range(3):
        make_initiative_draft(title_en="Ring")

    assert len(words.titled("ring", 4)) == 3
    assert Entry.objects.filter(pk__in=words.titled("ring", 2)).count() == 3


def test_a_word_of_any_length_can_be_searched_for():
    make_initiative_draft(title_en=f"The {'x' * 120} of it")

    assert len(words.mentioning("x" * 5_000, 10)) == 1
