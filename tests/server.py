"""The site under a server with several processes, as in production, on the database of a test."""

import http.client
import os
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests.editorial.test_publish_due import database_url

# As docs/scale.md starts them.
COMMANDS = {
    "granian": "--interface wsgi --host 127.0.0.1 --port {port} --workers {workers} --blocking-threads {threads}"
    " --respawn-failed-workers --workers-kill-timeout 3",
    "gunicorn": "--bind 127.0.0.1:{port} --workers {workers} --worker-class gthread --threads {threads}"
    " --graceful-timeout 3 --no-control-socket",
}


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def children_of(pid):
    """The ids of the processes that a process has started (Linux)."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for thread in threads for child in (thread / "children").read_text().split()}


def command_of(name, application="peacedesk.wsgi:application", **given):
    """The command that starts one of `COMMANDS` with a port, workers and threads, as a list."""
    return [sys.executable, "-m", name, *COMMANDS[name].format(**given).split(), application]


def site_environment():
    """The variables that make the process of a server the site, on the database of a test."""
    return {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "peacedesk.settings.development",
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
    }


@contextmanager
def serving(name="granian", *, workers=2, threads=6):
    """Yield a `Server` with its processes up; at its end nothing may have gone wrong in any of them."""
    port = free_port()
    process = subprocess.Popen(
        command_of(name, port=port, workers=workers, threads=threads),
        env={**os.environ, **site_environment()},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    server = Server(port, process)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait()
        server.reader.join()
        process.stdout.close()
    assert not [line for line in server.lines if "locked" in line or "Traceback" in line]


class Server:
    """`port` answers on 127.0.0.1; `lines` are what the processes print."""

    def __init__(self, port, process):
        self.port, self.process, self.lines = port, process, []
        self._ended = threading.Event()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        self.lines.extend(self.process.stdout)
        self._ended.set()

    def wait(self):
        """Return when it answers."""
        while not self.answers():
            assert not self._ended.wait(0.1), self.lines

    def answers(self):
        with suppress(OSError, http.client.HTTPException):
            return self.get("/healthz")[:2] == (200, b"ok")
        return False

    def get(self, path, **headers):
        """The answer over a connection of its own: (status, body, headers)."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, response.read(), response.headers

    def workers(self):
        """The ids of the worker processes (Linux)."""
        return children_of(self.process.pid)

    def wait_for_workers(self, number, *, but):
        """Return when so many processes run, without the one of the id `but`, and the site answers."""
        while len(self.workers() - {but}) < number:
            assert not self._ended.wait(0.05), self.lines
        self.wait()
