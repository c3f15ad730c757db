"""The site in several processes: a publication reaches all of them, and one that is killed does no harm."""

import os
import signal
from contextlib import suppress
from http import HTTPStatus

import pytest
from django.conf import settings

from initiatives.models import InitiativeDraft
from tests.factories import make_initiative_draft, publish
from tests.server import COMMANDS, serving

pytestmark = pytest.mark.django_db(transaction=True)

# So many connections that the system gives each of two processes some of them.
CONNECTIONS = 30


def titles(server):
    """What all processes show; a connection to one that was just killed is asked again."""
    found = set()
    for _connection in range(CONNECTIONS):
        status, body, _headers = server.get("/en/initiatives/accord/")
        assert status == HTTPStatus.OK
        found.add(body.decode().partition("<h1>")[2].partition("</h1>")[0].strip())
    return found


def rename(draft, title):
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en=title)
    draft.refresh_from_db()
    publish(draft, "en")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_process_shows_what_is_published_and_a_killed_one_is_replaced(name):
    draft = make_initiative_draft(slug="accord", title_en="First")
    publish(draft)
    with serving(name, workers=2, threads=1) as server:
        assert titles(server) == {"First"}
        status, body, _headers = server.get("/static/css/site.css")
        assert (status, body) == (HTTPStatus.OK, (settings.BASE_DIR / "static/css/site.css").read_bytes())
        rename(draft, "Second")
        assert titles(server) == {"Second"}

        killed = server.workers().pop()
        os.kill(killed, signal.SIGKILL)
        with suppress(ConnectionError):
            server.get("/en/initiatives/accord/")
        server.wait_for_workers(2, but=killed)
        assert titles(server) == {"Second"}
        rename(draft, "Third")
        assert titles(server) == {"Third"}
