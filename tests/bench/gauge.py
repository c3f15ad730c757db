"""What a piece of work costs: CPU of this process and of the database server, queries, memory.

Seconds of different machines cannot be compared, so each figure also comes in `cal`: the time of a fixed Python loop,
taken in the same run.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class Cost:
    """Of one call, in CPU seconds of this process and of the database server (SQLite runs in this process).

    `database` is what passed while the database was asked, `queries` how often it was.
    """

    cpu: float
    database: float
    queries: int


def calibrate():
    """The CPU seconds of the fixed loop: the best of five."""

    def loop():
        began, total = time.process_time(), 0
        for number in range(100_000):
            total += number * number % 7
        return time.process_time() - began

    return min(loop() for _round in range(5))


def cost(work, rounds=5):
    """The middle of `rounds` calls of `work`, after one that is not counted."""
    work()
    costs = sorted((first_cost(work) for _round in range(rounds)), key=lambda each: each.cpu)
    return costs[len(costs) // 2]


def first_cost(work):
    """The cost of the very first call."""
    server, took = _server(), []

    def now():
        return time.process_time() + _cpu_of(server)

    def timed(execute, *arguments):
        began = now()
        try:
            return execute(*arguments)
        finally:
            took.append(now() - began)

    with connection.execute_wrapper(timed):
        began = now()
        work()
        return Cost(now() - began, sum(took), len(took))


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
