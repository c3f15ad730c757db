"""What a process does while it is killed. Imported by processes of their own, which have Django to themselves."""

import os
import signal
import uuid

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from peacedesk.accounts.models import User  # noqa: E402
from peacedesk.editorial import publishing, scheduling, workflow  # noqa: E402
from peacedesk.editorial.models import Entry  # noqa: E402


def save(entry, client, form):
    """Send the change form, as a browser does."""
    response = client.post(f"/admin/initiatives/initiativedraft/{entry.pk}/change/", form)
    assert response.status_code == 302, response.status_code


def publish(entry, client, form):
    rows = entry.parts.filter(approved__isnull=False).select_related("approved")
    workflow.publish(entry=entry, parts={row.part: row.approved.number for row in rows}, user=client.user)


def publish_due(entry, client, form):
    assert len(list(scheduling.publish_due(timezone.now()))) == 1


def unpublish(entry, client, form):
    languages = entry.parts.filter(live__isnull=False).exclude(part="shared").values_list("part", flat=True)
    workflow.unpublish(entry=entry, parts=list(languages), user=client.user, reason="A mistake.")


ACTIONS = {action.__name__: action for action in (save, publish, publish_due, unpublish)}


def prepare(entry_id, person):
    """The entry, and a client who is signed in. What this writes belongs to no action."""
    client = Client()
    client.user = User.objects.get(username=person)
    client.force_login(client.user)
    return Entry.objects.get(pk=entry_id), client


def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(moment):
    """Have this process killed: at a statement (a number), when public rows are written, or at the end."""
    if moment == "written":
        publishing.after_publish.append(die)
    elif moment == "before commit":
        connection._commit = die
    elif moment == "after commit":
        commit = connection._commit
        connection._commit = lambda: (commit(), die())
    elif isinstance(moment, int):
        countdown = iter(range(moment, 0, -1))
        connection.execute_wrappers.append(
            lambda execute, *given: die() if next(countdown, 1) == 1 else execute(*given)
        )


def act(action, entry_id, person, form, moment, ready):
    """Do one thing with an entry in a process of its own, which says when it begins."""
    entry, client = prepare(uuid.UUID(entry_id), person)
    die_at(moment)
    ready.set()
    ACTIONS[action](entry, client, form)
    assert transaction.get_autocommit()
