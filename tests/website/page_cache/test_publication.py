"""Kept pages and the desk: what is published is seen at once, what is not is never seen."""

import datetime as dt
from http import HTTPStatus

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client

from initiatives.models import InitiativeDraft
from peacedesk.editorial import publishing, workflow
from peacedesk.editorial.models import Entry
from peacedesk.website.page_cache.state import SharedState, shared_state
from tests.editorial.test_publish_due import make_scheduled
from tests.factories import approve, make_initiative, make_initiative_draft, make_superuser, make_theme, publish
from tests.forms import Forms
from tests.website.page_cache.asking import Process

pytestmark = pytest.mark.django_db(transaction=True)

FOUND, GONE = HTTPStatus.OK, HTTPStatus.GONE


@pytest.fixture
def processes(settings):
    """Two processes of this host, and one of a host that learns of publications from the database."""
    path = settings.PAGE_STATE
    return [Process(path), Process(path), Process(path.with_name("another-host"), interval=0)]


def shown(processes, address, text):
    """Whether `text` is on the page at an address, as each process answers, asked twice."""
    answers = [process.ask(address) for process in processes for _time in range(2)]
    return [text in answer.body.decode() for answer in answers]


def title_of(number, language="en"):
    return f"Accord {number} of {language}"


def make_accord(**fields):
    titles = {f"title_{code}": title_of(1, code) for code in ("en", "kk", "ru", "ar")}
    return make_initiative_draft(slug="accord", **titles, **fields)


def take_down(entry, *languages):
    workflow.unpublish(entry=entry, parts=languages, reason="Withdrawn.", user=make_superuser("publisher"))


def test_each_step_of_a_life_is_seen_on_the_next_request_of_every_process(processes):
    draft = make_accord()
    page, listing = "/en/initiatives/accord/", "/kk/initiatives/"
    assert not any(shown(processes, listing, title_of(1, "kk")))

    publish(draft)
    assert all(shown(processes, page, title_of(1)) + shown(processes, listing, title_of(1, "kk")))

    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en=title_of(2))
    draft.refresh_from_db()
    approve(draft, "en")
    assert all(shown(processes, page, title_of(1)))
    publish(draft, "en")
    assert all(shown(processes, page, title_of(2)))
    assert not any(shown(processes, page, title_of(1)))

    entry = Entry.objects.get(pk=draft.pk)
    take_down(entry, "kk")
    assert not any(shown(processes, listing, title_of(1, "kk")))
    take_down(entry, "en", "ru", "ar")
    assert {process.ask(page).status for process in processes} == {GONE}


def test_a_record_that_changes_changes_the_pages_that_name_it(processes):
    publish(make_accord(themes=[make_theme()]))
    assert all(shown(processes, "/en/initiatives/accord/", "Nuclear disarmament"))

    admin = Client()
    admin.force_login(make_superuser("librarian"))
    address = f"/admin/library/theme/{make_theme().pk}/change/"
    form = Forms(admin.get(address).content.decode()).fields["theme_form"]
    answer = admin.post(address, form | {"name_en": "Arms control", "_save": "1"})

    assert answer.status_code == HTTPStatus.FOUND
    assert all(shown(processes, "/en/initiatives/accord/", "Arms control"))


def test_a_draft_and_its_preview_leave_no_trace(processes):
    draft = make_accord()
    publish(draft)
    addresses = ["/en/initiatives/accord/", "/en/initiatives/", "/en/", "/en/updates.atom"]
    before = [process.ask(address) for process in processes for address in addresses]
    desk = Client()
    desk.force_login(make_superuser("editor"))
    change = f"/admin/initiatives/initiativedraft/{draft.pk}"
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en=title_of(2))

    preview = desk.get(f"{change}/preview/en/")

    assert title_of(2) in preview.content.decode()
    assert "no-store" in preview["Cache-Control"]
    after = [process.ask(address) for process in processes for address in addresses]
    assert after == before
    assert all(len(process.made) == len(addresses) for process in processes)
    assert processes[0].ask(f"{change}/preview/en/").status == HTTPStatus.FOUND  # to the sign-in page


def test_what_is_planned_is_seen_at_its_time_and_not_before(processes):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        make_scheduled(slug="planned", title_en="Planned", minutes=10)
        assert not any(shown(processes, "/en/initiatives/", "Planned"))

        clock.shift(dt.timedelta(minutes=9, seconds=59))
        call_command("publish_due", verbosity=0)
        assert not any(shown(processes, "/en/initiatives/", "Planned"))
        assert {process.ask("/en/initiatives/planned/").status for process in processes} == {HTTPStatus.NOT_FOUND}

        clock.shift(dt.timedelta(seconds=1))
        call_command("publish_due", verbosity=0)
        assert all(shown(processes, "/en/initiatives/", "Planned"))
        assert {process.ask("/en/initiatives/planned/").status for process in processes} == {FOUND}


def test_a_page_that_was_begun_before_a_publication_is_not_kept(settings):
    draft = make_accord()
    publish(draft)
    later = []

    def overtaken(environ, start_response):
        """Django, whose answer is ready just before somebody publishes."""
        answer = process.django_itself(environ, start_response)
        if later:
            later.pop()()
        return answer

    process = Process(settings.PAGE_STATE)
    process.django_itself, process.django = process.django, overtaken
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en=title_of(2))
    draft.refresh_from_db()
    later.append(lambda: publish(draft))

    assert title_of(1) in process.ask("/en/initiatives/accord/").body.decode()
    assert title_of(2) in process.ask("/en/initiatives/accord/").body.decode()
    assert len(process.made) == 2


def test_a_language_that_is_not_published_is_shown_by_another_until_it_is(processes):
    draft = make_initiative_draft(slug="accord", title_en="Accord", title_kk="Келісім")
    publish(draft, "shared", "en")
    assert not any(shown(processes, "/kk/initiatives/accord/", "Келісім"))

    publish(draft, "kk")

    assert all(shown(processes, "/kk/initiatives/accord/", "Келісім"))
    assert not any(shown(processes, "/en/initiatives/accord/", "Келісім"))


def test_a_publication_that_is_taken_back_ends_nothing(settings):
    make_initiative()
    state = SharedState(settings.PAGE_STATE, interval=0)
    before = state.present()

    with transaction.atomic():
        publishing.announce("initiatives.initiative", [])
        transaction.set_rollback(True)
    assert state.present() == before
    publishing.announce("initiatives.initiative", [])

    assert state.present() > before
    assert state.present() == shared_state().present() == SharedState(settings.PAGE_STATE).present()


def test_pages_are_served_while_the_database_is_away(settings):
    make_initiative(title_en="Lasting")
    process = Process(settings.PAGE_STATE, interval=0)
    kept = process.ask("/en/initiatives/")

    with connection.execute_wrapper(refuse):
        again = process.ask("/en/initiatives/")

    assert again == kept


def refuse(*_arguments):
    raise OperationalError
