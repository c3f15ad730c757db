"""The review page: what changes in public, what stands in the way, and each step by the person whose it is."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, roles, workflow
from peacedesk.editorial.models import Entry
from tests.conftest import make_user
from tests.factories import (
    approve,
    make_event_draft,
    make_initiative_draft,
    make_session_draft,
    make_superuser,
    publish,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db


def address(draft, part="", page="review"):
    meta = draft._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[draft.pk])
    return f"{url}?part={part}" if part else url


def saved(draft, user=None, **fields):
    """Change the working copy as `user` would. Returns its newest revision."""
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return revisions.record(root=draft, origin="desk", user=user)


def part_of(draft, name):
    return Entry.objects.get(pk=draft.pk).parts.select_related("submitted", "approved", "live").get(part=name)


def states(draft):
    return dict(Entry.objects.get(pk=draft.pk).parts.values_list("part", "state"))


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def opened(client, draft, part=""):
    response = client.get(address(draft, part))
    assert response.status_code == 200
    return soup_of(response)


def press(client, draft, action, part="", **typed):
    """Fill in the form of the page that has this button, and press it."""
    forms = Forms(client.get(address(draft, part)).content.decode())
    form = next(name for name, buttons in forms.buttons.items() if name in {"submit-form", "decide-form"})
    return client.post(address(draft, part), {**forms.fields[form], "action": action, **typed})


def changed_programme(sessions):
    """A public event whose sessions all have a newer draft."""
    event = make_event_draft()
    for number in range(sessions):
        make_session_draft(event, title_en=f"Session {number}")
    publish(event)
    for session in event.sessions.all():
        session.title_en += " changed"
        session.save()
    saved(event, make_superuser("writer"), summary_en="Changed.")
    return event


def rows_without_log():
    """Every row of every table but the log, its index and the sessions, as the database has it."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("accounts_log") and table not in {"django_session", "sqlite_sequence"}:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@pytest.fixture
def author(db):
    return make_user("author", roles.AUTHORS)


@pytest.fixture
def reviewer(db):
    return make_user("reviewer", roles.reviewers("en"))


@pytest.fixture
def translator(db):
    return make_user("translator", roles.translators("kk"))


@pytest.fixture
def draft(author):
    """An entry of the author's that was never public."""
    draft = make_initiative_draft(slug="closure", title_en="Closing the site", summary_en="A decree closed it.")
    saved(draft, author, title_en="Closing the test site")
    return draft


def submitted(draft, *parts, user=None):
    entry = Entry.objects.get(pk=draft.pk)
    user = user or make_superuser("writer")
    workflow.submit(entry=entry, parts=parts, revision=entry.latest, user=user)
    return entry.latest


# What it shows


def test_changes_of_a_live_text_are_marked_word_by_word(client, author, draft):
    publish(draft)
    saved(draft, author, summary_en="A decree closed the site.")
    client.force_login(author)

    soup = opened(client, draft)

    assert [words(mark) for mark in soup.select("#content-main del")] == ["removed it"]
    assert [words(mark) for mark in soup.select("#content-main ins")] == ["added the site"]
    assert "1 field changed, 2 words added, 1 word removed" in words(soup)
    assert [words(side) for side in soup.select(".sides .side")] == ["Public now", "Revision 3"]


def test_text_that_was_never_public_is_shown_plain(client, author, draft):
    client.force_login(author)

    soup = opened(client, draft)

    assert soup.select("#content-main :is(ins, del)") == []
    assert "Closing the test site" in words(soup.select_one("#content-main"))
    assert "Nothing of this is public: all of it is new in revision 2." in words(soup)


def test_text_of_a_new_language_stands_beside_the_public_source(client, author, translator, draft):
    publish(draft)
    saved(draft, translator, title_kk="Полигонды жабу")
    client.force_login(translator)

    soup = opened(client, draft, "kk")

    text = soup.select_one(".cmp .sides p")
    assert (text["lang"], text["dir"], words(text)) == ("kk", "ltr", "Полигонды жабу")
    assert soup.select("#content-main :is(ins, del)") == []


def test_part_without_a_text_says_so(client, author, draft):
    client.force_login(author)

    assert "There is no text yet." in words(opened(client, draft, "ar").select_one("#content-main"))


def test_unknown_part_in_the_address_shows_the_source(client, author, draft):
    client.force_login(author)

    soup = opened(client, draft, "xx")

    assert words(soup.select_one(".flow__langs [aria-current]")) == "Shared facts Draft English Draft"


def test_tabs_lead_to_each_part_and_keep_the_shared_facts_with_the_source(client, author, draft):
    publish(draft)
    saved(draft, author, summary_en="Shorter.", title_ru="Закрытие")
    submitted(draft, "en")
    client.force_login(author)

    tabs = [words(tab) for tab in opened(client, draft).select(".flow__langs a")]

    assert tabs == [
        "Shared facts Published",
        "English Published In review",
        "Қазақша Not started",
        "Русский Draft",
        "العربية Not started",
    ]


def test_reviewer_comes_first_to_what_waits_for_them(client, author, draft):
    saved(draft, author, title_ar="إغلاق الموقع")
    submitted(draft, "ar")
    client.force_login(make_user("reviewer-ar", roles.reviewers("ar")))

    soup = opened(client, draft)

    assert words(soup.select_one(".flow__langs [aria-current]")) == "العربية In review"
    assert "submitted for review by writer" in words(soup)


def test_reason_of_the_last_return_is_still_there_in_the_next_review(client, author, reviewer, draft):
    entry = Entry.objects.get(pk=draft.pk)
    number = submitted(draft, "shared", "en", user=author)
    about = {"entry": entry, "parts": ["en"], "revision": number}
    workflow.send_back(**about, user=reviewer, reason="Name the decree.")
    saved(draft, author, summary_en="Decree 409 closed it.")
    submitted(draft, "en", user=author)
    client.force_login(reviewer)

    assert "English: returned by reviewer" in (text := words(opened(client, draft, "en")))
    assert "Name the decree." in text


# Submit


def test_author_submits_the_shared_facts_with_the_source(client, author, draft):
    client.force_login(author)
    forms = Forms(client.get(address(draft)).content.decode())

    response = press(client, draft, "submit")

    assert forms.fields["submit-form"]["parts"] == ["shared", "en"]
    assert response.status_code == 302
    message = "Submitted for review: Shared facts, English."
    assert message in words(soup_of(client.get(response.url)).select_one(".messagelist"))
    assert states(draft) == {"shared": "in_review", "en": "in_review", "kk": "draft", "ru": "draft", "ar": "draft"}
    assert part_of(draft, "en").submitted.number == 2


def test_translator_is_offered_only_their_language(client, author, translator, draft):
    saved(draft, translator, title_kk="Полигонды жабу")
    client.force_login(translator)
    forms = Forms(client.get(address(draft, "kk")).content.decode())

    press(client, draft, "submit", "kk")

    assert forms.fields["submit-form"]["parts"] == ["kk"]
    assert [a["value"] for tag, a in forms.elements if tag == "input" and a.get("name") == "parts"] == ["kk"]
    assert states(draft)["kk"] == "in_review"
    assert states(draft)["en"] == "draft"


def test_blocked_part_cannot_be_ticked_and_says_why(client, author, draft):
    saved(draft, author, title_en="")
    client.force_login(author)

    soup = opened(client, draft)

    assert soup.select_one("input[name=parts][value=en]").has_attr("disabled")
    assert not soup.select_one("input[name=parts][value=shared]").has_attr("disabled")
    assert words(soup.select_one("#blocked-en")) == "1 problem must be mended first. See the checks"
    assert len(soup.select(".checks .is-bad")) == 1


def test_submitting_a_blocked_part_all_the_same_is_refused_with_the_problem(client, author, draft):
    saved(draft, author, title_en="")
    client.force_login(author)
    before = rows_without_log()

    response = client.post(address(draft), {"action": "submit", "parts": ["en"], "revision": 3})

    assert response.status_code == 409
    assert "English is not ready for review" in words(soup_of(response).select_one(".messagelist"))
    assert rows_without_log() == before


def test_draft_of_others_offers_no_form(client, reviewer, draft):
    client.force_login(make_user("auditor", roles.AUDITORS))

    soup = opened(client, draft)

    assert soup.select("#content-main form") == []
    assert "Those who write it decide when it goes to review." in words(soup)


def test_submit_of_an_older_revision_is_refused_and_shows_the_newest(client, author, draft):
    client.force_login(author)
    forms = Forms(client.get(address(draft)).content.decode())
    saved(draft, make_superuser("other"), summary_en="Saved in between.")
    before = rows_without_log()

    response = client.post(address(draft), {**forms.fields["submit-form"], "action": "submit"})

    soup = soup_of(response)
    assert response.status_code == 409
    assert "Look at revision 3 and decide again." in words(soup.select_one(".messagelist"))
    assert "Saved in between." in words(soup.select_one("#content-main"))
    assert soup.select_one("#submit-form input[name=revision]")["value"] == "3"
    assert rows_without_log() == before


# Decide


def test_reviewer_approves_what_was_submitted(client, author, reviewer, draft):
    submitted(draft, "shared", "en", user=author)
    client.force_login(reviewer)

    response = press(client, draft, "approve")

    assert response.status_code == 302
    text = words(soup_of(client.get(response.url)))
    assert "Approved: Shared facts, English." in text
    assert "English: approved by reviewer" in text
    assert [part_of(draft, name).approved.number for name in ("shared", "en")] == [2, 2]


def test_one_of_two_parts_in_review_can_be_decided_alone(client, author, reviewer, draft):
    submitted(draft, "shared", "en", user=author)
    client.force_login(reviewer)

    press(client, draft, "approve", parts=["shared"])

    assert (states(draft)["shared"], states(draft)["en"]) == ("approved", "in_review")


def test_reviewer_returns_with_a_reason_that_the_author_reads(client, author, reviewer, draft):
    submitted(draft, "shared", "en", user=author)
    client.force_login(reviewer)

    press(client, draft, "return", parts=["en"], reason="Which decree? <b>")
    client.force_login(author)
    text = words(opened(client, draft, "en"))

    assert states(draft)["en"] == "returned"
    assert "English: returned by reviewer" in text
    assert "Which decree? <b>" in text


def test_return_without_a_reason_is_refused(client, author, reviewer, draft):
    submitted(draft, "shared", "en", user=author)
    client.force_login(reviewer)
    before = rows_without_log()

    response = press(client, draft, "return", reason="  ")

    assert response.status_code == 409
    assert "Give a reason" in words(soup_of(response).select_one(".messagelist"))
    assert rows_without_log() == before


def test_reason_typed_is_kept_when_the_return_is_refused(client, author, reviewer, draft):
    submitted(draft, "en", user=author)
    client.force_login(reviewer)
    forms = Forms(client.get(address(draft, "en")).content.decode()).fields["decide-form"]
    typed = {**forms, "action": "return", "reason": "A long explanation."}
    saved(draft, author, title_en="Changed meanwhile")
    submitted(draft, "en", user=author)

    again = client.post(address(draft, "en"), typed)
    workflow.recall(entry=Entry.objects.get(pk=draft.pk), parts=["en"], user=author)
    too_late = client.post(address(draft, "en"), typed)

    assert again.status_code == too_late.status_code == 409
    assert Forms(again.content.decode()).fields["decide-form"]["reason"] == ["A long explanation."]
    assert "A long explanation." in words(soup_of(too_late).select_one("#content-main"))
    assert states(draft)["en"] == "draft"


def test_who_wrote_last_cannot_approve_and_is_told_why(client, draft):
    writer = make_user("both", roles.AUTHORS, roles.reviewers("en"))
    saved(draft, writer, summary_en="By myself.")
    number = submitted(draft, "en", user=writer)
    client.force_login(writer)
    before, lines = rows_without_log(), LogRecord.objects.count()

    soup = opened(client, draft, "en")
    response = client.post(address(draft, "en"), {"action": "approve", "parts": ["en"], "revision": number})

    assert soup.select_one("button[value=approve]").has_attr("disabled")
    assert words(soup.select_one("#own-texts")) == (
        "English: you were the last to change this text, so somebody else must approve it."
    )
    assert response.status_code == 409
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


def test_who_wrote_last_may_approve_where_the_desk_has_but_one_person(client, draft, settings):
    settings.FOUR_EYES = False
    writer = make_user("both", roles.AUTHORS, roles.reviewers("en"))
    saved(draft, writer, summary_en="By myself.")
    submitted(draft, "en", user=writer)
    client.force_login(writer)

    press(client, draft, "approve", "en")

    assert states(draft)["en"] == "approved"


def test_writer_takes_a_text_back(client, author, draft):
    submitted(draft, "en", user=author)
    client.force_login(author)

    response = press(client, draft, "recall", "en")

    assert states(draft)["en"] == "draft"
    assert "Taken back from review: English." in words(soup_of(client.get(response.url)))


def test_second_click_does_nothing_and_says_so(client, author, reviewer, draft):
    submitted(draft, "en", user=author)
    client.force_login(reviewer)
    form = {**Forms(client.get(address(draft, "en")).content.decode()).fields["decide-form"], "action": "approve"}
    client.post(address(draft, "en"), form)
    before = rows_without_log()

    response = client.post(address(draft, "en"), form)

    assert response.status_code == 409
    assert "it is now “approved”" in words(soup_of(response).select_one(".messagelist"))
    assert rows_without_log() == before


def test_approved_text_leads_the_publisher_on(client, author, publisher, draft):
    approve(draft, "shared", "en")
    client.force_login(publisher)
    waiting = opened(client, draft)
    publish(draft)

    assert waiting.select_one("#content-main .notice a")["href"] == address(draft, page="publish")
    assert "The public sees this text." in words(opened(client, draft))


# Refusals: nothing changes, and the log has one line


ACTIONS = ["submit", "recall", "approve", "return"]
FORGED = [
    *((action, {"parts": parts}) for action in ACTIONS for parts in (["kk"], ["en", "xx"], [])),
    *((action, {"revision": 99}) for action in ACTIONS if action != "recall"),  # a recall is about no revision
]


@pytest.mark.parametrize(("action", "forged"), FORGED, ids=str)
def test_forged_forms_are_refused(client, draft, action, forged):
    person = make_user("person", roles.AUTHORS, roles.reviewers("en"))
    if action != "submit":
        submitted(draft, "shared", "en")
    client.force_login(person)
    before, lines = rows_without_log(), LogRecord.objects.count()
    form = {"action": action, "parts": ["en"], "revision": 2, "reason": "Because.", **forged}

    response = client.post(address(draft), form)

    assert response.status_code in {403, 409}
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": "abc"},
        {"revision": "-1"},
        {"revision": "9" * 40},
        {"revision": ""},
        {"action": "publish"},
        {"action": ""},
        {"parts": ["e\0n"]},
        {"reason": "a\0b"},
    ],
    ids=lambda w: str(next(iter(w))),
)
def test_form_that_no_page_sends_is_a_bad_request(client, author, draft, wrong):
    client.force_login(author)
    before = rows_without_log()

    response = client.post(address(draft), {"action": "submit", "parts": ["en"], "revision": 2} | wrong)

    assert response.status_code == 400
    assert rows_without_log() == before


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "groups",
    [[roles.translators("kk")], [roles.reviewers("kk")], [roles.AUDITORS], [roles.ADMINISTRATORS], []],
    ids=lambda groups: (*groups, "no right")[0],
)
def test_people_without_the_right_are_refused(client, draft, action, groups):
    if action != "submit":
        submitted(draft, "en")
    client.force_login(make_user("person", *groups))
    before, lines = rows_without_log(), LogRecord.objects.count()

    response = client.post(address(draft), {"action": action, "parts": ["en"], "revision": 2, "reason": "No."})

    assert response.status_code == 403
    assert rows_without_log() == before
    assert LogRecord.objects.count() == lines + 1


def test_contributor_does_not_find_the_entries_of_others(client, draft):
    client.force_login(make_user("person", roles.CONTRIBUTORS))
    before = rows_without_log()

    read = client.get(address(draft))
    sent = client.post(address(draft), {"action": "submit", "parts": ["en"], "revision": 2})

    assert (read.status_code, sent.status_code) == (404, 404)
    assert rows_without_log() == before


def test_revision_of_another_entry_is_refused(client, author, reviewer, draft):
    other = make_initiative_draft()
    for number in range(3):
        saved(other, author, summary_en=f"Version {number}")
    submitted(draft, "en", user=author)
    client.force_login(reviewer)

    response = client.post(address(draft), {"action": "approve", "parts": ["en"], "revision": 4})

    assert response.status_code == 409
    assert states(draft)["en"] == "in_review"


# The page itself


def test_number_of_queries_does_not_depend_on_the_sessions(client, publisher):
    counts = []
    for sessions in (1, 12):
        event = changed_programme(sessions)
        submitted(event, "en")
        client.force_login(publisher)
        client.get(address(event, "en"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(event, "en"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_page_speaks_the_language_of_its_person(client, author, draft, language):
    author.interface_language = language
    author.save()
    client.force_login(author)

    soup = opened(client, draft)

    assert (soup.html["lang"], soup.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert [p["lang"] for p in soup.select(".cmp .sides p[lang]") if words(p) == draft.title_en] == ["en"]
    assert "{{" not in str(soup)
