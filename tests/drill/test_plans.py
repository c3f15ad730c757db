"""No public answer reads a whole large table, on either database: `make drill` asks at 100,000 entries.

What is read once after each publication and then kept in memory is read before, but for searches. A database reads a
small table whole, and one of which it is asked for a good part, and rightly: an index leads to a row at the cost of a
hundred that are read in passing. So what counts are tables with many rows at the size of the run, a hundred times as
many as a query finds, and no query may find more than what a file of the sitemap names. There is nothing to run without
PLAN_ENTRIES (conftest.py). Tables that do not grow with the record stay small at any size.
"""

import math
import os
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from initiatives.models import Initiative
from peacedesk.editorial import keeping
from peacedesk.website import sitemaps
from tests.bench import content

ENTRIES = int(os.environ["PLAN_ENTRIES"])
PAGES = (
    "",
    "initiatives/",
    "initiatives/?page=2",
    "initiatives/?sort=title&page=3",
    "initiatives/?theme=nuclear-disarmament&country=kz&from=1995&to=2015",
    "initiatives/?q=nuclear&status=ongoing",
    "events/",
    "events/?when=all&country=kz",
    "events/?when=past&sort=newest",
    "themes/",
    "themes/nuclear-disarmament/",
    "countries/",
    "countries/kz/",
    "organisations/",
    "organisations/un/",
    "people/",
    "sources/",
    "series/",
    "series/series-3/",
    "series/series-3.ics",
    "map/",
    "timeline/",
    "timeline/?page=30",
    "timeline/?theme=nuclear-disarmament&country=kz&from=1995&to=2015",
    "timeline/?line=disarmament&kind=milestone&status=done",
    "updates.atom",
    "updates.atom?page=20",
    "initiatives.atom",
    "initiatives.atom?page=3",
    "events.atom?theme=nuclear-disarmament",
    "search/?q=Kazakhstan",
    "search/?q=Semipalatinks",
    "search/?q=nuclear&kind=event&from=1995",
)
SITEMAPS = ("pages-1", "initiative-1", "initiative-2", "event-1", "country-1", "source-1", "eventseries-1")
# From so many rows on a table is large; how many are read in passing at the cost of one that an index leads to.
LARGE, IN_PASSING = 2_000, 100
# How queries begin, also unions and those that PostgreSQL knows by name.
ASKED = ("SELECT", "(SELECT", "EXECUTE")


@pytest.fixture
def many_entries(db):
    content.fill(ENTRIES)
    call_command("rebuild_search", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_no_answer_reads_a_whole_large_table(client, many_entries):
    large = large_tables()
    assert {"initiatives_initiative", "initiatives_milestone", "website_searchrow"} <= large.keys()
    whole = "SELECT * FROM initiatives_initiative WHERE kind LIKE '%x%'"
    assert read_whole(whole, large) == {"initiatives_initiative"}
    newest = [root.objects.latest("date_from").get_absolute_url() for root in (Initiative, Event)]
    pages = [f"/{language}/{page}" for language in ("en", "ar") for page in PAGES]
    files = ["/sitemap.xml", *(f"/sitemap-{name}.xml" for name in SITEMAPS)]

    plan_for_any_values()

    scans = {}
    for address in (*pages, *newest, *files):
        read(client, address)
        keeping.forget("searches", "cards of results")
        with CaptureQueriesContext(connection) as queries:
            assert read(client, address) == 200, address
        asked = [query["sql"] for query in queries if query["sql"].startswith(ASKED)]
        assert asked, address
        assert not any(" OFFSET " in sql for sql in asked), address
        scans |= {(address, table): sql[:500] for sql in asked for table in read_whole(sql, large)}

    assert not scans, "\n".join(f"{address} reads {table}: {sql}" for (address, table), sql in scans.items())


def read(client, address):
    """Take an answer to its end. Returns its status."""
    response = client.get(address)
    for _piece in response if response.streaming else ():
        pass
    return response.status_code


def plan_for_any_values():
    """Have PostgreSQL plan what it knows by name as it does from the sixth time on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")


def large_tables():
    """The tables with many rows, as {name: number of rows}."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    rows = {model._meta.db_table: model._base_manager.count() for model in models}
    return {table: number for table, number in rows.items() if number >= LARGE}


def read_whole(sql, tables):
    """Those of {table: number of rows} that a query reads whole, by the plan of the database.

    SQLite's plan does not tell a scan in the order of an index that ends with what it was for. Its machine does: it
    takes several steps for each row.
    """
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql.replace('%', '%%')}", [])
        plan = [str(row[-1]) for row in cursor.fetchall()]
    pattern = r"Seq Scan on (\w+)" if connection.vendor == "postgresql" else r"^SCAN (\w+)"
    scans = {match[1] for line in plan if (match := re.search(pattern, line))} & tables.keys()
    if not scans:
        return scans
    found, taken = costs(sql)
    assert found <= sitemaps.PAGES_PER_FILE, sql[:500]
    return {table for table in scans if found * IN_PASSING < tables[table] <= taken}


def costs(sql):
    """How many rows a query finds, and how many steps the machine of SQLite takes for it, to the nearest hundred."""
    counted, each, database = [], 100, connection.connection
    if connection.vendor == "sqlite":
        database.set_progress_handler(lambda: counted.append(each), each)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%", "%%"), [])
            found = len(cursor.fetchall())
    finally:
        if connection.vendor == "sqlite":
            database.set_progress_handler(None, each)
    return found, sum(counted) if connection.vendor == "sqlite" else math.inf
