"""What a piece of work costs: CPU of this process and of the database server, queries, memory.

Seconds of different machines, and of one machine at two moments, cannot be compared, so each figure also comes in
`cal`: the time of a fixed Python loop, taken in the same moments.
"""

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True)
class Cost:
    """Of one call, in CPU seconds of this process and of the database server (SQLite runs in this process).

    `database` is what passed while the database was asked, `slowest` the most of it for one query, `queries` how often
    it was, `unit` the CPU seconds of one cal meanwhile.
    """

    cpu: float
    database: float
    slowest: float
    queries: int
    unit: float

    @property
    def cal(self):
        return self.cpu / self.unit


def calibrate():
    """The CPU seconds of the fixed loop: the best of five."""
    return min(_loop() for _round in range(5))


def _loop():
    began, total = time.process_time(), 0
    for number in range(100_000):
        total += number * number % 7
    return time.process_time() - began


def cost(work, rounds=10):
    """The best of `rounds` calls of `work`, after one that is not counted: what else a machine does only adds to it."""
    work()
    costs = [_cost(work, _loop()) for _round in range(rounds)]
    return replace(min(costs, key=lambda each: each.cpu), unit=min(each.unit for each in costs))


def first_cost(work):
    """The cost of the very first call."""
    return _cost(work, calibrate())


def _cost(work, unit):
    server, took = _server(), []

    def now():
        return time.process_time() + _cpu_of(server)

    def make_cursor(cursor):
        return _Timed(cursor, connection, now, took)

    connection.make_cursor = make_cursor
    try:
        began = now()
        work()
        return Cost(now() - began, sum(took), max(took, default=0.0), len(took), unit)
    finally:
        del connection.make_cursor


class _Timed(CursorWrapper):
    """A cursor that adds to `took` what each statement takes by the clock `now`, with the reading of its rows."""

    def __init__(self, cursor, db, now, took):
        super().__init__(cursor, db)
        self.now, self.took, self.place = now, took, None

    def execute(self, *given):
        return self._begun(super().execute, *given)

    def executemany(self, *given):
        return self._begun(super().executemany, *given)

    def __getattr__(self, name):
        found = super().__getattr__(name)
        return partial(self._timed, found) if name.startswith("fetch") else found

    def __iter__(self):
        return iter(self.fetchall())

    def _begun(self, work, *given):
        self.place = len(self.took)
        self.took.append(0.0)
        return self._timed(work, *given)

    def _timed(self, work, *given):
        began = self.now()
        try:
            return work(*given)
        finally:
            self.took[self.place] += self.now() - began


def server_cpu():
    """The CPU seconds of the server process behind the connection so far; 0 for SQLite, which has none."""
    return _cpu_of(_server())


def _server():
    """The id of the server process behind the connection; None for SQLite."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _cpu_of(process):
    """The CPU seconds of a process so far (Linux: the first number of schedstat, nanoseconds)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9 if process else 0.0


def peak_memory(work):
    """By how many bytes the resident memory of this process grew at most while `work` ran (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    work()
    return _status("VmHWM") - before


def _status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
