"""What finding costs as the record grows: `python -m tests.bench [--entries 1000 10000 100000]`.

Fills a scratch database for each size and prints a table. Under `python -m tests.postgresql` it is one of PostgreSQL.
"""

import argparse
import gzip
import sys
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.bench import content, gauge

# Words that most entries have, that some have and that hardly any has; a name in another script, a slip, several words.
SEARCHES = {
    "a common word": ("en", "Kazakhstan"),
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
PAGES = {
    "list": "/en/initiatives/",
    "list, two facets": "/en/initiatives/?theme=nuclear-disarmament&country=kz",
    "list, page 100": "/en/initiatives/?page=100",
    "list, words": "/en/initiatives/?q=nuclear",
    "events": "/en/events/?when=all",
    "timeline": "/en/timeline/",
    "map": "/en/map/",
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    for entries in options.parse_args().entries:
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        fill(entries)
        report(entries)


def fill(entries):
    content.fill(entries, lambda done: print(f"\r{done:,} entries made", end="", file=sys.stderr))
    rebuild = gauge.first_cost(lambda: call_command("rebuild_search", verbosity=0))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n{connection.vendor}, {entries:,} entries: search index built in {rebuild.all_cpu:.0f} s CPU")


def report(entries):
    cal = gauge.calibrate()
    print(f"1 cal = {cal * 1000:.2f} ms\n")
    print(f"{'':34}{'CPU ms':>10}{'server ms':>11}{'cal':>8}{'queries':>9}{'KB gzip':>9}")
    client = Client()
    first = gauge.first_cost(partial(get, client, PAGES["list"]))
    row("first list after a publication", first, cal)
    for name, address in PAGES.items():
        size = len(gzip.compress(get(client, address).content, 6)) / 1024
        row(name, gauge.cost(partial(get, client, address)), cal, size)
    for name, (language, words) in SEARCHES.items():
        row(f"search: {name}", gauge.cost(partial(search, client, language, words)), cal)
    memory = gauge.peak_memory(lambda: read(client, "/en/initiatives.csv"))
    print(f"CSV of {entries:,} rows: memory grows by {memory / 2**20:.0f} MB at most\n")


def row(name, cost, cal, size=None):
    figures = f"{cost.cpu * 1000:>10.1f}{cost.server * 1000:>11.1f}{cost.all_cpu / cal:>8.2f}{cost.queries:>9}"
    print(f"{name:34}{figures}{'' if size is None else f'{size:>9.1f}'}")


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def search(client, language, words):
    return client.get(f"/{language}/search/", {"q": words})


def read(client, address):
    for _chunk in client.get(address).streaming_content:
        pass
