"""Once the days of a planned event are over, the desk asks what became of it; nothing changes by itself."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, EventDraft
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import roles
from peacedesk.editorial.quality import WARNING, problems
from tests.conftest import make_user
from tests.factories import make_event, make_event_draft, make_initiative_draft, make_source

pytestmark = pytest.mark.django_db

DAY_AFTER = "2024-06-15 12:00+05:00"
SENTENCE = "Status: the date, %s, has passed. Say what became of the event; if no source tells, leave it."


@pytest.fixture(autouse=True)
def _day_after():
    with time_machine.travel(DAY_AFTER, tick=False):
        yield


def front(client, user, language="en"):
    client.force_login(user)
    response = client.get(reverse("admin:index"), headers={"accept-language": language})
    assert response.status_code == 200
    return response


def asked(response):
    """The cases on the front page as (title, words, address)."""
    return [(c.line.title.value, c.words, c.url) for _q, _count, cases in response.context["questions"] for c in cases]


def make_plan(status="announced", date="2024-06-13/2024-06-14", **fields):
    return make_event_draft(status=status, date=date, status_source=make_source(), **fields)


def field_of(draft):
    return reverse("admin:events_eventdraft_change", args=[draft.pk]) + "#id_status"


def warnings(draft):
    graph = graphs.capture(EventDraft, draft.pk)
    return [str(p.text) for p in problems(graph, graphs.SHARED) if (p.level, p.anchor) == (WARNING, "id_status")]


@pytest.mark.parametrize(
    ("status", "date", "words"),
    [
        ("announced", "2024-06-13/2024-06-14", "13–14 June 2024"),
        ("confirmed", "2024-06-14", "14 June 2024"),
        ("postponed", "2024-05", "May 2024"),
        ("announced", "2023", "2023"),
        ("announced", "2024-06-13/2024-06-15", ""),
        ("announced", "2024-06", ""),
        ("announced", "2024", ""),
        ("announced", "2024-01-01/..", ""),
        ("announced", "unknown", ""),
        ("announced", "unknown:2018", ""),
        ("held", "2024-06-14", ""),
        ("cancelled", "2024-06-14", ""),
    ],
)
def test_desk_asks_about_plans_whose_last_day_is_over(client, editor, status, date, words):
    draft = make_plan(status, date, title_en="Forum")

    expected = [("Forum", f"{status.capitalize()}: {words}", field_of(draft))] if words else []
    assert asked(front(client, editor)) == expected
    assert warnings(draft) == ([SENTENCE % words] if words else [])


def test_recurring_event_is_not_asked_about(client, editor):
    draft = make_event_draft(recurrence="yearly", recurrence_day="06-13", date="2009/2010")

    assert asked(front(client, editor)) == warnings(draft) == []


def test_question_leads_to_the_field_and_is_gone_once_it_is_answered(client, editor):
    draft = make_plan(title_en="Forum")
    [(_title, _words, address)] = asked(front(client, editor))
    page, _sharp, field = address.partition("#")
    assert BeautifulSoup(client.get(page).content, "html.parser").select_one(f"select#{field}[name=status]")

    draft.status = "held"
    draft.save()

    assert asked(front(client, editor)) == []


def test_passing_of_time_changes_no_status(client, editor):
    with time_machine.travel("2024-06-01", tick=False):
        draft = make_plan()
        event = make_event(status="confirmed", date="2024-06-13")

    front(client, editor)
    client.get(f"/en/events/{event.slug}/")

    assert EventDraft.objects.get(pk=draft.pk).status == "announced"
    assert Event.objects.get(pk=event.pk).status == "confirmed"


def test_only_those_who_may_write_the_shared_facts_are_asked(client, editor, publisher, stranger):
    make_plan(title_en="Forum")

    assert len(asked(front(client, editor))) == 1
    for person in (publisher, stranger, make_user("translator", roles.translators("ar"))):
        assert asked(front(client, person)) == []


def test_list_is_on_the_page_longest_waiting_first_and_counted(client, editor):
    for number in range(9):
        make_plan(date=f"2024-06-0{9 - number}", title_en=f"Forum {9 - number}")

    response = front(client, editor)

    soup = BeautifulSoup(response.content, "html.parser")
    section = soup.select_one("section[aria-labelledby=overtaken]")
    assert section.h2.get_text() == "Dates have passed: confirm what became of these events"
    assert [link.get_text() for link in section.select("strong a")] == [f"Forum {n}" for n in range(1, 9)]
    assert "8 of 9" in section.get_text()
    assert soup.select_one(".counters a[href='#overtaken']").get_text().split() == ["9", "Events", "to", "confirm"]
    assert response.context["waiting"] == 9 + sum(count for _inbox, count, *_rest in response.context["inboxes"])


def test_question_costs_one_query_whatever_the_number_of_events(client, editor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found = asked(front(client, editor))
        return len(found), len(queries)

    make_initiative_draft()
    make_plan()
    front(client, editor)
    one = cost()
    for _number in range(4):
        make_plan()

    assert (one[0], cost()) == (1, (5, one[1]))
