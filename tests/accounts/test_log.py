"""The log: who finds what in it, that nobody changes it, and what is written into it beside the transitions."""

import csv
import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord, User
from peacedesk.editorial import roles, workflow
from peacedesk.editorial.desk import lines as finding
from peacedesk.editorial.models import Part
from tests.conftest import CATALOGUE, make_user
from tests.factories import make_initiative, make_initiative_draft, make_superuser
from tests.forms import Forms

pytestmark = pytest.mark.django_db

Action = LogRecord.Action
LIST = reverse("admin:accounts_logrecord_changelist")
EXPORT = reverse("admin:accounts_logrecord_export")


@pytest.fixture
def auditor(client, db):
    """Signed in, before anything is in the log."""
    person = make_user("auditor", roles.AUDITORS)
    client.force_login(person)
    return person


def titles(client, **query):
    """What the lines of the list are about, the newest first."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [record.title for record in response.context["cl"].result_list]


def exported(client, query=""):
    response = client.post(EXPORT + query)
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode()
    return content, list(csv.reader(StringIO(content.removeprefix("\ufeff"))))


def lines(**about):
    """The lines of the log, without those of signing in by the tests."""
    found = LogRecord.objects.filter(**about).exclude(action="login").order_by("pk")
    return [(line.actor, line.action, line.outcome, line.title, line.text) for line in found]


# The database keeps it


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_logrecord SET actor = 'nobody'", "DELETE FROM accounts_logrecord"]
)
def test_the_database_refuses_to_change_or_delete_a_line(statement):
    record = log.write(Action.LOGIN, title="kept")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        record.delete()

    assert LogRecord.objects.get().title == "kept"


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_log_and_leaves_it_guarded():
    log.write(Action.LOGIN)
    call_command("flush", interactive=False, verbosity=0)
    assert not LogRecord.objects.exists()

    log.write(Action.LOGIN)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogRecord.objects.all().delete()


# The list


def test_a_line_tells_who_did_what_to_which_part_in_the_language_of_the_reader(client, auditor):
    auditor.interface_language = "en"
    auditor.save()
    make_initiative(title_en="A congress", title_kk="Съезд")
    row = client.get(LIST, {"action": "publish"}).content.decode()

    parts = 'Shared facts, <span lang="en" dir="ltr">English</span>, <span lang="kk" dir="ltr">Қазақша</span>'
    for shown in ("factory", "published", "done", "A congress", parts):
        assert shown in row
    assert client.get(LIST, headers={"accept-language": "ar"}).status_code == 200


def test_a_refusal_is_told_with_its_sentence_and_its_reason(client, auditor):
    initiative = make_initiative(title_en="A congress")
    entry = Part.objects.filter(entry=initiative.pk).first().entry
    with pytest.raises(workflow.Refused):
        workflow.recall(entry=entry, parts=["en"], user=make_superuser("hasty"))
    workflow.unpublish(entry=entry, parts=["en"], user=make_superuser("hasty"), reason="Wrong <b>date</b>.")
    page = client.get(LIST).content.decode()

    assert "English: this is not possible any more, it is now “approved”." in page
    assert "<q><bdi>Wrong &lt;b&gt;date&lt;/b&gt;.</bdi></q>" in page


def test_the_list_leads_to_the_entry(client, auditor):
    draft = make_initiative_draft(title_en="A congress")
    log.write(Action.SUBMIT, entry=draft.pk, kind="initiatives.initiative", title="A congress")
    log.write(Action.SUBMIT, entry=draft.pk, kind="no.such_kind", title="Of a kind that is gone")

    page = Forms(client.get(LIST).content.decode())

    addresses = [attrs["href"] for tag, attrs in page.elements if tag == "a" and str(draft.pk) in attrs["href"]]
    assert addresses == [reverse("admin:initiatives_initiativedraft_change", args=[draft.pk])]


def test_the_list_is_filtered_by_action_outcome_person_kind_and_entry(client, auditor):
    writer = make_user("writer")
    draft = make_initiative_draft()
    log.write(Action.SUBMIT, user=writer, title="by the writer", entry=draft.pk, kind="initiatives.initiative")
    log.write(Action.PUBLISH, outcome="refused", title="by the clock", kind="events.event")

    assert titles(client, action="submit") == ["by the writer"]
    assert titles(client, outcome="refused") == ["by the clock"]
    assert titles(client, person=writer.pk) == ["by the writer"]
    assert titles(client, person="nobody") == ["by the clock"]
    assert titles(client, kind="events.event") == ["by the clock"]
    assert titles(client, entry=draft.pk) == ["by the writer"]
    assert titles(client, q="WRITER") == ["by the writer"]
    assert titles(client, person="999", kind="no.kind") == ["by the clock", "by the writer", ""]


# How many lines are listed, and of how many each line asks whether it is among them.
@pytest.fixture(params=[(10, 10), (0, 10), (0, 0)], ids=["listed", "asked", "compared"])
def way(request, monkeypatch):
    for name, number in zip(("LISTED", "ASKED"), request.param, strict=True):
        monkeypatch.setattr(finding, name, number)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("semipalatinsk", ["second", "first"]),
        ("PALAT", ["second", "first"]),
        ("полигон", ["second"]),
        ("nsk ПОЛИ", ["second"]),
        ("site semi", ["first"]),
        ("writ semi", ["first"]),
        ('"of Semipalatinsk"', ["first"]),
        ('"Semipalatinsk of"', []),
        ('a "quo', ["first"]),
        ("50% of_it", ["first"]),
        ("50_", []),
        (r"back\slash", ["first"]),
        ("IŞIK", ["second"]),
        ("istanbul", ["second"]),
        ("straße", ["second"]),
        ("of", ["first"]),
        ("х", []),
        ("tinskaya", []),
        ("third", []),
    ],
)
def test_a_search_finds_every_word_and_phrase_anywhere_in_a_line(way, client, auditor, text, found):
    with time_machine.travel(dt.datetime(2026, 2, 2, tzinfo=dt.UTC), tick=False):
        about = {"title": "The site of Semipalatinsk", "reason": r'A "quote", 50% of_it, back\slash'}
        first = log.write(Action.SUBMIT, user=make_user("writer"), **about)
        second = log.write(Action.SUBMIT, title="SEMIPALATINSK, полигон", reason="Işık, ISTANBUL, STRAßE")
        log.write(Action.PUBLISH, title="Another line")
    names = {first.pk: "first", second.pk: "second"}

    lines = client.get(LIST, {"q": text}).context["cl"].result_list

    assert [names.get(line.pk) for line in lines] == found


def test_a_search_is_answered_by_the_index(client, auditor):
    is_sqlite = connection.vendor == "sqlite"
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST, {"q": "semipalatinsk"})
    asked = next(
        each["sql"] for each in queries if ("accounts_logindex" if is_sqlite else "UPPER(actor") in each["sql"]
    )

    with connection.cursor() as cursor:
        if not is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")  # as if the log were long
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{asked}")
        plan = str(cursor.fetchall())

    assert ("accounts_logindex VIRTUAL TABLE INDEX" if is_sqlite else "accounts_logrecord_letters") in plan


def test_a_search_keeps_the_order_the_filters_and_the_export(way, client, auditor):
    for hour, action in enumerate([Action.SUBMIT, Action.PUBLISH, Action.SUBMIT]):
        with time_machine.travel(dt.datetime(2026, 2, 2, 20 - hour, tzinfo=dt.UTC), tick=False):
            log.write(action, title=f"Congress {hour}")
            log.write(action, title=f"Forum {hour}")

    assert titles(client, q="congress") == ["Congress 0", "Congress 1", "Congress 2"]
    assert titles(client, q="congress", action="submit") == ["Congress 0", "Congress 2"]
    assert titles(client, q="co gr 2") == ["Congress 2"]
    assert titles(client, q="congress", o="1") == ["Congress 2", "Congress 1", "Congress 0"]
    assert [row[5] for row in exported(client, "?q=congress")[1][1:]] == ["Congress 0", "Congress 1", "Congress 2"]


def test_the_list_is_filtered_by_days_of_the_desk(client, auditor):
    for day in (1, 2, 3):
        with time_machine.travel(dt.datetime(2026, 2, day, 20, 0, tzinfo=dt.UTC), tick=False):
            log.write(Action.SUBMIT, title=f"on the evening of {day}")

    # 20:00 in UTC is 01:00 of the next day in Almaty.
    assert titles(client, since="2026-02-02", until="2026-02-03") == ["on the evening of 2", "on the evening of 1"]
    assert titles(client, since="2026-02-04", until="2026-02-04") == ["on the evening of 3"]
    assert titles(client, until="0001-01-01") == []
    assert titles(client, since="9999-12-31") == []


def test_a_day_that_is_none_is_told_and_other_filters_travel_with_the_form(client, auditor):
    page = client.get(LIST, {"since": "31 February", "action": "login", "q": "x"}).content.decode()

    assert "Enter a valid date." in page
    form = Forms(page).fields["period-form"]
    assert form == {"action": ["login"], "q": ["x"], "since": ["31 February"], "until": [""]}


def test_the_list_has_fifty_lines_and_constant_queries(client, auditor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(LIST)
        return len(captured), len(response.context["cl"].result_list)

    for number in range(5):
        log.write(Action.SUBMIT, title=str(number), entry=make_initiative_draft().pk, kind="initiatives.initiative")
    few, _shown = queries()
    for number in range(60):
        log.write(Action.SUBMIT, title=str(number), parts=["en", "kk"])

    assert queries() == (few, 50)


def test_nobody_changes_the_log_at_the_desk(client):
    record = log.write(Action.SUBMIT, title="kept")
    client.force_login(make_superuser("root"))
    change = reverse("admin:accounts_logrecord_change", args=[record.pk])
    delete = reverse("admin:accounts_logrecord_delete", args=[record.pk])

    assert client.get(change).status_code == 200
    assert client.post(change, {"title": "forged"}).status_code == 403
    assert client.get(reverse("admin:accounts_logrecord_add")).status_code == 403
    assert client.post(reverse("admin:accounts_logrecord_add"), {"title": "forged"}).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": record.pk, "post": "yes"}
    client.post(LIST, action)
    assert LogRecord.objects.get(pk=record.pk).title == "kept"


@pytest.mark.parametrize(
    ("group", "status", "has_export"),
    [(roles.AUDITORS, 200, True), (roles.ADMINISTRATORS, 200, False), (roles.PUBLISHERS, 403, None)],
)
def test_the_log_is_open_to_auditors_and_administrators(client, group, status, has_export):
    client.force_login(make_user("reader", group))

    response = client.get(LIST)

    assert response.status_code == status
    if status == 200:
        assert (EXPORT in response.content.decode()) is has_export
    assert client.post(EXPORT).status_code == (200 if has_export else 403)
    assert client.get(EXPORT).status_code == 405


# The export


def test_the_export_has_the_filtered_lines_and_is_logged_but_not_in_it(client, auditor):
    draft = make_initiative_draft()
    log.write(Action.SUBMIT, user=auditor, title="Сессия", entry=draft.pk, kind="initiatives.initiative", parts=["kk"])
    log.write(Action.EXPORT, title="an older export")

    content, rows = exported(client, "?action=submit")
    _content, every = exported(client)

    assert content.startswith("\ufeff")
    assert rows[0][:3] == ["time", "person", "action"]
    assert [row[1:8] for row in rows[1:]] == [
        ["auditor", "submitted for review", "done", "initiatives.initiative", "Сессия", str(draft.pk), "Қазақша"]
    ]
    assert dt.datetime.fromisoformat(rows[1][0]).utcoffset() == dt.timedelta(hours=5)
    assert lines(action="export")[1:] == [
        ("auditor", "export", "done", "action=submit", "Lines of the log: 1."),
        ("auditor", "export", "done", "", "Lines of the log: 4."),
    ]
    assert len(every) == 1 + 4


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(client, auditor, start):
    formula = f"{start}HYPERLINK(1)"
    log.write(Action.RETURN, title=formula, reason=formula)

    _content, rows = exported(client, "?action=return")

    assert (rows[1][5], rows[1][10]) == (f"'{formula}", f"'{formula}")


def test_the_export_is_in_the_language_of_its_reader(client, auditor):
    auditor.interface_language = "ru"
    auditor.save()
    log.write(Action.LOGIN)

    _content, rows = exported(client)

    assert rows[0][7] == "части"


def test_an_export_by_a_wrong_filter_leads_back_to_the_list(client, auditor):
    assert client.post(f"{EXPORT}?entry=none").status_code == 302
    assert lines(action="export") == []


# What is written into it


def test_signing_in_and_out_is_logged(client):
    make_user("writer")

    client.post(reverse("admin:login"), {"username": "writer", "password": "correct horse battery staple"})
    client.post(reverse("admin:logout"))

    assert list(LogRecord.objects.order_by("pk").values_list("actor", "action", "outcome")) == [
        ("writer", "login", "done"),
        ("writer", "logout", "done"),
    ]


def test_a_failed_login_is_logged_with_the_name_and_without_the_password(client):
    make_user("writer")

    client.post(reverse("admin:login"), {"username": "writer", "password": "battery"})
    client.login(username="x" * 300, password="battery")

    first, second = LogRecord.objects.order_by("pk")
    assert (first.actor, first.actor_id, first.action, first.outcome, first.title) == (
        *("", None, "login", "refused"),
        "writer",
    )
    assert second.title == "x" * 200
    assert "battery" not in str(LogRecord.objects.values())


def person_page(person, view="change"):
    return reverse(f"admin:accounts_user_{view}", args=[person.pk])


def save_person(client, person, **changes):
    form = Forms(client.get(person_page(person)).content.decode()).fields["user_form"]
    form = {name: values for name, values in (form | changes).items() if values is not None}
    assert client.post(person_page(person), form).status_code == 302


def test_a_change_of_rights_is_logged_with_what_was_before_and_is_now(client):
    administrator = make_user("administrator", roles.ADMINISTRATORS)
    person = make_user("someone", roles.AUTHORS)
    client.force_login(administrator)
    groups = [str(Group.objects.get(name=name).pk) for name in (roles.AUTHORS, roles.translators("kk"))]

    save_person(client, person, groups=groups)
    save_person(client, person, is_active=None, is_staff=None)
    save_person(client, person, first_name="Aru")

    assert lines() == [
        (*("administrator", "rights", "done", "someone"), text)
        for text in (
            "Roles before: Authors. Roles now: Authors, Translators (kk).",
            "The account was closed.",
            "This person may no longer sign in to the desk.",
        )
    ]


def test_a_new_account_and_a_new_password_are_logged(client):
    client.force_login(make_user("administrator", roles.ADMINISTRATORS))
    words = {"password1": "a horse of four stables", "password2": "a horse of four stables"}

    client.post(reverse("admin:accounts_user_add"), {"username": "new", "usable_password": "true", **words})
    person = User.objects.get(username="new")
    client.post(reverse("admin:auth_user_password_change", args=[person.pk]), {**words, "usable_password": "true"})
    client.post(reverse("admin:auth_user_password_change", args=[person.pk]), {**words, "password2": "other"})

    assert lines() == [
        ("administrator", "rights", "done", "new", "The account was made."),
        ("administrator", "rights", "done", "new", "The account was given another password."),
    ]


def test_a_refused_page_of_the_desk_is_logged(client, stranger):
    client.force_login(stranger)
    address = reverse("admin:accounts_user_changelist")

    assert client.get(address).status_code == 403

    assert lines() == [("stranger", "open", "refused", address, "")]


def test_a_transition_without_the_right_is_logged_once(client):
    draft = make_initiative_draft()
    client.force_login(make_user("translator", roles.translators("kk")))
    review = reverse("admin:initiatives_initiativedraft_review", args=[draft.pk])

    assert client.post(review, {"action": "submit", "parts": "en", "revision": "1"}).status_code == 403

    assert [line[:3] for line in lines()] == [("translator", "submit", "refused")]


def test_an_anonymous_visit_is_not_logged(client):
    client.get(LIST)
    client.get("/en/no-such-page/")
    assert not LogRecord.objects.exists()


def test_a_load_is_logged_with_its_counts(catalogue):
    call_command("loaddata", CATALOGUE[0], verbosity=0)

    first, second = LogRecord.objects.filter(action="import").order_by("pk")
    assert first.params["entries"] > 0
    assert second.params == {"entries": 0, "records": 0, "unchanged": second.params["unchanged"], "skipped": 0}
    assert second.text.startswith("Entries written: 0, records written: 0, unchanged: ")
    assert (second.actor, second.at.date()) == ("", timezone.now().date())
