"""Finding entries at the desk by the beginnings of words."""

import pytest
from django.urls import reverse

from initiatives.admin import InitiativeAdmin
from peacedesk.editorial import revisions, roles, words, workflow
from peacedesk.editorial.models import Entry, EntryWords
from tests.conftest import make_user
from tests.factories import make_event_draft, make_initiative_draft

pytestmark = pytest.mark.django_db

LIST = reverse("admin:initiatives_initiativedraft_changelist")


# How many entries are listed, how many gathered, and of how many each row asks whether it is among them.
WAYS = {"listed": (10, 10, 10), "gathered": (0, 10, 10), "asked": (0, 0, 10), "looked through": (0, 0, 0)}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    listed, gathered, asked = WAYS[request.param]
    monkeypatch.setattr(words, "LISTED", listed)
    monkeypatch.setattr(words, "GATHERED", gathered)
    monkeypatch.setattr(words, "ASKED", dict.fromkeys(words.ASKED, asked))


def found(search, text):
    return set(EntryWords.objects.filter(search(text, "entry")).values_list("entry", flat=True))


def listed(client, **query):
    """The titles on the list of initiatives, and how many it counts."""
    changes = client.get(LIST, query).context["cl"]
    return [draft.title_en for draft in changes.result_list], changes.result_count


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
def test_every_word_must_begin_one_of_the_entry(way, text, titles, anywhere):
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


def test_words_follow_the_working_copy(way, client, chief):
    client.force_login(chief)
    draft = make_initiative_draft(title_en="Before")
    draft.title_en = "After"
    draft.save()
    revisions.record(root=draft, origin="desk")
    deleted = make_initiative_draft(title_en="After all")
    assert listed(client, q="after") == (["After", "After all"], 2)

    workflow.delete(entry=Entry.objects.get(pk=deleted.pk), user=chief)

    assert listed(client, q="before") == ([], 0)
    assert listed(client, q="after") == (["After"], 1)


def test_what_is_found_keeps_the_order_the_filters_and_the_pages_of_the_list(way, client, editor, monkeypatch):
    monkeypatch.setattr(InitiativeAdmin, "list_per_page", 2)
    client.force_login(editor)
    for number in range(5):
        make_initiative_draft(title_en=f"Rings {number}", date=str(2000 + number), status="ongoing")
        make_initiative_draft(title_en=f"Laths {number}", date=str(2010 + number), status="proposed")
    make_initiative_draft(title_en="Ring of laths", date="1990", status="proposed")

    assert listed(client, q="ring") == (["Rings 4", "Rings 3"], 6)
    assert listed(client, q="ring", p=3) == (["Rings 0", "Ring of laths"], 6)
    assert listed(client, q="ring", status__exact="proposed") == (["Ring of laths"], 1)
    assert listed(client, q="ring lath") == (["Ring of laths"], 1)
    assert listed(client, q="ring", o="1")[1] == 6


def test_contributors_find_their_own(way, client):
    contributor = make_user("contributor", roles.CONTRIBUTORS)
    make_initiative_draft(title_en="Ring of others")
    own = make_initiative_draft(title_en="Ring of my own")
    Entry.objects.filter(pk=own.pk).update(created_by=contributor)
    client.force_login(contributor)

    offered = client.get(
        reverse("admin:autocomplete"),
        {"term": "ring", "app_label": "initiatives", "model_name": "initiativedraft", "field_name": "related"},
    )

    assert listed(client, q="ring") == (["Ring of my own"], 1)
    assert [one["id"] for one in offered.json()["results"]] == [str(own.pk)]


def test_coverage_finds_titles(way, client, chief):
    client.force_login(chief)
    found = make_initiative_draft(title_en="Ring of laths")
    make_initiative_draft(title_en="Laths", summary_en="A ring.")

    page = client.get("/admin/coverage/", {"q": "ring"}).context["page"]

    assert [part.entry_id for part in page.object_list] == [found.pk]


def test_a_word_of_any_length_can_be_searched_for(way):
    make_initiative_draft(title_en=f"The {'x' * 120} of it")

    assert len(found(words.mentioning, "x" * 5_000)) == 1
