"""What loading costs: `python -m tests.bench.loading [--entries 1000 10000]`.

Generated entries are written to fixture files and loaded into an empty database, by our `loaddata` and by Django's with
modeltranslation, which checks nothing, writes the public tables only and makes no index. Each load has a process of its
own, since only the first one shows how much memory it takes. Under `python -m tests.postgresql` the database is
PostgreSQL.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
django.setup()

from django.apps import apps  # noqa: E402  (models need the settings)
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from modeltranslation.management.commands.loaddata import Command as StockLoaddata  # noqa: E402

from peacedesk.editorial import publishing  # noqa: E402
from peacedesk.editorial.models import PublicChild, PublicEntry, ReferenceRecord  # noqa: E402
from tests.bench import content, gauge  # noqa: E402
from tests.bench.table import Least, heading, line  # noqa: E402

# Django's own takes minutes for more.
SAMPLE = 1000
LEAST = {"sqlite": 3_500}  # objects a second
TIMES = {"sqlite": 8, "postgresql": 4}  # of what Django's own loads
PUBLIC = (PublicEntry, PublicChild, ReferenceRecord)


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--stock", type=Path, help=argparse.SUPPRESS)
    options = options.parse_args(arguments)
    if options.load or options.stock:
        json.dump(load(options.load or options.stock, is_stock=bool(options.stock)), sys.stdout)
        return
    print()
    heading(
        f"loading, {connection.vendor}", "objects", "CPU s", "server CPU s", "a second", "× Django's 1,000", "MB more"
    )
    stock = None
    with tempfile.TemporaryDirectory() as folder:
        for entries in options.entries:
            path = write_fixture(entries, Path(folder))
            if entries <= SAMPLE:
                stock = run("--stock", path)
                row(f"Django's, {entries:,} entries", stock)
            ours = run("--load", path)
            row(f"ours, {entries:,} entries", ours, LEAST.get(connection.vendor), stock and stock["rate"])
            row("  and the search index", ours["index"])


def row(name, load, least=None, stock=None):
    """Print the figures of a load: its rate with the `least` that it should be and beside Django's, where given."""
    rate = Least(load["rate"], least) if least else load["rate"]
    times = Least(load["rate"] / stock, TIMES[connection.vendor]) if stock else None
    line(name, load["objects"], load["cpu"], load["server"], rate, times, load.get("memory"))


def write_fixture(entries, folder):
    """Write a file of so many initiatives, an event for every twenty of them, and the library. Returns its path."""
    empty()
    content.fill(entries)
    path = folder / f"{entries}.jsonl"
    models = [model._meta.label for model in apps.get_models() if issubclass(model, PUBLIC)]
    call_command("dumpdata", *models, natural_foreign=True, format="jsonl", output=path, verbosity=0)
    return path


def empty():
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)


def run(option, path):
    """What a load in a process of its own returns."""
    command = [sys.executable, "-m", "tests.bench.loading", option, path]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def load(path, *, is_stock):
    """Load a file into an empty database. Returns its figures as a dict, with those of the search index as `index`."""
    empty()
    command = StockLoaddata() if is_stock else "loaddata"
    indexing = Clock(publishing.after_publish)
    publishing.after_publish[:] = [indexing]

    def work():
        with transaction.atomic():  # else Django's command closes the connection, and with it the server's account
            call_command(command, path, verbosity=0)

    total = Clock([work])
    memory = gauge.peak_memory(total)
    with path.open() as file:
        objects = sum(1 for _line in file)
    loading = (total - indexing).figures(objects)
    return loading | {"memory": memory / 2**20, "index": indexing.figures(objects)}


class Clock:
    """Calls functions and adds up the seconds: CPU of this process, CPU of the database server, and on the wall."""

    def __init__(self, functions):
        self.functions, self.seconds = list(functions), (0.0, 0.0, 0.0)

    def __call__(self, *arguments):
        began = self.now()
        for function in self.functions:
            function(*arguments)
        self.seconds = tuple(
            total + after - before for total, before, after in zip(self.seconds, began, self.now(), strict=True)
        )

    def __sub__(self, other):
        difference = Clock([])
        difference.seconds = tuple(a - b for a, b in zip(self.seconds, other.seconds, strict=True))
        return difference

    def now(self):
        return time.process_time(), gauge.server_cpu(), time.perf_counter()

    def figures(self, objects):
        """The seconds of CPU, and how many of the objects were done in a second on the wall."""
        cpu, server, wall = self.seconds
        return {"objects": objects, "cpu": cpu, "server": server, "rate": wall and objects / wall}


if __name__ == "__main__":
    main()
