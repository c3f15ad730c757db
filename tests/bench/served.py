"""What a finished page costs under a server: `python -m tests.bench.served`.

Three applications stand on granian at once, each with one process and one thread: a WSGI function that returns
constant bytes, WhiteNoise with the same bytes as a file, and the site; the last two on gunicorn too, with three threads
as in docs/scale.md. They are asked in turn, so that all meet the machine in the same state; what counts is the CPU of
the server's process for each request, and the ratios in one run.
"""

import json
import os
import random
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

import brotli
import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
    django.setup()


from peacedesk.languages import CONTENT_LANGUAGES
from tests.bench import hot
from tests.bench.table import Goal, Least, heading, line
from tests.server import children_of, command_of, free_port, site_environment

SITE, FILE = "peacedesk.wsgi:application", "tests.bench.floor:static_file"
PAGE = "/en/initiatives/"
REQUESTS, CONNECTIONS, ROUNDS = 16_000, 8, 5
THREADS = {"granian": 1, "gunicorn": 3}
TICK = os.sysconf("SC_CLK_TCK")
ACCEPT = "gzip, deflate, br"


class Target:
    """An application on a port; `pid` is the process that answers.

    `start` is how many seconds passed from the start of its server to the end of its first answer.
    """

    start = None

    def __init__(self, port, pid, path):
        self.port, self.pid, self.path = port, pid, path

    def at(self, path):
        """The same application, asked for another page."""
        return Target(self.port, self.pid, path)

    def ask(self, headers=""):
        """The whole answer to one request, over a connection of its own."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as connection:
            return exchange(connection, self.request(headers))

    def request(self, headers=""):
        lines = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: {ACCEPT}\r\n{headers}\r\n"
        return lines.encode()

    @property
    def cpu(self):
        """The CPU seconds of the process so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    @property
    def memory(self):
        """The resident bytes of the process (Linux)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cost(self, requests=REQUESTS):
        """The CPU seconds of one of many requests over a few connections, and how many are answered in a second."""
        share = requests // CONNECTIONS
        cpu, began = self.cpu, time.perf_counter()
        readers = [threading.Thread(target=self._ask_again_and_again, args=[share]) for _number in range(CONNECTIONS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        return (self.cpu - cpu) / (share * CONNECTIONS), share * CONNECTIONS / (time.perf_counter() - began)

    def _ask_again_and_again(self, times):
        request = self.request()
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as connection:
            for _time in range(times):
                assert exchange(connection, request).startswith(b"HTTP/1.1 200")


def exchange(connection, request):
    """The bytes of the answer to one request on a connection that stays open."""
    connection.sendall(request)
    answer = connection.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _gap, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def served(application, path, server="granian", **environment):
    """Yield a `Target`: `application`, such as package.module:name, on a server."""
    port, began = free_port(), time.perf_counter()
    process = subprocess.Popen(
        command_of(server, application, port=port, workers=1, threads=THREADS[server]),
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port) or not children_of(process.pid):
            assert process.poll() is None
            time.sleep(0.01)
        (worker,) = children_of(process.pid)
        target = Target(port, worker, path)
        assert target.ask().startswith(b"HTTP/1.1 200")
        target.start = time.perf_counter() - began
        yield target
    finally:
        process.terminate()
        process.wait()


def _answers(port):
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def all_targets():
    """Yield {name: `Target`} of the site and of what it is held against, with the same bytes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = site_environment()

        def serve(*given, **environment):
            return stack.enter_context(served(*given, **environment))

        site = serve(SITE, PAGE, **ours)
        head, _gap, body = site.ask().partition(b"\r\n\r\n")
        pairs = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        headers = [pair for pair in pairs if pair[0] not in {"server", "date"}]
        (folder / "headers.json").write_text(json.dumps(headers))
        (folder / "page.html").write_bytes(brotli.decompress(body))
        (folder / "page.html.br").write_bytes(body)
        floor = {"BENCH_PAGE": str(folder)}
        yield {
            "constant": serve("tests.bench.floor:constant", "/", **floor),
            "WhiteNoise": serve(FILE, "/page.html", **floor),
            "page": site,
            "WhiteNoise, gunicorn": serve(FILE, "/page.html", "gunicorn", **floor),
            "page, gunicorn": serve(SITE, PAGE, "gunicorn", **ours),
        }


def report():
    """Print the table for the database as it is."""
    with all_targets() as targets:
        costs = measure(targets)
        cpu = {name: median(cpu for cpu, _rate in found) for name, found in costs.items()}
        rates = {name: median(rate for _cpu, rate in found) for name, found in costs.items()}
        heading("A finished page, 1 process, on granian if nothing is said", "CPU µs", "requests/s")
        for name in targets:
            line(name, cpu[name] * 1e6, rates[name])
        print()
        heading("", "figure", "goal")
        # Ratios of each round, since the machine is another one in the next.
        to_constant = median(a / b for (a, _), (b, _) in zip(costs["page"], costs["constant"], strict=True))
        to_file = median(a / b for (a, _), (b, _) in zip(costs["page"], costs["WhiteNoise"], strict=True))
        line("CPU, × constant bytes", Goal(to_constant, 1.15))
        line("CPU, × WhiteNoise", Goal(to_file, 0.7))
        line("requests a second, × WhiteNoise", Least(rates["page"] / rates["WhiteNoise"], 1.2))
        on_gunicorn = rates["page, gunicorn"] / rates["WhiteNoise, gunicorn"]
        line("  the same on gunicorn", Least(on_gunicorn, 1))
        line("start of the server to its first answer, s", Goal(targets["page"].start, 1))
        for language in CONTENT_LANGUAGES:
            _head, _gap, body = targets["page"].at(f"/{language}/initiatives/").ask().partition(b"\r\n\r\n")
            line(f"HTML of a list, {language}, KB", Goal(len(brotli.decompress(body)) / 1024, 30))
            line("  in brotli", Goal(len(body) / 1024, 5))
        hot.report(targets["page"], exchange)
        crawled(targets["page"], cpu["page"])


def measure(targets):
    """{name: [(CPU seconds of a request, requests in a second), …]} of interleaved rounds, after one that warms up."""
    for target in targets.values():
        target.cost(800)
    rounds = [{name: target.cost() for name, target in targets.items()} for _round in range(ROUNDS)]
    return {name: [each[name] for each in rounds] for name in targets}


def filters():
    """2,000 combinations of filters, in no order."""
    orders = ("newest", "oldest", "title")
    found = [
        f"from={first}&to={first + more}&sort={order}"
        for first in range(1991, 2021)
        for more in range(23)
        for order in orders
    ]
    return random.Random(1).sample(found, 2_000)  # noqa: S311  (not a secret)


def crawled(site, before):
    """What a crawl of combinations of filters, each a page of its own, leaves of memory and speed."""
    site.cost(800)
    memory = site.memory
    for query in filters():
        site.at(f"{PAGE}?{query}").ask()
    grown = site.memory - memory
    after, _rate = site.cost()
    line("memory after a crawl of 2,000 filters, MB more", Goal(grown / 2**20, 24))
    line("CPU of a kept page after it, × before", Goal(after / before, 1.3))
    line("resident memory, MB", Goal(site.memory / 2**20, 80))


if __name__ == "__main__":
    report()
