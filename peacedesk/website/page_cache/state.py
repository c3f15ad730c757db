"""The state of the public tables as all processes of a host know it, without asking the database for each page."""

import fcntl
import logging
import mmap
import os
import struct
import threading
import time
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connections, router, transaction

from peacedesk.editorial.models import SiteGeneration
from peacedesk.replica import public_reads

# Within this many seconds every process sees what another host, or a process that died at once, has published.
INTERVAL = 1.0
COUNTER = slice(0, 8)
STATE = slice(8, 24)
logger = logging.getLogger(__name__)


class SharedState:
    """A counter in the file at `path`, which processes map into memory: it rises when the public tables have changed.

    The file also holds what the counter was last raised for: the number and the moment of `SiteGeneration`. Whoever
    sees another one raises it, so that no counter stands for two states, and none comes back. The database is asked
    after each publication of a process, and by each process when the last time is `interval` seconds ago.
    """

    def __init__(self, path, interval=INTERVAL):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o664)
        if os.fstat(self._file).st_size < STATE.stop:
            os.ftruncate(self._file, STATE.stop)
        self._shared = mmap.mmap(self._file, STATE.stop)
        self._lock = threading.Lock()
        self._interval, self._asked_at = interval, -interval

    def present(self):
        """The counter, as bytes that compare like numbers."""
        now = time.monotonic()
        if now - self._asked_at >= self._interval:
            self._asked_at = now
            self.look()
        return self._shared[COUNTER]

    def look(self):
        """Ask the database, and raise the counter if the public tables have changed. A failure leaves it as it is."""
        with public_reads():  # of the database that pages are made from: a page of one state never stands for another
            try:
                with self._locked():
                    self._note(*SiteGeneration.present())
            except DatabaseError:
                logger.warning("The database does not tell whether something was published.", exc_info=True)
                connections[router.db_for_read(SiteGeneration)].close_if_unusable_or_obsolete()

    def _note(self, number, changed_at):
        seen = struct.pack(">Qd", number, changed_at.timestamp() if changed_at else 0.0)
        if seen != self._shared[STATE]:
            (counter,) = struct.unpack(">Q", self._shared[COUNTER])
            self._shared[COUNTER] = struct.pack(">Q", counter + 1)
            self._shared[STATE] = seen  # last: who dies before it leaves the rest to the next who looks

    @property
    def changed_at(self):
        """When the public tables changed last, in seconds since 1970; 0 before anything was published."""
        return struct.unpack(">Qd", self._shared[STATE])[1]

    @contextmanager
    def _locked(self):
        # A lock on the file keeps out other processes, but not other threads of this one.
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


@cache
def shared_state():
    """The state that all processes with the same `VAR_DIR` share."""
    return SharedState(settings.PAGE_STATE)


def follow(_kind, _ids):
    """After a publication (`publishing.after_publish`): pages made before it end with its transaction."""
    transaction.on_commit(shared_state().look, robust=True)
