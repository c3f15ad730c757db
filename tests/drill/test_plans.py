"""No public page reads a whole table that grows, on either database: `make drill` asks at 100,000 entries.

What is read once after each publication and then kept in memory is read before, but for searches. Small tables say
nothing, since a database reads them whole; so there is nothing to run without PLAN_ENTRIES (conftest.py).
"""

import os
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from initiatives.models import Initiative
from peacedesk.editorial import keeping
from peacedesk.editorial.graph import content_roots, models_of
from peacedesk.website.models import SearchName, SearchNameKey, SearchRow, SearchWord
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
    "map/",
    "search/?q=Kazakhstan",
    "search/?q=Semipalatinks",
    "search/?q=nuclear&kind=event&from=1995",
)
# A scan in the order of an index that ends as soon as it has found enough.
SHORT = re.compile(r"\bLIMIT \d+", re.IGNORECASE)


def growing_tables():
    """The tables whose rows grow with the number of entries, with those of their links."""
    models = [model for root in content_roots() for model in models_of(root)]
    links = [field.remote_field.through for model in models for field in model._meta.many_to_many]
    searched = [SearchRow, SearchName, SearchNameKey, SearchWord]
    return {model._meta.db_table for model in (*models, *links, *searched)}


@pytest.fixture
def many_entries(db):
    content.fill(ENTRIES)
    call_command("rebuild_search", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_no_page_reads_a_whole_table(client, many_entries):
    assert scanned("SELECT * FROM initiatives_initiative WHERE kind LIKE '%x%'") == {"initiatives_initiative"}
    newest = [root.objects.latest("date_from").get_absolute_url() for root in (Initiative, Event)]
    scans = {}
    for address in (*(f"/{language}/{page}" for language in ("en", "ar") for page in PAGES), *newest):
        client.get(address)
        keeping.forget("searches", "cards of results")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        assert asked, address
        assert not any(" OFFSET " in sql for sql in asked), address
        scans |= {(address, table): sql[:500] for sql in asked for table in scanned(sql)}

    assert not scans


def scanned(sql):
    """The growing tables that a query reads whole, by the plan of the database."""
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql.replace('%', '%%')}", [])
        plan = [str(row[-1]) for row in cursor.fetchall()]
    pattern = r"Seq Scan on (\w+)" if connection.vendor == "postgresql" else r"^SCAN (\w+)"
    steps = [(match[1], line) for line in plan if (match := re.search(pattern, line))]
    return {table for table, line in steps if table in growing_tables() and not ("USING" in line and SHORT.search(sql))}
