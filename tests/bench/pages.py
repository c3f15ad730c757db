"""What public pages cost as the record grows: `python -m tests.bench.pages [--entries 1000 10000 100000]`.

Made by Django, and kept finished; and what finding costs. Fills a scratch database for each size.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import brotli
import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client

from peacedesk.editorial import keeping
from peacedesk.website import listing
from peacedesk.website.models import SearchWord
from tests.bench import content, gauge
from tests.bench.table import Goal, compare, goal, heading, line
from tests.website.page_cache.asking import Process, environ_of

COMMON, LAST = "search, a common word", "list, last page"
RAREST = "the rarest word"
SEARCH_CAL, SEARCH_QUERIES, QUERY_MS = 3.0, 4, 25


class Page(NamedTuple):
    """A kind of page, with the most that it may cost, if anything is said of that: CPU in cal, and queries."""

    name: str
    address: str
    cal: float | None = None
    queries: int | None = None


PAGES = [
    Page("list", "/en/initiatives/", 2.5, 4),
    Page("list, two facets", "/en/initiatives/?theme=nuclear-disarmament&country=kz", 2.5, 4),
    Page("list, page 40", "/en/initiatives/?page=40", 2.5, 4),
    Page("list, words", "/en/initiatives/?q=nuclear", 3.0, 4),
    Page("initiative", "/en/initiatives/initiative-1/", 2.0, 6),
    Page("event", "/en/events/event-1/", 2.0, 6),
    Page("home", "/en/", 2.5, 6),
    Page("events", "/en/events/?when=all", 3.0, 4),
    Page(COMMON, "/en/search/?q=Kazakhstan", SEARCH_CAL, SEARCH_QUERIES),
    Page("timeline", "/en/timeline/", 2.5, 6),
    Page("timeline, page 30", "/en/timeline/?page=30", 2.5, 6),
    Page("timeline, two filters", "/en/timeline/?theme=nuclear-disarmament&country=kz"),
    Page("map", "/en/map/"),
    Page("series", "/en/series/series-3/"),
    Page("feed of all updates", "/en/updates.atom"),
]
# What searches leave for those that follow.
KEPT = ("searches", "cards of results")
# What the first of its readers waits for after each publication.
FIRST = ("list", "home", "events", "timeline", COMMON)
# Words that most entries have, that some have and that hardly any has; a name in another script, a slip, several words.
SEARCHES = {
    "two common words": ("en", "nuclear weapons"),
    "a rare word": ("en", "Semipalatinsk"),
    "a name in another script": ("en", "Токаев"),
    "a slip": ("en", "Semipalatinks"),
    "forty words": (
        "en",
        "Kazakhstan nuclear weapons states peace talks United Nations General Assembly security council " * 4,
    ),
    "an inflected word": ("ru", "инициативами"),
    "a Kazakh word with suffixes": ("kk", "бастамаларымыздың"),
    "an Arabic word with article": ("ar", "والمبادرات"),
}
SEARCH_SECONDS = {"sqlite": 0.15, "postgresql": 0.05}
WARM_CAL, TIMES = 0.006, 500
FILE_BYTES = 64 * 2**20


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options.add_argument("--keep", action="store_true", help="measure the database as it is")
    chosen, tables = options.parse_args(arguments), {}
    for entries in chosen.entries:
        if not chosen.keep:
            fill(entries)
        tables[entries] = report(entries)
    if len(tables) > 1:
        compare(tables)


def fill(entries):
    """A scratch database with so many initiatives, an event for every twenty of them, and the search index."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    content.fill(entries, lambda done: print(f"\r{done:,} entries made", end="", file=sys.stderr))
    rebuild = gauge.first_cost(lambda: call_command("rebuild_search", verbosity=0))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n{connection.vendor}, {entries:,} entries: search index built in {rebuild.cpu:.0f} s CPU")


def report(entries):
    """Print the costs at this size. Returns those of pages as {name: `gauge.Cost`}."""
    print(f"1 cal = {gauge.calibrate() * 1000:.2f} ms CPU at the start\n")
    client, process = Client(), Process(Path(mkdtemp()) / "state")
    heading("made by Django", "CPU ms", "cal", "queries", "database ms", "longest query", "KB brotli")
    found = {}
    last = client.get("/en/initiatives/").context_data["paginator"].num_pages
    for page in [*PAGES, Page(LAST, f"/en/initiatives/?page={last}", queries=4)]:
        pages = [get(client, page.address) for _time in range(2)]
        found[page.name] = made = gauge.cost(partial(get, client, page.address))
        size = len(brotli.compress(pages[0].content, quality=5)) / 1024
        cals, queries = goal(made.cal, page.cal), goal(made.queries, page.queries)
        longest = Goal(made.slowest * 1000, QUERY_MS)
        line(page.name, made.cpu * 1000, cals, queries, made.database * 1000, longest, size)
    for page in PAGES:
        if page.name in FIRST:
            listing.forget()
            made = gauge.first_cost(partial(get, client, page.address))
            name = f"{page.name}, the first after a publication"
            line(name, made.cpu * 1000, made.cal, made.queries, made.database * 1000)
    rarest = SearchWord.objects.filter(language="en").order_by("rows", "word").first().word
    for name, (language, words) in {**SEARCHES, RAREST: ("en", rarest)}.items():
        found[f"search: {name}"] = made = gauge.cost(partial(search, client, language, words))
        cpu = Goal(made.cpu * 1000, SEARCH_SECONDS[connection.vendor] * 1000)
        longest = Goal(made.slowest * 1000, QUERY_MS)
        line(
            f"search: {name}",
            cpu,
            Goal(made.cal, SEARCH_CAL),
            Goal(made.queries, SEARCH_QUERIES),
            made.database * 1000,
            longest,
        )
    line("the last page of the list, × the first", Goal(found[LAST].cal / found["list"].cal, 10))
    rare = found[f"search: {RAREST}"].cal
    line("a search for a common word, × the rarest", Goal(found[COMMON].cal / rare, 3))
    print()
    heading("kept finished", "CPU µs", "cal", "queries")
    for page in PAGES:
        process.ask(page.address)
        if process.ask(page.address) and process.made.count(page.address) == 1:
            kept = gauge.cost(partial(ask, process, environ_of(page.address, headers={"accept_encoding": "br"})))
            line(page.name, kept.cpu / TIMES * 1e6, Goal(kept.cal / TIMES, WARM_CAL), Goal(kept.queries, 0))
    memory = gauge.peak_memory(lambda: read(client, "/en/initiatives.csv"))
    print()
    line(f"CSV of {entries:,} rows, MB more at most", Goal(memory / 2**20, FILE_BYTES / 2**20))
    print()
    return found


def ask(process, environ):
    for _time in range(TIMES):
        process.cache(environ, lambda *_given: None)


def get(client, address):
    """The answer to a request, in which nothing of an earlier search is made use of."""
    keeping.forget(*KEPT)
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def search(client, language, words):
    keeping.forget(*KEPT)
    return client.get(f"/{language}/search/", {"q": words})


def read(client, address):
    for _chunk in client.get(address).streaming_content:
        pass


if __name__ == "__main__":
    main()
