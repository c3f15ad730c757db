"""The front page of the desk and the coverage matrix: who finds which work there, and at what cost."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import InitiativeDraft
from peacedesk.editorial import revisions, roles, workflow
from peacedesk.editorial.models import ALL_PARTS, Entry, Part
from peacedesk.languages import CONTENT_LANGUAGES
from tests.conftest import make_user
from tests.factories import approve, make_event_draft, make_initiative_draft, make_superuser, publish
from tests.forms import Forms

pytestmark = pytest.mark.django_db

FRONT, COVERAGE = reverse("admin:index"), reverse("desk:coverage")


@pytest.fixture
def translator(db):
    return make_user("translator", roles.translators("ar"))


@pytest.fixture
def reviewer(db):
    return make_user("reviewer-ar", roles.reviewers("ar"))


def edit(draft, user=None, **texts):
    """Save texts of a working copy as a person does at the desk. Returns the entry."""
    for name, value in texts.items():
        setattr(draft, name, value)
    draft.save()
    revisions.record(root=draft, origin="desk", user=user)
    return Entry.objects.get(pk=draft.pk)


def submit(entry, *parts, user):
    workflow.submit(entry=entry, parts=parts, revision=entry.latest, user=user)


def open_page(client, user, address=FRONT):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response


def jobs(response):
    """The jobs of the front page, as {inbox: [(title, parts, address of the button)]}."""
    return {
        inbox.key: [(job.line.title.value, job.parts, job.url) for job in shown]
        for inbox, _count, shown, _query in response.context["inboxes"]
    }


def titles(response):
    """The titles in the matrix, in their order."""
    return [line.title.value for line in response.context["matrix"].shown]


def page_of(draft, page, query=""):
    return reverse(f"admin:initiatives_initiativedraft_{page}", args=[draft.pk]) + query


def text_of(response):
    return " ".join(" ".join(Forms(response.content.decode()).texts).split())


# The inboxes


def test_outdated_translation_is_for_its_translator_and_public_ones_come_first(client, translator):
    private, public = (make_initiative_draft(title_en=name, title_ar="عنوان") for name in ("Private", "Public"))
    publish(public)
    for draft in (private, public):
        edit(draft, summary_en="Something else.")

    found = jobs(open_page(client, translator))

    assert found == {
        "outdated": [
            ("Public", ["ar"], page_of(public, "change", "?lang=ar")),
            ("Private", ["ar"], page_of(private, "change", "?lang=ar")),
        ]
    }
    assert jobs(open_page(client, make_user("kazakh", roles.translators("kk")))) == {}


def test_review_is_for_reviewers_of_the_language_who_did_not_write_the_text(client, reviewer, translator, settings):
    draft = make_initiative_draft(title_en="Ring")
    submit(edit(draft, reviewer, title_ar="حلقة"), "ar", user=translator)
    other = make_user("other-reviewer", roles.reviewers("ar"))

    assert jobs(open_page(client, other)) == {"review": [("Ring", ["ar"], page_of(draft, "review", "?part=ar"))]}
    assert jobs(open_page(client, reviewer)) == {}
    assert jobs(open_page(client, make_user("russian", roles.reviewers("ru")))) == {}

    settings.FOUR_EYES = False
    assert "review" in jobs(open_page(client, reviewer))


def test_shared_facts_go_with_the_source_text_and_a_publication_takes_all(client, publisher, reviewer):
    draft = make_initiative_draft(title_en="Ring", title_ar="حلقة")
    submit(Entry.objects.get(pk=draft.pk), "shared", "en", "ar", user=make_superuser("writer"))
    review = jobs(open_page(client, make_superuser("reader")))["review"]
    assert [parts for _title, parts, _url in review] == [["shared", "en"], ["ar"]]

    entry = Entry.objects.get(pk=draft.pk)
    workflow.approve(entry=entry, parts=["shared", "en", "ar"], revision=1, user=make_superuser("reader"))
    expected = page_of(draft, "publish", "?part=shared&part=en&part=ar")
    assert jobs(open_page(client, publisher)) == {"approved": [("Ring", ["shared", "en", "ar"], expected)]}
    assert jobs(open_page(client, reviewer)) == {}


def test_returned_text_is_in_the_name_of_its_writer_with_the_reason(client, translator, reviewer):
    drafts = [make_initiative_draft(title_en=name) for name in ("Begun", "Returned")]
    entries = [edit(draft, translator, title_ar="عنوان") for draft in drafts]
    submit(entries[1], "ar", user=translator)
    workflow.send_back(entry=entries[1], parts=["ar"], revision=2, user=reviewer, reason="Which year?")

    response = open_page(client, translator)

    assert [title for title, _parts, _url in jobs(response)["mine"]] == ["Returned", "Begun"]
    assert ["q", {"dir": "auto"}] in [list(element) for element in Forms(response.content.decode()).elements]
    assert "Which year?" in text_of(response)
    assert jobs(open_page(client, make_user("translator-2", roles.translators("ar")))) == {}


def test_assigned_text_is_in_the_name_of_the_assignee_alone(client, translator, chief):
    draft = make_initiative_draft(title_en="Ring")
    second = make_user("translator-2", roles.translators("ar"))
    entry = edit(draft, translator, title_ar="حلقة")

    workflow.assign(entry=entry, parts=["ar"], assignee=second, user=chief)

    assert "mine" not in jobs(open_page(client, translator))
    assert [title for title, _parts, _url in jobs(open_page(client, second))["mine"]] == ["Ring"]


def test_translators_are_told_how_many_texts_are_not_begun_in_their_language(client, translator):
    make_initiative_draft(title_en="One")
    make_event_draft(title_en="Two", title_ar="اثنان")

    response = open_page(client, translator)

    assert [(waiting, query) for _name, waiting, query in response.context["to_start"]] == [
        (1, "part=ar&status=not_started")
    ]
    assert titles(open_page(client, translator, f"{COVERAGE}?part=ar&status=not_started")) == ["One"]


def test_list_is_cut_and_leads_to_all(client, translator):
    for number in range(9):
        edit(make_initiative_draft(title_en=f"Entry {number}", title_ar="عنوان"), summary_en="Something else.")

    response = open_page(client, translator)

    assert len(jobs(response)["outdated"]) == 8
    links = [attrs["href"] for tag, attrs in Forms(response.content.decode()).elements if tag == "a"]
    assert f"{COVERAGE}?status=outdated" in links
    assert len(titles(client.get(f"{COVERAGE}?status=outdated"))) == 9


# What is going on


def schedule(draft, publisher, at):
    revision = approve(draft)
    parts = dict.fromkeys(("shared", "en"), revision.number)
    workflow.schedule(entry=revision.entry, parts=parts, at=at, user=publisher)
    return revision.entry


def test_agenda_has_what_is_scheduled_and_the_log_what_happened(client, publisher):
    draft, public = make_initiative_draft(title_en="Soon"), make_initiative_draft(title_en="Out")
    publish(public)
    at = timezone.now() + dt.timedelta(days=2)
    schedule(draft, publisher, at)

    response = open_page(client, publisher)

    [(time, line, _names)] = response.context["agenda"]
    assert (time, line.title.value) == (at, "Soon")
    assert [record.line.title.value for record in response.context["published"]] == ["Out"]
    assert [record.action for record in response.context["latest"]][0] == "schedule"
    assert jobs(response) == {}


def test_overdue_publication_is_a_problem_with_the_reason_of_the_refusal(client, publisher):
    taken, draft = make_initiative_draft(slug="ring", title_en="First"), make_initiative_draft(title_en="Late")
    publish(taken)
    edit(taken, slug="ring-2")
    edit(draft, slug="ring")
    entry = schedule(draft, publisher, timezone.now() + dt.timedelta(hours=1))

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2), tick=False):
        workflow.publish_due(entry=entry, now=timezone.now())
        response = open_page(client, publisher)

    expected = page_of(draft, "publish", "?part=shared&part=en")
    assert jobs(response)["problems"] == [("Late", ["shared", "en"], expected)]
    assert "The address “ring” is still used by “First” in public." in text_of(response)
    assert response.context["agenda"] == []


def test_text_that_was_taken_down_is_a_problem_with_its_reason(client, publisher, translator):
    draft = make_initiative_draft(title_en="Ring", title_ar="حلقة")
    publish(draft)
    entry = Entry.objects.get(pk=draft.pk)
    workflow.unpublish(entry=entry, parts=["ar"], user=publisher, reason="A wrong name.")

    response = open_page(client, translator)

    assert jobs(response)["problems"] == [("Ring", ["ar"], page_of(draft, "change", "?lang=ar"))]
    assert "A wrong name." in text_of(response)
    assert jobs(open_page(client, make_user("auditor", roles.AUDITORS))) == {}


# Who sees what


def test_contributor_finds_only_own_entries(client, publisher):
    contributor = make_user("contributor", roles.CONTRIBUTORS)
    publish(make_initiative_draft(title_en="Of others"))
    own = InitiativeDraft.objects.create(slug="own", title_en="Own", kind="proposal", status="ongoing", date="2013")
    edit(own, contributor)

    response = open_page(client, contributor)

    assert titles(response) == ["Own"]
    assert jobs(response) == {"mine": [("Own", ["shared", "en"], page_of(own, "change", "?lang=en"))]}
    assert (response.context["published"], response.context["latest"]) == ([], [])
    assert titles(open_page(client, contributor, COVERAGE)) == ["Own"]
    assert "Of others" not in response.content.decode()


def test_person_without_rights_is_told_so(client, stranger):
    make_initiative_draft(title_en="Ring")

    response = open_page(client, stranger)

    assert "You have no rights at the desk yet: ask an administrator for a role." in text_of(response)
    assert jobs(response) == {}
    assert titles(open_page(client, stranger, COVERAGE)) == []


def test_auditor_finds_the_matrix_and_no_work(client):
    draft = make_initiative_draft(title_en="Ring", title_ar="حلقة")
    submit(Entry.objects.get(pk=draft.pk), "en", user=make_superuser("writer"))

    response = open_page(client, make_user("auditor", roles.AUDITORS))

    assert (jobs(response), titles(response)) == ({}, ["Ring"])
    assert "Nothing waits for you now." in text_of(response)
    assert response.context["additions"] == []


def test_page_offers_the_kinds_that_a_person_may_add(client, editor):
    response = open_page(client, editor)

    assert {str(label) for label, _url in response.context["additions"]} == {"New initiative", "New event"}


@pytest.mark.parametrize("address", [FRONT, COVERAGE])
def test_desk_asks_to_sign_in(client, address):
    assert client.get(address).url == f"{reverse('admin:login')}?next={address}"


# The matrix


def test_matrix_has_the_states_and_the_totals_of_each_language(client, publisher):
    draft = make_initiative_draft(title_en="Ring", title_ar="حلقة")
    publish(draft, "shared", "en")
    edit(draft, summary_en="Something else.")
    publish(make_event_draft(title_en="Forum"))

    matrix = open_page(client, publisher, COVERAGE).context["matrix"]

    cells = {line.title.value: [[s.name for s in found] for _name, found, _url in row] for line, row in matrix.rows}
    assert cells == {
        "Ring": [["LIVE", "LIVE_DRAFT"], ["NOT_STARTED"], ["NOT_STARTED"], ["OUTDATED"]],
        "Forum": [["LIVE"], ["NOT_STARTED"], ["NOT_STARTED"], ["NOT_STARTED"]],
    }
    assert [current for _name, current in matrix.totals] == [1, 0, 0, 0]


def test_titles_are_in_the_language_of_the_desk_or_marked(client, publisher):
    make_initiative_draft(title_en="Only English")
    make_initiative_draft(title_en="Ring", title_ar="حلقة")
    client.force_login(publisher)

    response = client.get(COVERAGE, headers={"accept-language": "ar"})

    assert set(titles(response)) == {"Only English", "حلقة"}
    page = Forms(response.content.decode())
    marks = {(attrs.get("lang"), attrs.get("dir")) for tag, attrs in page.elements if tag == "a" and "lang" in attrs}
    assert {("en", "ltr"), ("ar", "rtl")} <= marks


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Outdated", "Mine", "Complete"]),
        ("show=open", ["Outdated", "Mine"]),
        ("show=mine", ["Mine"]),
        ("status=outdated", ["Outdated"]),
        ("status=outdated&part=kk", []),
        ("part=shared&status=live", ["Complete"]),
        ("kind=events.event", ["Mine"]),
        ("q=OUTD", ["Outdated"]),
        ("q=ҚАЗАҚША", ["Complete"]),
        ("kind=no.such&status=none&part=de&show=all&page=99", ["Outdated", "Mine", "Complete"]),
    ],
)
def test_filters(client, translator, query, expected):
    texts = {"title_kk": "Қазақша", "title_ru": "По-русски", "title_ar": "عنوان"}
    publish(make_initiative_draft(title_en="Complete", **texts))
    edit(make_initiative_draft(title_en="Outdated", title_ar="عنوان"), summary_en="Something else.")
    edit(make_event_draft(title_en="Mine"), translator, title_ar="عنوان")

    assert titles(open_page(client, translator, f"{COVERAGE}?{query}")) == expected


def test_shared_facts_count_when_no_language_is_chosen(client, publisher):
    draft = make_initiative_draft(title_en="Ring", title_kk="Сақина", title_ru="Кольцо", title_ar="حلقة")
    publish(draft)
    edit(draft, slug="ring")

    assert titles(open_page(client, publisher, f"{COVERAGE}?show=open")) == ["Ring"]
    assert titles(client.get(f"{COVERAGE}?status=live_draft")) == ["Ring"]
    assert titles(client.get(f"{COVERAGE}?status=live_draft&part=en")) == []


def test_counts_lead_to_the_entries_that_they_count(client, translator):
    edit(make_initiative_draft(title_en="Ring", title_ar="حلقة"), summary_en="Something else.")
    make_event_draft(title_en="Forum")

    for _status, cells in open_page(client, translator, COVERAGE).context["counts"]:
        for _name, count, query in cells:
            assert len(titles(client.get(f"{COVERAGE}?{query}"))) == count


# What it costs


def make_many(number, editor=None):
    """Entries with all their parts in many states, written past the desk to be quick."""
    drafts = InitiativeDraft.objects.bulk_create(
        InitiativeDraft(id=uuid.uuid4(), slug=f"entry-{n}", title_en=f"Entry {n}", kind="proposal", status="ongoing")
        for n in range(number)
    )
    entries = Entry.objects.bulk_create(Entry(id=d.pk, kind="initiatives.initiative", latest=1) for d in drafts)
    states = ("draft", "in_review", "returned")
    Part.objects.bulk_create(
        Part(entry=entry, part=part, state=states[n % 3], digest="1", is_source=part == "en", last_editor=editor)
        for n, entry in enumerate(entries)
        for part in ALL_PARTS
    )


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(("address", "most"), [(FRONT, 12), (COVERAGE, 8), (f"{COVERAGE}?status=draft&page=2", 8)])
def test_queries_do_not_depend_on_the_number_of_entries(client, address, most):
    person = make_user("all", roles.AUTHORS, roles.PUBLISHERS, *map(roles.reviewers, CONTENT_LANGUAGES))
    make_many(4, editor=person)
    client.force_login(person)
    cost(client, address)
    few = cost(client, address)
    Entry.objects.all().delete()
    InitiativeDraft.objects.all().delete()
    make_many(1001, editor=person)

    many = cost(client, address)

    assert len(many) <= len(few) <= most
    assert not [sql for sql in many if '"editorial_revision"."data"' in sql]


def test_page_has_fifty_rows(client, publisher):
    make_many(51)

    assert len(titles(open_page(client, publisher, COVERAGE))) == 50
    assert len(titles(client.get(f"{COVERAGE}?page=2"))) == 1


def test_numbers_beyond_a_thousand_are_told_as_more(client, publisher):
    make_many(1001)

    assert "Not complete (1000+) All (1000+)" in text_of(open_page(client, publisher))
    text = text_of(client.get(f"{COVERAGE}?page=99"))
    assert "1000+ entries Previous page Page 20 of 20" in text
    assert "Published and current, of 1000+ 0 0 0 0" in text
    lists = client.get(reverse("admin:initiatives_initiativedraft_changelist")).context["cl"]
    assert (str(lists.result_count), lists.paginator.num_pages) == ("1000+", 20)
