"""Whether this process can serve the site, for `/readyz`."""

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from peacedesk.editorial.models import SiteGeneration
from peacedesk.editorial.scheduling import GRACE, is_overdue
from peacedesk.replica import REPLICA, has_replica, public_reads


def fault():
    """What is wrong, in a word or two, or "" where nothing is.

    Each database must answer and have the tables of this version; what was scheduled must be public, and what is public
    must be on the replica, both for `GRACE` at most.
    """
    if not has_its_tables(DEFAULT_DB_ALIAS):
        return "not ready"
    if has_replica() and not has_its_tables(REPLICA):
        return "replica not ready"
    if is_overdue(timezone.now()):
        return "overdue"
    return "replica late" if has_replica() and is_late() else ""


def has_its_tables(alias):
    try:
        executor = MigrationExecutor(connections[alias])
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def is_late():
    """Whether the replica lacks a change that the primary has had for longer than `GRACE`."""
    with public_reads():
        seen = SiteGeneration.present()
    present, changed_at = SiteGeneration.present()
    return seen != (present, changed_at) and bool(changed_at) and changed_at < timezone.now() - GRACE
