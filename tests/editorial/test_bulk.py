"""One step for many entries: chosen on a change list, looked at, sent, and answered for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Initiative, InitiativeDraft
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, roles, workflow
from peacedesk.editorial.desk import bulk
from peacedesk.editorial.models import Entry, Part
from tests.conftest import make_user
from tests.factories import approve, make_event_draft, make_initiative, make_initiative_draft, make_superuser
from tests.forms import Forms

pytestmark = pytest.mark.django_db

LIST = reverse("admin:initiatives_initiativedraft_changelist")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def url(step):
    return reverse(f"admin:initiatives_initiativedraft_bulk_{step}")


def choose(client, step, *drafts, **fields):
    """Choose an action on the change list for some entries. Returns the answer."""
    chosen = {"action": step, "index": "0", "_selected_action": [str(draft.pk) for draft in drafts], **fields}
    return client.post(LIST, chosen)


def form_of(response):
    assert response.status_code == 200
    return Forms(response.content.decode()).fields["bulk-form"]


def take(client, step, *drafts, **fields):
    """Choose an action, and send the page that follows with changes. Returns the answer."""
    return client.post(url(step), form_of(choose(client, step, *drafts)) | fields)


def told(response):
    """{title: (done, sentence)} of a page."""
    assert response.status_code == 200
    return {str(getattr(row, "root", row.id)): (row.is_done, str(row.told)) for row in response.context["rows"]}


def states(draft):
    return dict(Part.objects.filter(entry=draft.pk).values_list("part", "state"))


def step_to(state, draft, *parts):
    """Bring parts of a draft into review, or further to approval."""
    if state == "approved":
        return approve(draft, *parts)
    entry = revisions.record(root=draft, origin="desk").entry
    return workflow.submit(entry=entry, parts=parts, revision=entry.latest, user=make_superuser("writer"))


@pytest.fixture
def author(db):
    return make_user("author", roles.AUTHORS)


@pytest.fixture
def reviewer(db):
    return make_user("reviewer", roles.reviewers("en"), roles.reviewers("kk"))


# The actions of the list


@pytest.mark.parametrize(
    ("groups", "actions"),
    [
        ([roles.AUTHORS], ["submit", "assign"]),
        ([roles.translators("kk")], ["submit"]),
        ([roles.reviewers("ar")], ["submit", "approve", "assign"]),
        ([roles.PUBLISHERS], ["publish", "unpublish", "assign"]),
        ([roles.ADMINISTRATORS], ["unpublish"]),
        ([roles.AUDITORS], []),
    ],
)
def test_the_list_offers_only_the_actions_that_are_the_persons_own(client, groups, actions):
    draft = make_initiative_draft()
    client.force_login(make_user("somebody", *groups))
    page = Forms(client.get(LIST).content.decode())
    values = [attrs.get("value") for tag, attrs in page.elements if tag == "option"]
    assert [value for value in values if value] == actions

    for step in ["submit", "approve", "publish", "unpublish", "assign"]:
        expected = 200 if step in actions else 403
        assert (
            client.post(url(step), {"entries": f"{draft.pk} 1", "parts": "all", "reason": "x"}).status_code == expected
        )


def test_nothing_is_deleted_in_bulk(client):
    draft = make_initiative_draft()
    client.force_login(make_superuser("root"))

    choose(client, "delete_selected", draft, post="yes")

    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()


def test_the_page_before_says_what_would_be_done_and_does_nothing(client, author):
    ready = make_initiative_draft(title_en="Ready", title_kk="Дайын")
    done = make_initiative_draft(title_en="Done")
    step_to("in_review", done, "shared", "en")
    client.force_login(author)

    page = choose(client, "submit", ready, done)

    assert told(page) == {
        "Ready": (None, 'Can be submitted: Shared facts, <span lang="en" dir="ltr">English</span>.'),
        "Done": (None, "Nothing here for you to submit."),
    }
    assert states(ready)["en"] == "draft"


def test_a_page_of_a_step_is_not_opened_by_its_address(client, author):
    client.force_login(author)
    assert client.get(url("submit")).headers["Location"] == LIST


# What is done


def test_submit_answers_for_each_entry_and_one_refusal_stops_no_other(client, author):
    first, second = make_initiative_draft(title_en="First"), make_initiative_draft(title_en="Second")
    bad = make_initiative_draft(title_en="Bad", date="2013")
    InitiativeDraft.objects.filter(pk=bad.pk).update(
        title_en="", title_kk="Жаман", summary_en="A text without a title."
    )
    bad.refresh_from_db()
    revisions.record(root=bad, origin="desk")
    client.force_login(author)

    answer = told(take(client, "submit", first, bad, second))

    assert {title: done for title, (done, _sentence) in answer.items()} == {
        "First": True,
        "Second": True,
        "Жаман": False,
    }
    sentence = 'Submitted for review: Shared facts, <span lang="en" dir="ltr">English</span>.'
    assert answer["First"] == answer["Second"] == (True, sentence)
    assert answer["Жаман"][1].startswith("English is not ready for review: ")
    assert (states(first)["en"], states(second)["shared"], states(bad)["en"]) == ("in_review", "in_review", "draft")
    logged = LogRecord.objects.filter(action="submit").values_list("actor", "outcome")
    assert sorted(logged) == [("author", "done"), ("author", "done"), ("author", "refused")]


def test_only_the_chosen_parts_are_submitted(client, editor):
    draft = make_initiative_draft(title_kk="Қазақша", title_ru="Русский")
    foreign = make_initiative_draft(title_en="", title_ru="Русский", title_kk="Қазақша", source_language="ru")
    client.force_login(editor)

    take(client, "submit", draft, foreign, parts="kk")
    assert {part for part, state in states(draft).items() if state == "in_review"} == {"kk"}
    take(client, "submit", draft, foreign, parts="source")

    assert {part for part, state in states(draft).items() if state == "in_review"} == {"shared", "en", "kk"}
    assert {part for part, state in states(foreign).items() if state == "in_review"} == {"shared", "ru", "kk"}


def test_a_language_without_the_right_is_refused_and_logged(client):
    draft = make_initiative_draft(title_en="Title", title_kk="Атау")
    client.force_login(make_user("translator", roles.translators("kk")))

    answer = told(take(client, "submit", draft, parts="en"))

    assert answer == {"Title": (False, "You may not do this here.")}
    assert states(draft)["en"] == "draft"
    assert LogRecord.objects.filter(actor="translator", action="submit", outcome="refused").exists()


def test_what_was_saved_after_the_page_was_opened_is_not_submitted(client, author):
    changed, same = make_initiative_draft(title_en="Changed"), make_initiative_draft(title_en="Same")
    client.force_login(author)
    form = form_of(choose(client, "submit", changed, same))
    changed.summary_en = "Unseen."
    changed.save()
    revisions.record(root=changed, origin="desk")

    answer = told(client.post(url("submit"), form))

    assert answer["Same"][0]
    assert answer["Changed"][1].startswith("Someone saved this entry after you had opened it.")
    assert states(changed)["en"] == "draft"


def test_approve_takes_what_is_in_review_and_leaves_ones_own_to_others(client, reviewer):
    draft = make_initiative_draft(title_en="Theirs", title_kk="Олардікі")
    step_to("in_review", draft, "shared", "en", "kk")
    own = make_initiative_draft(title_en="Own")
    own.title_en = "Own words"
    own.save()
    revisions.record(root=own, origin="desk", user=reviewer)
    step_to("in_review", own, "en")
    mixed = make_initiative_draft(title_en="Mixed")
    mixed.title_kk = "Аралас"
    mixed.save()
    revisions.record(root=mixed, origin="desk", user=reviewer)
    step_to("in_review", mixed, "en", "kk")
    client.force_login(reviewer)

    answer = told(take(client, "approve", draft, own, mixed))

    names = '<span lang="en" dir="ltr">English</span>'
    kazakh = '<span lang="kk" dir="ltr">Қазақша</span>'
    assert answer["Theirs"] == (True, f"Approved: Shared facts, {names}, {kazakh}.")
    assert answer["Own words"] == (
        False,
        "English: you were the last to change this text, so somebody else must do this.",
    )
    assert answer["Mixed"] == (True, f"Approved: {names}.")
    assert (states(own)["en"], states(mixed)["kk"]) == ("in_review", "in_review")


def test_a_text_that_changed_after_the_page_was_opened_is_not_approved(client, reviewer):
    draft = make_initiative_draft(title_en="Seen")
    step_to("in_review", draft, "en")
    client.force_login(reviewer)
    form = form_of(choose(client, "approve", draft))
    draft.title_en = "Unseen"
    draft.save()
    step_to("in_review", draft, "en")

    answer = told(client.post(url("approve"), form))

    assert answer["Unseen"][1].startswith("Someone saved this entry after you had opened it.")
    assert states(draft)["en"] == "in_review"


def test_publish_puts_out_what_is_approved_and_says_why_the_rest_is_not(client, publisher):
    ready = make_initiative_draft(title_en="Ready", title_kk="Дайын")
    step_to("approved", ready)
    public = InitiativeDraft.objects.get(pk=make_initiative(title_en="Public").pk)
    no_facts = make_initiative_draft(title_en="No facts")
    step_to("approved", no_facts, "en")
    client.force_login(publisher)

    answer = told(take(client, "publish", ready, public, no_facts))

    assert answer["Ready"][0]
    assert answer["Public"] == (False, "Nothing here to publish.")
    assert answer["No facts"] == (
        False,
        "shared facts: nothing of it is approved yet. Ask a reviewer to approve it first.",
    )
    assert Initiative.objects.get(pk=ready.pk).published_languages == ["kk", "en"]
    assert Initiative.objects.get(pk=public.pk).published_seq == 1
    assert not Initiative.objects.filter(pk=no_facts.pk).exists()


def test_what_was_approved_after_the_page_was_opened_is_not_published(client, publisher):
    draft = make_initiative_draft(title_en="Seen")
    step_to("approved", draft)
    draft.title_en = "Unseen"
    draft.save()
    revisions.record(root=draft, origin="desk")
    client.force_login(publisher)
    form = form_of(choose(client, "publish", draft))
    step_to("approved", draft, "en")

    answer = told(client.post(url("publish"), form))

    assert answer["Unseen"] == (False, "English: revision 2 is approved now. Look at it and decide again.")
    assert not Initiative.objects.exists()


def test_taking_down_needs_a_reason_and_takes_the_languages_that_are_public(client, publisher):
    both = InitiativeDraft.objects.get(pk=make_initiative(title_en="Both", title_kk="Екеуі").pk)
    draft = make_initiative_draft(title_en="Draft")
    client.force_login(publisher)

    page = take(client, "unpublish", both, draft, parts="kk")
    assert page.context["form"].errors == {"reason": ["This field is required."]}
    assert Initiative.objects.get().published_languages == ["kk", "en"]

    answer = told(take(client, "unpublish", both, draft, parts="kk", reason="Asked for."))
    assert answer == {
        "Both": (True, 'Taken down: <span lang="kk" dir="ltr">Қазақша</span>.'),
        "Draft": (False, "Nothing here to take down."),
    }
    assert Initiative.objects.get().published_languages == ["en"]
    assert LogRecord.objects.get(action="unpublish").reason == "Asked for."

    assert told(take(client, "unpublish", both, reason="All of it."))["Both"][0]
    assert not Initiative.objects.exists()


def test_parts_are_assigned_to_who_can_work_on_them_and_taken_back(client, publisher):
    draft = make_initiative_draft()
    translator = make_user("translator", roles.translators("kk"))
    auditor = make_user("auditor", roles.AUDITORS)
    client.force_login(publisher)

    def assigned():
        return list(Part.objects.filter(entry=draft.pk, assignee=translator).values_list("part", flat=True))

    answer = told(take(client, "assign", draft, assignee=translator.pk))
    assert (assigned(), answer[draft.title_en][0]) == (["kk"], True)
    answer = told(take(client, "assign", draft, assignee=auditor.pk))
    sentence = "This person may neither write nor review these parts."
    assert answer == {draft.title_en: (False, sentence)}
    take(client, "assign", draft, parts="en")
    assert assigned() == ["kk"]
    take(client, "assign", draft)
    assert assigned() == []


# What no page sends


@pytest.mark.parametrize(
    "forged",
    [
        {"entries": "none"},
        {"entries": f"{UNKNOWN} one"},
        {"entries": f"{UNKNOWN} -1"},
        {"entries": f"{UNKNOWN} 99999999999"},
        {"entries": f"{UNKNOWN} 1 en"},
        {"entries": []},
        {"parts": "de"},
        {"parts": ""},
        {"assignee": "999999"},
    ],
)
def test_a_forged_form_is_refused_whole(client, publisher, forged):
    draft = make_initiative_draft()
    client.force_login(publisher)

    form = {"entries": f"{draft.pk} 1", "parts": "all", "assignee": ""} | forged

    assert client.post(url("assign"), form).status_code == 400
    assert not LogRecord.objects.filter(action="assign").exists()


def test_a_forged_selection_is_refused(client, author):
    client.force_login(author)
    chosen = {"action": "submit", "index": "0", "_selected_action": ["none"]}
    assert client.post(LIST, chosen).status_code == 400


def test_unknown_entries_and_those_of_other_kinds_are_answered_and_left_alone(client, author):
    draft, event = make_initiative_draft(title_en="Title"), make_event_draft()
    client.force_login(author)
    entries = [f"{UNKNOWN} 1", f"{event.pk} 1", f"{draft.pk} 1"]

    answer = told(client.post(url("submit"), {"entries": entries, "parts": "all"}))

    missing = (False, "There is no such entry, or it is not open to you.")
    assert [answer[UNKNOWN], answer[str(event.pk)], answer["Title"][0]] == [missing, missing, True]
    assert states(event)["en"] == "draft"
    assert not Entry.objects.filter(pk=UNKNOWN).exists()


def test_a_contributor_takes_own_entries_only(client):
    contributor = make_user("contributor", roles.CONTRIBUTORS)
    other = make_initiative_draft(title_en="Of another")
    own = make_initiative_draft(title_en="Own")
    Entry.objects.filter(pk=own.pk).update(created_by=contributor)
    client.force_login(contributor)

    assert list(told(choose(client, "submit", own, other))) == ["Own"]
    answer = told(client.post(url("submit"), {"entries": [f"{own.pk} 1", f"{other.pk} 1"], "parts": "all"}))

    assert answer["Own"][0]
    assert answer[str(other.pk)] == (False, "There is no such entry, or it is not open to you.")
    assert "Of another" not in str(answer)
    assert states(other)["en"] == "draft"


def test_the_same_entry_sent_twice_is_taken_once(client, author):
    draft = make_initiative_draft()
    client.force_login(author)

    answer = client.post(url("submit"), {"entries": [f"{draft.pk} 1"] * 2, "parts": "all"})

    assert len(answer.context["rows"]) == 1


def test_more_than_the_limit_are_refused_with_a_sentence(client, author, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    drafts = [make_initiative_draft() for _ in range(3)]
    client.force_login(author)

    chosen = choose(client, "submit", *drafts)
    entries = [f"{draft.pk} 1" for draft in drafts]
    sent = client.post(url("submit"), {"entries": entries, "parts": "all"})

    assert (chosen.headers["Location"], sent.headers["Location"]) == (LIST, LIST)
    said = [str(message) for message in client.get(LIST).context["messages"]]
    assert said == ["Choose at most 2 entries at once. Nothing was done."] * 2
    assert not Part.objects.filter(state="in_review").exists()


def test_rows_that_a_shell_wrote_can_be_chosen(client, author):
    draft = InitiativeDraft.objects.create(slug="shell", title_en="By a shell", kind="proposal", status="ongoing")
    client.force_login(author)

    assert told(choose(client, "submit", draft))["By a shell"][1].startswith("Can be submitted: ")


def test_the_page_before_asks_the_database_as_often_for_many_as_for_one(client, author):
    drafts = [make_initiative_draft() for _ in range(8)]
    client.force_login(author)

    def queries(*chosen):
        with CaptureQueriesContext(connection) as captured:
            choose(client, "submit", *chosen)
        return len(captured)

    queries(drafts[0])
    assert queries(*drafts) == queries(drafts[0])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_in_the_language_of_the_person(client, author, language):
    author.interface_language = language
    author.save()
    draft = make_initiative_draft()
    client.force_login(author)

    before, after = choose(client, "submit", draft), take(client, "submit", draft)

    for page in (before, after):
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.content.decode()
