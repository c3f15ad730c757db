"""The history of an entry through the real desk: what happened, what differs, and the way back."""

import datetime as dt
from itertools import chain, combinations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, InitiativeDraft
from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph, revisions, roles, workflow
from peacedesk.editorial.models import ALL_PARTS, Entry, Revision
from peacedesk.editorial.restoring import restored
from tests.conftest import make_user
from tests.editorial.test_preview import every_row
from tests.editorial.test_publishing import public_rows
from tests.factories import (
    approve,
    make_event_draft,
    make_initiative_draft,
    make_milestone_draft,
    make_source,
    make_superuser,
    make_theme,
    publish,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db

PAGES = ["history", "compare", "restore"]


def address(draft, page, **query):
    meta = draft._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[draft.pk], query=query)


def opened(client, draft, page, **query):
    """A page of the history as `BeautifulSoup`."""
    response = client.get(address(draft, page, **query))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def entry_of(draft):
    return Entry.objects.get(pk=draft.pk)


def save(draft, user=None, **fields):
    """Change the working copy as a save at the desk does. Returns the revision."""
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return revisions.record(root=draft, origin="desk", user=user)


def send(client, draft, revision, **changes):
    """Open the page for restoring and press its button, as a browser does."""
    url = address(draft, "restore", revision=revision)
    form = Forms(client.get(url).content.decode()).fields["restore-form"]
    return client.post(url, {**form, **changes}, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def headings(soup):
    """What a comparison tells: the parts with the labels of their changes."""
    main = soup.find(id="content")
    return [words(element) for element in main.find_all(["h2", "h3"])]


# What happened


def test_history_tells_every_save_and_step_with_the_newest_first(client, editor, publisher):
    draft = make_initiative_draft(title_en="First")
    public = publish(draft)
    save(draft, editor, title_en="Second", title_kk="Екінші")
    reviewer = make_user("corrector", roles.reviewers("kk"))
    about = {"entry": entry_of(draft), "parts": ["kk"], "revision": 2}
    workflow.submit(**about, user=editor)
    workflow.send_back(**about, user=reviewer, reason="A word is missing.")
    client.force_login(publisher)

    soup = opened(client, draft, "history")

    assert words(soup.h1) == "History"
    lines = [words(line).split(" From ")[0] for line in soup.select(".history > li")]
    told = [line for line in lines if line.startswith(("Revision", "Returned", "Submitted for review: Қ"))]
    assert told[0].startswith("Returned to the author: Қазақша (revision 2) A word is missing. corrector · ")
    assert told[1].startswith("Submitted for review: Қазақша (revision 2) editor · ")
    assert told[2].startswith("Revision 2 of ")
    assert told[2].endswith("by editor Returned Қазақша Changed: English, Қазақша")
    assert told[3].endswith(", saved at the desk Published Shared facts, English Changed: Shared facts, English")
    assert len(told) == 4
    assert Initiative.objects.get() == public
    assert soup.select_one('.history [lang="kk"]').get_text() == "Қазақша"


def test_history_marks_what_is_approved_scheduled_and_in_review(client, publisher):
    draft = make_initiative_draft(title_en="English", title_kk="Қазақша", title_ru="Русский")
    approve(draft)
    soon = timezone.now() + dt.timedelta(days=1)
    workflow.schedule(entry=entry_of(draft), parts={"shared": 1, "en": 1}, at=soon, user=publisher)
    revision = save(draft, title_ru="Русский 2")
    workflow.submit(entry=entry_of(draft), parts=["ru"], revision=revision.number, user=make_superuser("writer"))
    client.force_login(publisher)

    soup = opened(client, draft, "history")

    second, first = soup.select(".history > .is-saved")
    assert "In review Русский" in words(second)
    assert "Scheduled Shared facts, English" in words(first)
    assert "Approved Қазақша, Русский" in words(first)


@pytest.mark.parametrize(
    ("group", "sees"), [(roles.AUDITORS, True), (roles.ADMINISTRATORS, True), (roles.PUBLISHERS, False)]
)
def test_refusals_are_for_those_who_may_read_the_log(client, group, sees):
    draft = make_initiative_draft()
    stranger = make_user("meddler")
    with pytest.raises(PermissionDenied):
        workflow.publish(entry=entry_of(draft), parts={"en": 1}, user=stranger)
    client.force_login(make_user("reader", group))

    told = words(opened(client, draft, "history").select_one(".history"))

    assert ("Refused Published: English (revision 1) meddler" in told) == sees


def test_log_of_another_entry_is_not_told(client, publisher):
    draft, other = make_initiative_draft(), make_initiative_draft(title_en="Other")
    publish(other)
    client.force_login(publisher)

    assert len(opened(client, draft, "history").select(".history > li")) == 1


def test_log_line_is_told_in_the_language_and_zone_of_the_reader(settings):
    settings.TIME_ZONE = "Asia/Almaty"
    time = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)
    line = log.write(LogRecord.Action.SCHEDULE, message="for %(time)s", params={"time": time.isoformat()})
    plain = log.write(LogRecord.Action.LOGIN)

    assert (line.text, plain.text) == ("for 2 March 2026, 01:30", "")


def test_history_takes_the_same_queries_for_one_and_for_sixty_revisions(client, editor):
    short, long = make_initiative_draft(), make_initiative_draft()
    publish(short)
    publish(long)
    for number in range(59):
        save(long, editor, title_en=f"Title {number}")
    client.force_login(editor)
    opened(client, short, "history")

    with CaptureQueriesContext(connection) as few:
        opened(client, short, "history")
    with CaptureQueriesContext(connection) as many:
        soup = opened(client, long, "history")

    assert len(soup.select(".history > .is-saved")) == 50
    assert len(many) == len(few)
    assert not [query["sql"] for query in many if 'editorial_revision"."data"' in query["sql"]]


def test_every_revision_and_every_step_is_on_one_page_of_the_history(client, editor):
    draft = make_initiative_draft()
    publish(draft)
    for number in range(59):
        save(draft, editor, title_en=f"Title {number}")
        if number % 10 == 0:
            entry = entry_of(draft)
            workflow.submit(entry=entry, parts=["en"], revision=entry.latest, user=editor)
    client.force_login(editor)

    pages = [opened(client, draft, "history", p=number).select(".history > li") for number in (1, 2)]

    saves = [len([line for line in page if "is-saved" in line.get("class", [])]) for page in pages]
    assert saves == [50, 10]
    assert len(pages[0]) + len(pages[1]) - 60 == LogRecord.objects.filter(entry=draft.pk).count()


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 5000])
def test_page_of_the_history_that_does_not_exist_shows_the_nearest(client, editor, number):
    draft = make_initiative_draft()
    client.force_login(editor)

    assert len(opened(client, draft, "history", p=number).select(".history > li")) == 1


# Who may look, and who may go back


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_closed_to_strangers_and_for_unknown_entries(client, page, stranger, editor):
    draft, query = make_initiative_draft(), {"revision": 1} if page == "restore" else {}
    url = address(draft, page, **query)

    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 403
    client.force_login(editor)
    assert client.get(url).status_code == 200
    assert client.get(url.replace(str(draft.pk), "no-uuid")).status_code == 404
    assert client.get(url.replace(str(draft.pk), str(make_event_draft().pk))).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_contributor_sees_the_history_of_their_own_entries_only(client, page):
    contributor = make_user("contributor", roles.CONTRIBUTORS)
    own, foreign = make_initiative_draft(), make_initiative_draft()
    Entry.objects.filter(pk=own.pk).update(created_by=contributor)
    query = {"revision": 1} if page == "restore" else {}
    client.force_login(contributor)

    assert client.get(address(own, page, **query)).status_code == 200
    assert client.get(address(foreign, page, **query)).status_code == 404


def test_contributor_restores_nothing_of_another_entry(client):
    foreign = make_initiative_draft(title_en="Before")
    save(foreign, title_en="After")
    client.force_login(make_user("contributor", roles.CONTRIBUTORS))

    response = client.post(address(foreign, "restore", revision=1), {"newest": 2, "parts": ["en"]})

    assert response.status_code == 404
    assert InitiativeDraft.objects.get().title_en == "After"


@pytest.mark.parametrize("group", [roles.AUDITORS, roles.PUBLISHERS])
def test_reader_compares_and_is_offered_no_way_back(client, group):
    draft = make_initiative_draft(title_en="Before")
    save(draft, title_en="After")
    client.force_login(make_user("reader", group))

    soups = [opened(client, draft, "history"), opened(client, draft, "compare", **{"from": 1, "to": 2})]
    answers = [
        client.get(address(draft, "restore", revision=1)),
        client.post(address(draft, "restore", revision=1), {"newest": 2, "parts": ["en"]}),
    ]

    assert not [link for soup in soups for link in soup.find_all("a") if "restore" in link["href"]]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (InitiativeDraft.objects.get().title_en, Revision.objects.count()) == ("After", 2)


# What differs


def test_comparison_opens_on_the_public_version_against_the_draft(client, publisher):
    draft = make_initiative_draft(title_en="Six states", summary_kk="Мәтін", title_kk="Тақырып")
    publish(draft)
    save(draft, title_en="Seven states", title_kk="Тақырып 2", status="completed")
    client.force_login(publisher)

    soup = opened(client, draft, "compare")

    assert [words(option) for option in soup.select("select#id_from option[selected]")] == ["What is public now"]
    assert words(soup.select_one("select#id_to option[selected]")).startswith("Newest: Revision 2 of ")
    assert words(soup.select("select#id_to option")[1]).startswith("Public: Revision 1 of ")
    assert headings(soup) == ["Shared facts", "Status", "English", "Title", "Қазақша", "Title"]
    assert [words(element) for element in soup.select("del, ins")] == [
        "removed Ongoing",
        "added Completed",
        "removed Six",
        "added Seven",
        "added 2",
    ]
    assert "3 fields changed" in words(soup)


def test_comparison_of_two_revisions_shows_the_part_asked_for(client, publisher):
    draft = make_initiative_draft(title_en="One", title_ar="واحد")
    save(draft, title_en="Two", title_ar="اثنان")
    save(draft, title_en="Three")
    client.force_login(publisher)

    soup = opened(client, draft, "compare", **{"from": 1, "to": 2, "part": "ar"})

    assert headings(soup) == ["العربية", "Title"]
    assert words(soup.ins) == "added اثنان"
    assert soup.ins.find_parent("p")["dir"] == "rtl"
    tabs = {link.span.get_text(): words(link.select_one(".quiet")) for link in soup.select(".flow__langs a")}
    assert tabs["All parts"] == "2 changes"
    assert tabs["العربية"] == "1 change"
    assert tabs["Русский"] == "0 changes"
    assert words(soup.select_one(".flow__langs [aria-current]")) == "العربية 1 change"
    assert soup.select_one('#compare-form [name="part"]')["value"] == "ar"


def test_comparison_without_a_public_version_says_so(client, publisher):
    draft = make_initiative_draft()
    client.force_login(publisher)

    for query in ({}, {"from": "live"}, {"from": "live", "to": 1, "part": "kk"}):
        soup = opened(client, draft, "compare", **query)
        assert "Nothing of this entry is public yet." in words(soup.select_one(".notice"))
        assert headings(soup) == []


def test_draft_that_was_never_public_is_compared_with_the_revision_before(client, publisher):
    draft = make_initiative_draft(title_en="One")
    save(draft, title_en="Two")
    save(draft, title_en="Three")
    client.force_login(publisher)

    assert [words(element) for element in opened(client, draft, "compare").select("del, ins")] == [
        "removed Two",
        "added Three",
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2"},
        {"to": "2"},
        {"from": "0"},
        {"from": "-1"},
        {"from": "1 "},
        {"from": "١"},
        {"from": ""},
        {"to": "live"},
        {"from": "x\x00"},
        {"from": "9" * 5000},
        {"part": "xx"},
        {"part": "title"},
    ],
)
def test_comparison_of_what_is_not_there_is_not_found(client, publisher, query):
    draft, other = make_initiative_draft(), make_initiative_draft()
    save(other, title_en="Two")  # the number 2 is a revision of another entry only
    client.force_login(publisher)

    assert client.get(address(other, "compare", **{"from": 2})).status_code == 200
    assert client.get(address(draft, "compare", **query)).status_code == 404


def test_comparison_takes_the_same_queries_for_few_and_for_many_changes(client, editor):
    draft = make_event_draft()
    save(draft, title_en="Two")
    for number in range(30):
        draft.sessions.create(title_en=f"Session {number}", kind="plenary", source=make_source())
    save(draft, title_en="Three")
    for session in draft.sessions.all():
        session.title_en += " changed"
        session.save()
    save(draft, title_en="Four")
    client.force_login(editor)

    with CaptureQueriesContext(connection) as few:
        opened(client, draft, "compare", **{"from": 1, "to": 2})
    with CaptureQueriesContext(connection) as many:
        opened(client, draft, "compare", **{"from": 3, "to": 4})

    assert len(many) <= len(few) + 1  # the sources that name the rows


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_in_the_language_of_the_desk(client, editor, page, language):
    draft = make_initiative_draft(title_en="English", title_ar="عربي")
    save(draft, editor, title_en="English 2", title_ar="عربي ٢")
    editor.interface_language = language
    editor.save()
    client.force_login(editor)

    soup = opened(client, draft, page, **({"revision": 1} if page == "restore" else {}))

    assert (soup.html["lang"], soup.html["dir"]) == (language, {"en": "ltr", "ar": "rtl"}[language])
    assert words(soup.select_one(".title-row p")) == {"en": "English 2", "ar": "عربي ٢"}[language]


# The way back


def test_page_for_restoring_shows_what_would_become_and_changes_nothing(client, editor):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    publish(draft)
    save(draft, title_en="After", title_kk="Кейін")
    client.force_login(editor)
    opened(client, draft, "history")
    before = every_row()

    soup = opened(client, draft, "restore", revision=1)

    assert words(soup.h1) == "Restore revision 1"
    assert {words(element) for element in soup.select("del, ins")} == {
        "removed After",
        "added Before",
        "removed Кейін",
        "added Бұрын",
    }
    assert [box["value"] for box in soup.select('[name="parts"][checked]')] == ["en", "kk"]
    assert every_row() == before


def test_restoring_a_part_makes_a_new_revision_and_touches_nothing_public(client, editor):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    publish(draft)
    save(draft, title_en="After", title_kk="Кейін")
    before = public_rows()
    client.force_login(editor)

    response = send(client, draft, 1, parts=["kk"])

    draft.refresh_from_db()
    newest = revisions.newest(entry_of(draft))
    assert (draft.title_en, draft.title_kk) == ("After", "Бұрын")
    assert (newest.number, newest.parts, newest.user) == (3, ["kk"], editor)
    assert public_rows() == before
    assert response.redirect_chain == [(address(draft, "change"), 302)]
    assert said(response) == [
        "The working copy was changed back and is revision 3 now. The public sees no change."
        f' <a href="{address(draft, "compare")}?from=2&amp;to=3">See what changed</a>'
    ]
    line = LogRecord.objects.get(action="restore")
    assert (line.outcome, line.parts, line.revision, line.actor) == ("done", ["kk"], 1, "editor")


def test_restoring_what_is_the_same_changes_nothing_and_says_so(client, editor):
    draft = make_initiative_draft(title_en="Same")
    save(draft, title_kk="Жаңа")
    client.force_login(editor)

    response = send(client, draft, 1, parts=["en"])

    assert said(response) == ["The working copy is like this already: nothing was changed."]
    assert entry_of(draft).latest == 2


def test_restoring_the_newest_revision_has_nothing_to_offer(client, editor):
    draft = make_initiative_draft()
    client.force_login(editor)

    soup = opened(client, draft, "restore", revision=1)

    assert "the working copy is like this revision already" in words(soup.select_one(".notice"))
    assert soup.find(id="restore-form") is None


def test_translator_brings_back_their_language_only(client):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын", status="ongoing")
    save(draft, title_en="After", title_kk="Кейін", status="completed")
    client.force_login(make_user("translator", roles.translators("kk")))

    soup = opened(client, draft, "restore", revision=1)
    forged = client.post(address(draft, "restore", revision=1), {"newest": 2, "parts": ["shared", "en", "kk"]})

    assert [box["value"] for box in soup.select('[name="parts"]')] == ["kk"]
    assert headings(soup) == ["Қазақша", "Title"]
    assert forged.status_code == 403
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk, draft.status, entry_of(draft).latest) == ("After", "Кейін", "completed", 2)
    line = LogRecord.objects.get(action="restore")
    assert (line.outcome, line.parts, line.actor) == ("refused", ["en", "kk", "shared"], "translator")

    send(client, draft, 1)
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk, draft.status) == ("After", "Бұрын", "completed")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"parts": []}, 409),
        ({"parts": ["fr"]}, 409),
        ({"parts": ["en", "title"]}, 409),
        ({"parts": ["en"], "newest": "1"}, 409),
        ({"parts": ["en"], "newest": "3"}, 409),
        ({"parts": ["en"], "newest": ""}, 400),
        ({"parts": ["en"], "newest": "x"}, 400),
    ],
)
def test_forged_form_changes_nothing(client, editor, changes, status):
    draft = make_initiative_draft(title_en="Before")
    save(draft, title_en="After")
    client.force_login(editor)

    response = client.post(address(draft, "restore", revision=1), {"newest": "2", **changes})

    assert response.status_code == status
    draft.refresh_from_db()
    assert (draft.title_en, entry_of(draft).latest) == ("After", 2)


@pytest.mark.parametrize("revision", ["", "0", "3", "-1", "x", "live", "9" * 5000, "1\x00", "١"])
def test_revision_of_nothing_or_of_another_entry_is_not_found(client, editor, revision):
    draft, other = make_initiative_draft(title_en="Mine"), make_initiative_draft()
    save(other, title_en="Two")
    save(other, title_en="Three")
    client.force_login(editor)
    url = address(draft, "restore", revision=revision)

    answers = [client.get(url), client.post(url, {"newest": 1, "parts": ["en"]})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert InitiativeDraft.objects.get(pk=draft.pk).title_en == "Mine"


def test_entry_that_moved_on_is_shown_again_and_nothing_is_changed(client, editor):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    save(draft, title_en="After", title_kk="Кейін")
    client.force_login(editor)
    seen = Forms(client.get(address(draft, "restore", revision=1)).content.decode()).fields["restore-form"]
    save(draft, title_en="Later")

    response = client.post(address(draft, "restore", revision=1), {**seen, "parts": ["kk"]})

    assert response.status_code == 409
    soup = BeautifulSoup(response.content, "html.parser")
    assert words(soup.select_one(".errornote")).startswith("Someone saved this entry after you had opened it.")
    assert "removed Later" in [words(element) for element in soup.select("del")]
    assert [box["value"] for box in soup.select('[name="parts"][checked]')] == ["kk"]
    assert soup.select_one('[name="newest"]')["value"] == "3"
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk, entry_of(draft).latest) == ("Later", "Кейін", 3)


def test_address_that_another_entry_took_is_told_and_nothing_is_changed(client, editor):
    draft = make_initiative_draft(slug="wanted")
    save(draft, slug="moved")
    make_initiative_draft(slug="wanted")
    client.force_login(editor)

    response = send(client, draft, 1)

    assert response.status_code == 409
    assert "Another entry uses the address “wanted” now." in response.content.decode()
    assert (InitiativeDraft.objects.get(pk=draft.pk).slug, entry_of(draft).latest) == ("moved", 2)


def test_record_that_was_deleted_since_is_left_out_and_told(client, editor):
    gone, kept = make_theme("gone"), make_theme("kept")
    draft = make_initiative_draft(themes=[gone, kept])
    draft.themes.set([])
    save(draft, title_en="After")
    gone.delete()
    client.force_login(editor)

    soup = opened(client, draft, "restore", revision=1)
    response = send(client, draft, 1)

    assert "added deleted record" in [words(element) for element in soup.select("ins")]
    assert said(response)[1] == "Some references were left out, since their records were deleted: themes."
    assert list(draft.themes.all()) == [kept]


def test_revision_from_before_and_after_other_models_opens_compares_and_restores(client, editor):
    draft = make_initiative_draft(title_en="Before", summary_en="Kept")
    make_milestone_draft(draft, text_en="It began.")
    old = save(draft, title_en="Old")
    old.data["rows"]["initiatives.gone"] = {"1": {"name": "x"}}
    for row in chain(*(rows.values() for rows in old.data["rows"].values())):
        row.pop("summary_en", None)
        row.pop("text_en", None)
        row["forgotten"] = "x"
    Revision.objects.filter(pk=old.pk).update(data=old.data)
    save(draft, title_en="New", summary_en="Newer")
    client.force_login(editor)

    assert len(opened(client, draft, "history").select(".history > .is-saved")) == 3
    assert "removed Old" in words(opened(client, draft, "compare", **{"from": 2, "to": 3}))
    assert headings(opened(client, draft, "restore", revision=2)) == ["English", "Title"]
    response = send(client, draft, 2)

    assert response.status_code == 200
    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en, draft.milestones.get().text_en) == ("Old", "Newer", "It began.")


@pytest.mark.parametrize("parts", [*chain(*(combinations(ALL_PARTS[:3], n) for n in (1, 2, 3)))])
def test_page_shows_exactly_what_restoring_does(parts):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын", themes=[make_theme(), make_theme("second")])
    stays = make_milestone_draft(draft, text_en="Stays", text_kk="Қалады")
    make_milestone_draft(draft, text_en="Goes", text_kk="Кетеді")
    old = revisions.record(root=draft, origin="desk").data
    draft.milestones.exclude(pk=stays.pk).delete()
    draft.milestones.update(text_en="Stays on", text_kk="Қала береді", date="2020")
    make_milestone_draft(draft, text_en="Comes", text_kk="Келеді")
    draft.themes.set([make_theme("third")])
    newest = save(draft, title_en="After", title_kk="Кейін", status="completed")

    expected = restored(old, parts=parts, into=newest.data, kind=newest.entry.kind)
    workflow.restore(entry=newest.entry, parts=parts, revision=2, user=make_superuser("chief"))

    assert not graph.differs(expected, graph.capture(InitiativeDraft, draft.pk))


# Discarding a draft


def test_discarding_the_draft_brings_back_what_the_public_sees(client, editor):
    draft = make_initiative_draft(title_en="Public", title_kk="Жария")
    publish(draft)
    save(draft, editor, title_en="Draft", title_kk="Жоба", title_ru="Новый")
    before = public_rows()
    client.force_login(editor)

    link = opened(client, draft, "history").find("a", string="Discard the draft…")["href"]
    soup = BeautifulSoup(client.get(link).content, "html.parser")
    response = send(client, draft, "live", parts=["en"])

    assert words(soup.h1) == "Discard the draft"
    assert [box["value"] for box in soup.select('[name="parts"]')] == ["en", "kk"]
    assert said(response)[0].startswith("The working copy was changed back and is revision 3 now.")
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk, draft.title_ru) == ("Public", "Жоба", "Новый")
    assert entry_of(draft).dirty == ["kk", "ru"]
    assert public_rows() == before
    assert LogRecord.objects.get(action="discard").parts == ["en"]


def test_part_that_is_not_public_cannot_be_discarded(client, editor):
    draft = make_initiative_draft(title_en="Public")
    publish(draft)
    save(draft, title_ru="Новый", title_en="Draft")
    client.force_login(editor)

    response = client.post(address(draft, "restore", revision="live"), {"newest": 2, "parts": ["ru"]})

    assert response.status_code == 409
    assert "Only a draft of something public can be discarded." in response.content.decode()
    assert InitiativeDraft.objects.get().title_ru == "Новый"


def test_entry_without_a_draft_offers_no_discarding(client, editor):
    draft = make_initiative_draft()
    publish(draft)
    client.force_login(editor)

    assert opened(client, draft, "history").find("a", string="Discard the draft…") is None
    assert "there is no draft to discard" in words(opened(client, draft, "restore", revision="live"))
