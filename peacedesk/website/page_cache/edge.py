"""The WSGI application (PEP 3333) that answers with finished pages, and hands everything else to Django."""

import threading
import time
from functools import lru_cache
from operator import attrgetter

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from peacedesk.website.freshness import settled, today
from peacedesk.website.page_cache.keeping import kept_query
from peacedesk.website.page_cache.page import PACKED, Page, encoding_for
from peacedesk.website.page_cache.state import shared_state
from peacedesk.website.page_cache.store import Store

METHODS = {"GET", "HEAD"}
# What a page that is kept may depend on, besides its path, its known parameters and whether it is asked for by TLS.
PLAIN_NAMES = ("SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST")
LOCKS = 64


def with_page_cache(application):
    """`application`, behind a cache of `settings.PAGE_CACHE_BYTES`; as it is where there are none."""
    if not settings.PAGE_CACHE_BYTES:
        return application
    return PageCache(application, Store(settings.PAGE_CACHE_BYTES), shared_state())


class PageCache:
    """A cache of the pages that `application`, Django's WSGI handler or what wraps it, makes of the public side.

    A page is kept when its view offers it (`kept_parameters`), its status is 200, and it neither sets a cookie nor asks
    not to be stored. It is made from a request that has nothing of the reader in it, so that it is the same for the
    next one. Who is signed in gets an answer of Django's own. A page is made once, however many readers wait for it.
    """

    def __init__(self, application, store, state):
        self.application, self.store, self.state = application, store, state
        self._locks = [threading.Lock() for _number in range(LOCKS)]
        self._session = settings.SESSION_COOKIE_NAME
        self._needs_tls = settings.SECURE_SSL_REDIRECT
        self._tls_header = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")

    def __call__(self, environ, start_response):
        is_secure = environ.get(self._tls_header[0]) == self._tls_header[1]
        if environ["REQUEST_METHOD"] not in METHODS or self._needs_tls > is_secure:
            return self.application(environ, start_response)
        if self._session in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ:
            return self.application(environ, private(start_response))
        if not is_welcome(environ.get("HTTP_HOST", "")):
            return self.application(environ, start_response)
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        page = self._fresh((query, path, is_secure, encoding), self.state.present())
        if page:
            return page.answer(environ, start_response)
        query = kept_query(path, query)
        if query is None:
            return self.application(environ, start_response)
        return self._kept_or_made((query, path, is_secure, encoding), environ, start_response)

    def _kept_or_made(self, key, environ, start_response):
        if page := self._fresh(key, self.state.present()):
            return page.answer(environ, start_response)
        encoding = key[-1]
        lock = self._locks[hash(key[:-1]) % LOCKS]
        over = self._latest(key, self.state.present())
        if not lock.acquire(blocking=over is None):
            # Only the day has changed since this page was made, or its encoding, and somebody is at it.
            return over.encoded(encoding).answer(environ, start_response)
        try:
            state = self.state.present()  # before the page is made: what is published meanwhile ends it
            page = self._latest(key, state)
            if page is None or page.until <= time.time():
                return self._make(key, state, environ, start_response)
            page = page.encoded(encoding)
            if encoding in PACKED:  # the few who take none of these get it unpacked each time
                self.store.put(key, page, state)
            return page.answer(environ, start_response)
        finally:
            lock.release()

    def _fresh(self, key, state):
        page = self.store.get(key, state)
        return page if page and time.time() < page.until else None

    def _latest(self, key, state):
        """The page of a key or, where that is not kept in its encoding, in another one."""
        kept = (self.store.get((*key[:-1], encoding), state) for encoding in (key[-1], *PACKED))
        return max(filter(None, kept), key=attrgetter("until"), default=None)

    def _make(self, key, state, environ, start_response):
        # Before the page is made: at midnight it may be of the day before.
        begun, until = (moment.timestamp() for moment in today())
        sent = []
        response = self.application(self._bare(key, environ), lambda *given: sent.append(given))
        if not may_be_kept(response):
            start_response(*sent[0])
            if environ["REQUEST_METHOD"] == "GET":
                return response
            response.close()
            return []
        headers = sent[0][1] if response.has_header("Cache-Control") else sent[0][1] + sharing(key[1])
        content = response.content
        response.close()
        kept = key[-1] if key[-1] in PACKED else PACKED[0]
        page = Page(headers, content, encoding=kept, modified=settled(max(self.state.changed_at, begun)), until=until)
        self.store.put((*key[:-1], kept), page, state)
        return page.encoded(key[-1]).answer(environ, start_response)

    def _bare(self, key, environ):
        """The request for a page as everybody could have made it."""
        bare = {name: environ[name] for name in PLAIN_NAMES if name in environ}
        bare |= {name: value for name, value in environ.items() if name.startswith("wsgi.")}
        name, value = self._tls_header
        return bare | {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": key[1],
            "QUERY_STRING": key[0],
            name: value if key[2] else environ.get(name, ""),
        }


def may_be_kept(response):
    """Whether a response of Django is the same for all, and whole."""
    if getattr(response, "status_code", None) != 200 or response.streaming or response.cookies:
        return False
    cached = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    # Django says Accept-Language of every address without a language; its view promises the same answer for all.
    return varies <= {"", "accept-encoding", "accept-language"} and "no-store" not in cached and "private" not in cached


def sharing(path):
    """The headers that say how browsers and shared caches may keep a page (RFC 9111, 5.2.2; RFC 5861, 3).

    They ask each time, which costs no more than an answer without a body: a withdrawal is seen at once. Only where the
    operator gives shared caches some seconds do these answer without asking, and are told by which keys to drop it.
    """
    if not settings.CDN_SECONDS:
        return [("Cache-Control", "public, no-cache")]
    seconds = f"s-maxage={settings.CDN_SECONDS}, stale-while-revalidate={settings.CDN_SECONDS}"
    return [("Cache-Control", f"public, max-age=0, {seconds}"), ("Surrogate-Key", " ".join(surrogate_keys(path)))]


def surrogate_keys(path):
    """The keys of a page for shared caches: the site, and its path in any language with each path above it.

    So `initiatives/fund` is a key of the page in four languages, and `initiatives` of all of them with their list.
    """
    parts = [part for part in path.split("/")[2:] if part]
    return ["site", *("/".join(parts[: number + 1]) for number in range(len(parts)))]


def private(start_response):
    """A `start_response` that lets no shared cache keep what was not meant to be kept."""

    def start(status, headers, *rest):
        if not any(name.lower() == "cache-control" for name, _value in headers):
            headers = [*headers, ("Cache-Control", "private, no-cache")]
        return start_response(status, headers, *rest)

    return start


@lru_cache(256)
def is_welcome(host):
    """Whether the Host header is one of the site; Django refuses the others."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
