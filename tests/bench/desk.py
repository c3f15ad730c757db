"""What the pages of the desk cost as the record grows: `python -m tests.bench.desk [--entries 1000 10000 100000]`.

Fills a scratch database for each size: nearly all entries are published, the same few hundred are in work at every
size. Prints a table for each, then how the largest compares with the smallest. Under `python -m tests.postgresql` it
is one of PostgreSQL.
"""

import argparse
import os
import sys
from functools import partial

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.bench import content, desk_rows, gauge
from tests.bench.table import compare, heading, line

ROUNDS = 3


def pages():
    """The pages as (name, who opens it, address)."""
    initiative, event, ready = (f"/admin/{kind}/{key}" for kind, key in desk_rows.opened())
    lists = "/admin/initiatives/initiativedraft/"
    fronts = [(f"front page: {who}", who, "/admin/") for who in desk_rows.PEOPLE]
    return [
        *fronts,
        ("coverage", "publisher", "/admin/coverage/"),
        ("coverage, page 2", "publisher", "/admin/coverage/?page=2"),
        ("coverage, outdated", "translator", "/admin/coverage/?status=outdated"),
        ("coverage, not started in Arabic", "translator", "/admin/coverage/?part=ar&status=not_started"),
        ("coverage, not complete", "author", "/admin/coverage/?show=open"),
        ("coverage, in my name", "translator", "/admin/coverage/?show=mine"),
        ("coverage, a title", "publisher", f"/admin/coverage/?q={desk_rows.RARE}"),
        ("change list", "author", lists),
        ("change list, page 2", "author", f"{lists}?p=2"),
        ("change list, by title", "author", f"{lists}?o=1"),
        ("change list, ongoing", "author", f"{lists}?status__exact=ongoing"),
        ("change list, published in Russian", "author", f"{lists}?published=ru"),
        ("change list, not public", "author", f"{lists}?published=none"),
        ("change list, differs", "author", f"{lists}?differs=yes"),
        ("change list, differs not", "author", f"{lists}?differs=no"),
        ("change list, a theme", "author", f"{lists}?themes__id__exact={desk_rows.theme()}"),
        ("change list, a rare word", "author", f"{lists}?q={desk_rows.RARE}"),
        ("change list, a common word", "author", f"{lists}?q=Kazakhstan"),
        ("change list of a contributor", "contributor", lists),
        ("change list of events", "author", "/admin/events/eventdraft/"),
        ("change form of an initiative", "author", f"{initiative}/change/"),
        ("change form of an event", "author", f"{event}/change/"),
        ("change form of a translation", "translator", f"{initiative}/change/?lang=ru"),
        ("autocomplete of initiatives", "author", desk_rows.autocomplete()),
        ("review page", "reviewer", f"{initiative}/review/?part=ru"),
        ("publish page", "publisher", f"{ready}/publish/"),
        ("history", "author", f"{initiative}/history/"),
        ("log", "auditor", "/admin/accounts/logrecord/"),
        ("log, published", "auditor", "/admin/accounts/logrecord/?action__exact=publish"),
        ("log, refused", "auditor", "/admin/accounts/logrecord/?outcome__exact=refused"),
        ("log, search", "auditor", f"/admin/accounts/logrecord/?q={desk_rows.RARE}"),
    ]


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options.add_argument("--only", default="", help="measure only pages whose name holds this")
    options.add_argument("--keep", action="store_true", help="measure the database as it is")
    chosen = options.parse_args(arguments)
    tables = {}
    for entries in chosen.entries:
        if not chosen.keep:
            call_command("migrate", verbosity=0)
            call_command("flush", interactive=False, verbosity=0)
            content.fill(entries, lambda done: print(f"\r{done:,} entries made", end="", file=sys.stderr))
            desk_rows.fill()
        tables[entries] = report(entries, chosen.only)
    if len(tables) > 1:
        compare(tables)


def report(entries, only=""):
    """Print the costs at this size. Returns them as {name: `gauge.Cost`}."""
    print(f"\n{connection.vendor}, {entries:,} entries at the desk\n")
    heading("", "CPU ms", "cal", "queries", "database ms")
    found = {}
    for name, who, address in pages():
        if only in name:
            client = Client()
            client.force_login(desk_rows.person(who))
            found[name] = cost = gauge.cost(partial(fetch, client, address), ROUNDS)
            line(name, cost.cpu * 1000, cost.cal, cost.queries, cost.database * 1000)
    return found


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


if __name__ == "__main__":
    main()
