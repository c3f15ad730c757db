"""What each person's form shows and lets change: by part, however the form is forged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import InitiativeDraft
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, roles
from peacedesk.editorial.models import Entry, Part
from tests.conftest import make_user
from tests.editorial.test_admin import address, make_programme, said
from tests.factories import make_initiative_draft, make_milestone_draft, make_source, make_theme, publish
from tests.forms import Forms

pytestmark = pytest.mark.django_db

FORM = "initiativedraft_form"
LATEST = 2  # the revision of `draft` before anybody does anything


@pytest.fixture
def draft(db):
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша", title_ru="Русский")
    make_milestone_draft(draft, text_en="It began.", text_kk="Басталды.")
    revisions.record(root=draft, origin="desk", matching=["kk", "ru"])
    publish(draft)
    return draft


def sign_in(client, *groups, name="person"):
    user = make_user(name, *groups)
    client.force_login(user)
    return user


def fields(client, draft, query=""):
    response = client.get(address(draft) + query)
    assert response.status_code == 200
    return Forms(response.content.decode()).fields[FORM]


def texts(names):
    """The languages whose columns are among the names of inputs."""
    return {name[-2:] for name in names if name[-3:] in {"_en", "_kk", "_ru", "_ar"}}


def test_an_author_has_the_facts_and_the_source_text(client, draft):
    sign_in(client, roles.AUTHORS)

    shown = fields(client, draft)

    assert texts(shown) == {"en"}
    assert {"slug", "status", "themes", "milestones-0-date", "milestones-0-DELETE"} - {
        "milestones-0-DELETE"
    } <= shown.keys()
    assert "source_language" not in shown


def test_a_translator_has_one_language_beside_its_source(client, draft):
    sign_in(client, roles.translators("kk"))

    shown = fields(client, draft)

    assert texts(shown) == {"kk"}
    assert not {"slug", "status", "themes", "milestones-0-date", "milestones-0-source"} & shown.keys()
    html = client.get(address(draft)).content.decode()
    assert '<div lang="en" dir="ltr"><p>It began.</p></div>' in html


def test_a_translator_who_asks_for_another_language_may_only_read_it(client, draft):
    sign_in(client, roles.translators("kk"))

    page = Forms(client.get(address(draft) + "?lang=ru").content.decode())

    assert texts(page.fields[FORM]) == set()
    assert page.buttons[FORM] == {}
    assert client.post(address(draft) + "?lang=ru", {"title_ru": "Иначе"}).status_code == 403


def test_a_reviewer_corrects_a_language_and_not_the_facts(client, draft):
    sign_in(client, roles.reviewers("en"))

    shown = fields(client, draft)

    assert texts(shown) == {"en"}
    assert not {"slug", "status", "milestones-0-date"} & shown.keys()


def test_someone_with_all_rights_has_the_whole_form(client, draft, editor):
    client.force_login(editor)
    assert texts(fields(client, draft)) == {"en", "kk", "ru", "ar"}


FORGED = {
    "title_en": "Forged",
    "title_kk": "Жалған",
    "title_ru": "Подделка",
    "title_ar": "مزور",
    "slug": "forged",
    "status": "completed",
    "source_language": "kk",
    "milestones-0-text_en": "Forged",
    "milestones-0-text_kk": "Жалған",
    "milestones-0-text_ru": "Подделка",
    "milestones-0-date": "1900",
    "milestones-0-DELETE": "on",
    "milestones-TOTAL_FORMS": "2",
    "milestones-1-date": "2020",
    "milestones-1-text_en": "Forged",
    "milestones-1-text_kk": "Жалған",
    "state": "approved",
    "published_at_en": "2020-01-01",
    "created_by": "1",
}


@pytest.mark.parametrize(
    ("groups", "query", "changed"),
    [
        ([roles.translators("kk")], "", ["kk"]),
        ([roles.translators("kk"), roles.translators("ru")], "?lang=ru", ["ru"]),
        ([roles.reviewers("en")], "", ["en"]),
        ([roles.reviewers("ru")], "?lang=ru", ["ru"]),
        ([roles.AUTHORS, roles.translators("kk")], "?lang=kk", ["kk"]),
    ],
)
def test_forged_fields_of_other_parts_change_nothing(client, draft, groups, query, changed):
    sign_in(client, *groups)
    form = fields(client, draft, query)

    response = client.post(address(draft) + query, {**form, **FORGED, "_continue": "1"}, follow=True)

    assert response.status_code == 200
    newest = revisions.newest(Entry.objects.get(pk=draft.pk))
    assert newest.parts == changed
    stored = InitiativeDraft.objects.get()
    assert (stored.slug, stored.source_language, stored.milestones.count()) == (draft.slug, "en", 1)


def test_an_author_changes_facts_and_source_and_nothing_else(client, draft):
    sign_in(client, roles.AUTHORS)
    forged = {name: value for name, value in FORGED.items() if not name.startswith(("milestones-0-D", "milestones-T"))}

    client.post(address(draft), {**fields(client, draft), **forged, "_continue": "1"})

    stored = InitiativeDraft.objects.get()
    assert revisions.newest(Entry.objects.get(pk=draft.pk)).parts == ["shared", "en"]
    assert (stored.title_en, stored.slug, stored.title_kk, stored.source_language) == (
        "Forged",
        "forged",
        "Қазақша",
        "en",
    )
    assert stored.milestones.get().text_kk == "Басталды."


@pytest.mark.parametrize("group", [roles.PUBLISHERS, roles.ADMINISTRATORS, roles.AUDITORS])
def test_those_who_do_not_write_read_everything_and_save_nothing(client, draft, group):
    sign_in(client, group)
    page = Forms(client.get(address(draft)).content.decode())

    assert page.buttons[FORM] == {}
    assert client.post(address(draft), FORGED).status_code == 403
    assert Entry.objects.get(pk=draft.pk).latest == LATEST


def test_a_contributor_sees_entries_of_their_own_only(client, draft):
    person = sign_in(client, roles.CONTRIBUTORS)
    own = make_initiative_draft(title_en="Mine")
    Entry.objects.filter(pk=own.pk).update(created_by=person)
    changelist = client.get(reverse("admin:initiatives_initiativedraft_changelist")).content.decode()

    assert "Mine" in changelist
    assert 'dir="ltr">English</span></a>' not in changelist
    assert texts(fields(client, own)) == {"en"}
    assert client.get(address(draft)).status_code == 302  # as if there were no such entry
    assert client.post(address(draft), FORGED).status_code == 302
    assert Entry.objects.get(pk=draft.pk).latest == LATEST


def test_a_new_entry_belongs_to_its_contributor_and_is_written_in_the_language_chosen(client):
    person = sign_in(client, roles.CONTRIBUTORS)
    url = reverse("admin:initiatives_initiativedraft_add") + "?source=kk"
    form = Forms(client.get(url).content.decode()).fields[FORM]
    assert texts(form) == {"kk"}
    facts = {"slug": "mine", "kind": "proposal", "status": "ongoing", "date": "2024", "themes": [make_theme().pk]}

    client.post(url, {**form, **facts, "title_kk": "Менікі", "title_en": "Forged", "_continue": "1"})

    entry, stored = Entry.objects.get(), InitiativeDraft.objects.get()
    assert entry.created_by == person
    assert (stored.source_language, stored.title_kk, stored.title_en or "") == ("kk", "Менікі", "")


def test_a_changed_source_makes_its_translations_outdated_until_their_translator_says_otherwise(client, draft):
    sign_in(client, roles.AUTHORS, name="author")
    client.post(address(draft), {**fields(client, draft), "title_en": "Changed", "_continue": "1"})
    sign_in(client, roles.translators("kk"), name="translator")
    form = fields(client, draft)
    assert "Outdated" in client.get(address(draft)).content.decode()
    assert "matches_source" not in form

    client.post(address(draft), {**form, "title_kk": "Өзгерді", "_continue": "1"})
    assert "Outdated" in client.get(address(draft)).content.decode()
    client.post(address(draft), {**fields(client, draft), "matches_source": "on", "_continue": "1"})

    html = client.get(address(draft)).content.decode()
    assert html.count("Outdated") == 1  # the Russian text, which nobody looked at
    assert Part.objects.get(part="kk").source_revision == Entry.objects.get(pk=draft.pk).latest


def test_a_correction_leaves_the_translations_current(client, draft):
    sign_in(client, roles.AUTHORS)

    form = {**fields(client, draft), "title_en": "Englisch", "matches_source": "on"}
    client.post(address(draft), {**form, "_continue": "1"})

    assert "Outdated" not in client.get(address(draft)).content.decode()


def test_the_form_of_a_translator_takes_ten_queries_however_many_sessions(client):
    user = make_user("translator", roles.translators("kk"))
    counts = []
    for sessions in (1, 50):
        url = address(make_programme(sessions))
        client.force_login(user)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_saving_a_translation_stays_on_its_form(client, draft):
    sign_in(client, roles.translators("kk"), roles.translators("ru"))

    response = client.post(
        address(draft) + "?lang=ru",
        {**fields(client, draft, "?lang=ru"), "title_ru": "Иначе", "_continue": "1"},
        follow=True,
    )

    assert response.redirect_chain[-1][0] == address(draft) + "?lang=ru"
    assert "was changed successfully" in said(response)[0]


def test_a_milestone_with_another_source_is_a_change_of_shared_facts(client, draft):
    sign_in(client, roles.AUTHORS)

    client.post(
        address(draft), {**fields(client, draft), "milestones-0-source": make_source("other").pk, "_continue": "1"}
    )

    assert revisions.newest(Entry.objects.get(pk=draft.pk)).parts == ["shared"]


def test_a_translator_does_not_bring_back_what_an_author_deleted(client, draft):
    translator = sign_in(client, roles.translators("kk"), name="translator")
    opened = fields(client, draft)
    draft.milestones.all().delete()
    revisions.record(root=draft, origin="desk", user=make_user("author", roles.AUTHORS))

    clash = client.post(address(draft), {**opened, "milestones-0-text_kk": "Жалғасты.", "_continue": "1"})
    form = Forms(clash.content.decode()).fields["clash-form"]
    client.post(address(draft), {**form, "_clash": "mine"})

    assert clash.status_code == 409
    assert not draft.milestones.exists()
    assert not Entry.objects.get(pk=draft.pk).revisions.filter(user=translator).exists()


def test_confirming_a_translation_is_in_the_log(client, draft):
    sign_in(client, roles.AUTHORS, name="author")
    client.post(address(draft), {**fields(client, draft), "title_en": "Changed", "_continue": "1"})
    sign_in(client, roles.translators("kk"), name="translator")

    client.post(address(draft), {**fields(client, draft), "matches_source": "on", "_continue": "1"})

    line = LogRecord.objects.get(action="confirm")
    assert (line.actor, line.parts, line.title) == ("translator", ["kk"], "Changed")
