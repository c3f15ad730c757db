"""Which database a query reads: the replica while a public page is made, where the site has one, else the primary.

The primary is Django's `default`. A replica is behind it, by moments as a rule, so one page is read from one of them
alone, together with the number (`SiteGeneration`) that it is kept under.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"

_alias = ContextVar("alias of the database that queries read", default=DEFAULT_DB_ALIAS)


class ReplicaRouter:
    """Has queries read what `public_reads` says. All writes, locks and migrations go to the primary."""

    # Named outright though it is Django's own choice: else a row that a public page left in memory would have the desk
    # read the rows beside it from the replica.
    def db_for_read(self, model, **hints):
        return _alias.get()

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db != REPLICA


def has_replica():
    return REPLICA in connections.databases


@contextmanager
def public_reads():
    """Have everything that is read meanwhile, in this thread, come from the replica; changes nothing without one."""
    token = _alias.set(REPLICA if has_replica() else DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        _alias.reset(token)


def read_publicly(parts):
    """The parts of an answer that is made while it is sent, each made under `public_reads`."""
    parts = iter(parts)

    def following():
        with public_reads():
            return next(parts, None)

    return iter(following, None)
