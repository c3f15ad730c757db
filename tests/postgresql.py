"""Run a command with a PostgreSQL cluster of its own: `python -m tests.postgresql pytest …`.

The cluster lives in a temporary folder, listens on a Unix socket only and runs as an unprivileged user. It is not
started when TEST_DATABASE_URL names a server. Without PostgreSQL the command is skipped, which says why.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

REASON = (
    "PostgreSQL tests skipped: no initdb found. Install PostgreSQL (apt-get install postgresql), or name a server in"
    " TEST_DATABASE_URL."
)

# Nothing of it is to outlive a crash; and as docs/scale.md has it.
SETTINGS = "-c fsync=off -c full_page_writes=off -c random_page_cost=1.1"


def programs():
    """The folder of PostgreSQL's server programs, None when there is none."""
    found = shutil.which("initdb") or next(
        iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    return Path(found).resolve().parent if found else None


def unprivileged():
    """The name of a user that the server may run as when this process is root, else None."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def cluster(folder):
    """Start a cluster and yield its database URL; stop it at the end."""
    made = ("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    with server(folder, *made) as home:
        yield f"postgres://postgres@{str(home).replace('/', '%2F')}/postgres"


def replica(folder, address):
    """Start a streaming replica of the server that a libpq connection string names; yields the folder of its socket."""
    return server(folder, "pg_basebackup", "-d", address, "-R", "--checkpoint=fast", "--no-sync")


@contextmanager
def server(folder, program, *arguments):
    """Start a server on the data that a program makes, and yield the folder of its socket; stop it at the end."""
    home = Path(tempfile.mkdtemp(prefix="peacedesk-pg-"))
    user = unprivileged()
    if user:
        shutil.chown(home, user)
    data = home / "data"

    def run(program, *arguments):
        subprocess.run([folder / program, *arguments], check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

    try:
        run(program, "-D", data, *arguments)
        options = f"-c listen_addresses= -c unix_socket_directories={home} {SETTINGS}"
        run("pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield home
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command):
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    folder = programs()
    if folder is None:
        print(REASON)
        return 1 if os.environ.get("REQUIRE_ALL") else 0
    with cluster(folder) as url:
        return subprocess.call(command, env={**os.environ, "TEST_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
