"""Readers read from a replica that lags behind; whoever works at the desk, and every write, has the primary."""

import sqlite3
from contextlib import closing, contextmanager
from copy import deepcopy

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from peacedesk.editorial.models import SiteGeneration
from peacedesk.editorial.scheduling import GRACE
from tests import postgresql
from tests.factories import make_country, make_event, make_initiative_draft, make_superuser, publish
from tests.website.page_cache.asking import Process


class StreamingReplica:
    """A server that follows that of the tests, until it is held."""

    def __init__(self, home):
        self.home = home

    def settings(self):
        return {"HOST": str(self.home)}

    def hold(self):
        run(connections["replica"], "SELECT pg_wal_replay_pause()")

    def catch_up(self):
        [(written,)] = run(connection, "SELECT pg_current_wal_lsn()")
        run(connections["replica"], "SELECT pg_wal_replay_resume()")
        behind = "SELECT pg_sleep(0.01) WHERE pg_last_wal_replay_lsn() < %s"
        while run(connections["replica"], behind, written):
            pass


class CopiedFile:
    """What stands in for a replica on SQLite: a copy of the file, as old as its last `catch_up`."""

    def __init__(self, home):
        self.path = home / "replica.sqlite3"

    def settings(self):
        return {"NAME": str(self.path)}

    def hold(self):
        pass

    def catch_up(self):
        with closing(sqlite3.connect(self.path)) as copy:
            connection.connection.backup(copy)


def run(on, statement, *parameters):
    with on.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@pytest.fixture
def replica(transactional_db, tmp_path):
    with follower(tmp_path) as found:
        connections.settings["replica"] = deepcopy(connection.settings_dict) | found.settings()
        connections["replica"].connect()  # itself: tests may not open one to a database that came after their start
        found.catch_up()
        yield found
        connections["replica"].close()
        del connections["replica"], connections.settings["replica"]


@contextmanager
def follower(folder):
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield CopiedFile(folder)
        return
    if not postgresql.programs():
        pytest.skip("A replica needs pg_basebackup. Install PostgreSQL.")
    server = {name.lower(): connection.settings_dict[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
    address = make_conninfo(**{name: value for name, value in server.items() if value})
    with postgresql.replica(postgresql.programs(), address) as home:
        yield StreamingReplica(home)


@contextmanager
def watched(alias):
    """The statements that reach a database."""
    statements = []
    with connections[alias].execute_wrapper(
        lambda execute, sql, *given: statements.append(sql) or execute(sql, *given)
    ):
        yield statements


# Every kind of public answer, and an address that is none. Each tells of what changes, or of the state it is of.
PAGES = (
    "/en/",
    "/en/initiatives/?theme=nuclear-disarmament&q=lake&sort=title",
    "/en/initiatives/lake/",
    "/en/initiatives/lake.png",
    "/en/initiatives/lake.bib",
    "/en/initiatives.csv",
    "/en/initiatives.atom",
    "/en/events/",
    "/en/events.ics",
    "/en/search/?q=lakes",
    "/en/search/?q=lkae",
    "/en/search/suggestions?q=la",
    "/en/timeline/",
    "/en/map/",
    "/en/themes/nuclear-disarmament/",
    "/sitemap.xml",
    "/en/lake-of-no-page/",
)


def test_readers_see_what_the_replica_has_and_the_desk_what_the_primary_has(replica, client):
    draft = make_initiative_draft(slug="lake", title_en="The lake as it was")
    publish(draft)
    make_event(title_en="The lake forum")
    replica.catch_up()
    before = {address: seen(client, address) for address in PAGES}

    replica.hold()
    draft.title_en = "The lake as it is"
    draft.save()
    publish(draft)
    make_event(title_en="A second lake forum", city_en="Astana", country=make_country())
    with watched("default") as on_primary, watched("replica") as on_replica:
        held = {address: seen(client, address) for address in PAGES}
        client.head("/en/initiatives/lake/")
    assert on_primary == []
    assert len(on_replica) > len(PAGES)
    assert held == before
    assert b"The lake as it was" in held["/en/initiatives/lake/"][1]

    desk = Client()
    desk.force_login(make_superuser("chief"))
    with watched("replica") as on_replica:
        for address in (
            f"/admin/initiatives/initiativedraft/{draft.pk}/change/",
            f"/admin/initiatives/initiativedraft/{draft.pk}/preview/en/",
            "/en/initiatives/lake/",
            "/en/initiatives/?q=lake",
        ):
            assert b"The lake as it is" in seen(desk, address)[1], address
        assert desk.get("/admin/initiatives/initiativedraft/").status_code == 200
    assert on_replica == []

    replica.catch_up()
    after = {address: seen(client, address) for address in PAGES}
    unchanged = {address for address in PAGES if after[address] == before[address]}
    assert unchanged == {"/en/lake-of-no-page/"}


def seen(client, address):
    """What tells two answers at an address apart."""
    response = client.get(address)
    assert response.status_code in {200, 404}, address
    return response.status_code, response.getvalue(), response.get("ETag")


def test_a_page_is_kept_for_the_state_that_the_replica_has(replica, settings):
    draft = make_initiative_draft(slug="lake", title_en="The lake as it was")
    publish(draft)
    replica.catch_up()
    process = Process(settings.PAGE_STATE, interval=0)

    replica.hold()
    draft.title_en = "The lake as it is"
    draft.save()
    publish(draft)
    assert b"The lake as it was" in process.ask("/en/initiatives/lake/").body
    replica.catch_up()
    assert b"The lake as it is" in process.ask("/en/initiatives/lake/").body


def test_readiness_tells_of_a_replica_that_is_late_or_gone(replica, client):
    make_event()
    replica.catch_up()
    assert client.get("/readyz").content == b"ok"

    replica.hold()
    make_event()
    assert client.get("/readyz").content == b"ok"
    SiteGeneration.objects.update(changed_at=timezone.now() - 2 * GRACE)
    late = client.get("/readyz")
    assert (late.status_code, late.content) == (503, b"replica late")

    def refuse(*args):
        raise OperationalError

    with connections["replica"].execute_wrapper(refuse):
        gone = client.get("/readyz")
    assert (gone.status_code, gone.content) == (503, b"replica not ready")
