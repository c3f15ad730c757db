"""A page cache in front of Django, asked as a server asks it."""

from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from peacedesk.website.page_cache.edge import PageCache
from peacedesk.website.page_cache.state import SharedState
from peacedesk.website.page_cache.store import Store


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes


@contextmanager
def connection_kept():
    """Leave the connection open after a request, as Django's test client does: a test runs in its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Process:
    """A process of the site with a page cache of its own. `made` has the addresses that Django was asked for."""

    def __init__(self, path, *, application=None, limit=4 * 2**20, interval=60):
        self.made, self.path, self.django = [], path, application or WSGIHandler()
        self.store, self.state = Store(limit), SharedState(path, interval)
        self.cache = PageCache(self._counted, self.store, self.state)

    def _counted(self, environ, start_response):
        query = environ["QUERY_STRING"]
        self.made.append(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        return self.django(environ, start_response)

    def ask(self, address, method="GET", **headers):
        """The answer to a request with `headers`, named as in Python: Accept_Language."""
        sent = []
        with connection_kept():
            response = self.cache(environ_of(address, method, headers), lambda *given: sent.append(given))
            body = b"".join(response)
            getattr(response, "close", lambda: None)()
        return Answer(int(sent[-1][0].split()[0]), dict(sent[-1][1]), body)


def environ_of(address, method="GET", headers=()):
    """What a server hands on of a request."""
    path, _mark, query = address.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in dict(headers).items()}
    environ |= {"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
    setup_testing_defaults(environ)
    return environ
