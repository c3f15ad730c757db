"""The cache in front of Django: what is kept, for whom, and that nobody can put anything into it."""

import gzip
import threading
from datetime import datetime, timedelta
from http import HTTPStatus

import brotli
import pytest
import time_machine
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from peacedesk.website.page_cache.edge import may_be_kept
from tests.factories import make_event, make_initiative
from tests.website.page_cache.asking import Process

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "kk", "ru", "ar")
# Public addresses whose answers are made each time: as many as there are words, or as long as a list.
NOT_KEPT = {"website:search", "website:suggestions", "events:calendar", "events:event-calendar"} | {
    "events:series-calendar",
    "events:download",
    "initiatives:download",
}


@pytest.fixture
def process(tmp_path):
    return Process(tmp_path / "state")


def pages(initiative, event):
    for language in LANGUAGES:
        yield from (f"/{language}/{path}" for path in ("", "initiatives/", "events/?when=all", "timeline/", "map/"))
        yield from (f"/{language}/initiatives/{initiative.slug}/", f"/{language}/events/{event.slug}/")
        yield from (f"/{language}/themes/", f"/{language}/updates.atom", f"/{language}/card.png")
    yield from ("/sitemap.xml", "/robots.txt")


def test_a_page_is_what_django_makes_and_costs_no_query_the_second_time(process):
    addresses = list(pages(make_initiative(), make_event()))
    client = Client()

    for address in addresses:
        made, first = client.get(address), process.ask(address)
        with CaptureQueriesContext(connection) as queries:
            second = process.ask(address)

        assert first == second == (HTTPStatus.OK, first.headers, made.content), address
        assert len(queries) == 0
        own = {"ETag", "Last-Modified", "Content-Length", "Vary", "Cache-Control"}
        assert {name: value for name, value in first.headers.items() if name not in own} == {
            name: value for name, value in made.headers.items() if name not in own
        }
        assert first.headers["ETag"]
    assert process.made == addresses


def names_of_views(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of_views(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield namespace + pattern.name, getattr(view, "kept_parameters", None) is not None


def test_every_public_address_is_kept_or_has_a_reason():
    public = {name: kept for name, kept in names_of_views() if name.partition(":")[0] in PUBLIC_NAMESPACES}

    assert {name for name, kept in public.items() if not kept} == NOT_KEPT


PUBLIC_NAMESPACES = {"website", "library", "initiatives", "events", "sitemap", "sitemap-section"}


@pytest.mark.parametrize(
    "headers",
    [
        {"accept_language": "ar"},
        {"cookie": "csrftoken=x; theme=dark; django_language=ru"},
        {"x_forwarded_host": "evil.example", "x_forwarded_proto": "https", "forwarded": "host=evil.example"},
        {"host": "127.0.0.1:9999"},
        {"referer": "https://evil.example/", "user_agent": "<script>", "origin": "null"},
        {"if_none_match": '"x"', "if_modified_since": "Thu, 28 May 2026 20:26:40 GMT", "range": "bytes=0-9"},
        {"x_original_url": "/admin/", "x_rewrite_url": "/admin/", "x_http_method_override": "POST"},
        {"accept_encoding": "br;q=x, " * 900},
    ],
)
def test_nothing_that_a_reader_sends_reaches_the_page_that_the_next_one_gets(process, headers):
    make_initiative()
    # In the second of a publication no page has a date yet.
    with time_machine.travel(datetime.now().astimezone() + timedelta(seconds=2), tick=False):
        clean = Process(process.path.with_name("other")).ask("/en/initiatives/?theme=nuclear-disarmament")
        poisoned = process.ask("/en/initiatives/?theme=nuclear-disarmament&utm_source=%3Cscript%3E", **headers)
        after = process.ask("/en/initiatives/?theme=nuclear-disarmament")

    assert after == clean
    assert (poisoned.status, poisoned.body) == (HTTPStatus.OK, clean.body)
    assert len(process.made) == 1
    assert b"evil.example" not in after.body
    assert b"script%3E" not in after.body


def test_parameters_in_any_order_and_unknown_ones_find_the_same_page(process):
    make_initiative()
    addresses = [
        "/en/initiatives/?theme=nuclear-disarmament&sort=oldest",
        "/en/initiatives/?sort=oldest&theme=nuclear-disarmament",
        "/en/initiatives/?sort=oldest&utm_campaign=a&theme=nuclear%2Ddisarmament&fbclid=1",
        "/en/initiatives/?&&theme=nuclear-disarmament&sort=oldest&x=%00",
    ]

    answers = [process.ask(address) for address in addresses]

    assert {(answer.status, answer.body) for answer in answers} == {(HTTPStatus.OK, answers[0].body)}
    assert process.made == ["/en/initiatives/?sort=oldest&theme=nuclear-disarmament"]


def test_a_flood_of_unknown_parameters_never_reaches_django(process):
    make_initiative()
    process.ask("/en/")

    for number in range(500):
        assert process.ask(f"/en/?utm_id={number}").status == HTTPStatus.OK

    assert process.made == ["/en/"]
    assert len(process.store) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/initiatives/?q=peace", 200),
        ("/en/search/?q=peace", 200),
        ("/en/initiatives/?theme=unknown", 404),
        ("/en/initiatives/?page=99", 404),
        ("/en/initiatives/nowhere/", 404),
        ("/en/initiatives", 301),
        ("/en/initiatives/?" + "&".join(f"theme={number}" for number in range(1000)), 404),
        ("/en/initiatives/?page=1&" + "x" * 5_000, 200),
        ("/healthz", 200),
        ("/en/initiatives.csv", 200),
        ("/" + "x" * 5_000, 404),
    ],
)
def test_what_is_refused_personal_or_endless_is_answered_and_not_kept(process, address, status):
    make_initiative(title_en="Peace")

    answers = [process.ask(address).status for _time in range(2)]

    assert answers == [status, status]
    assert len(process.made) == 2
    assert len(process.store) == 0


def test_a_host_that_is_not_ours_is_refused_although_the_page_is_kept(process):
    assert process.ask("/en/").status == HTTPStatus.OK

    assert process.ask("/en/", host="evil.example").status == HTTPStatus.BAD_REQUEST
    assert process.ask("/en/", host="").status == HTTPStatus.BAD_REQUEST


def test_head_range_and_other_methods_on_a_kept_page(process):
    get = process.ask("/en/about/")

    assert process.ask("/en/about/", "HEAD") == (get.status, get.headers, b"")
    assert process.ask("/en/about/", range="bytes=0-9") == get
    assert process.ask("/en/about/", if_none_match=get.headers["ETag"]).status == HTTPStatus.NOT_MODIFIED
    assert process.made == ["/en/about/"]
    assert process.ask("/en/about/", "POST").status == HTTPStatus.FORBIDDEN
    assert process.ask("/en/about/", "OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert process.ask("/en/about/") == get


@pytest.mark.parametrize("first", ["br", "gzip", "identity"])
def test_a_page_is_made_once_for_all_encodings(process, first):
    decoded = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
    process.ask("/en/about/", accept_encoding=first)

    answers = {encoding: process.ask("/en/about/", accept_encoding=encoding) for encoding in decoded}
    size, number = process.store.size, len(process.store)
    again = {encoding: process.ask("/en/about/", accept_encoding=encoding) for encoding in decoded}
    tags = {encoding: answer.headers["ETag"] for encoding, answer in answers.items()}
    known = {process.ask("/en/about/", accept_encoding=name, if_none_match=tags[name]).status for name in decoded}

    assert again == answers
    assert len({decoded[encoding](answer.body) for encoding, answer in answers.items()}) == 1
    assert (known, len(set(tags.values()))) == ({HTTPStatus.NOT_MODIFIED}, 3)
    assert process.made == ["/en/about/"]
    # Neither unpacked, nor packed again for each reader.
    assert (process.store.size, len(process.store)) == (size, number) == (size, 2)
    assert size < len(answers["identity"].body)


def test_head_first_keeps_the_whole_page(process):
    head = process.ask("/en/about/", "HEAD")
    assert (head.status, head.body) == (HTTPStatus.OK, b"")

    get = process.ask("/en/about/")

    assert len(get.body) == int(head.headers["Content-Length"]) > 0
    assert process.ask("/en/initiatives/nowhere/", "HEAD").body == b""


def test_who_is_signed_in_gets_no_kept_page_and_leaves_none(process, editor):
    client = Client()
    client.force_login(editor)
    cookie = f"csrftoken=x; {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    first = process.ask("/en/about/", cookie=cookie)
    assert (first.status, first.headers["Cache-Control"]) == (HTTPStatus.OK, "private, no-cache")
    assert len(process.store) == 0
    process.ask("/en/about/")
    assert process.ask("/en/about/", authorization="Basic eDp4").headers["Cache-Control"] == "private, no-cache"

    assert len(process.made) == 3
    assert process.ask("/en/about/").headers["Cache-Control"] == "public, no-cache"


def test_the_way_in_is_chosen_for_each_reader(process):
    places = [process.ask("/", accept_language=language).headers["Location"] for language in ("ar", "kk", "ru", "en")]

    assert places == ["/ar/", "/kk/", "/ru/", "/en/"]
    assert process.ask("/").headers["Cache-Control"] == "no-store"
    assert len(process.store) == 0


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (HttpResponse("x"), True),
        (HttpResponse("x", status=404), False),
        (HttpResponse("x", headers={"Vary": "Accept-Encoding"}), True),
        (HttpResponse("x", headers={"Vary": "Accept-Encoding, Cookie"}), False),
        (HttpResponse("x", headers={"Cache-Control": "no-store"}), False),
        (HttpResponse("x", headers={"Cache-Control": "private"}), False),
        (StreamingHttpResponse(["x"]), False),
        ([b"x"], False),
    ],
)
def test_which_answers_may_be_kept(response, expected):
    assert may_be_kept(response) is expected


def test_an_answer_with_a_cookie_is_not_kept():
    response = HttpResponse("x")
    response.set_cookie("seen", "1")

    assert not may_be_kept(response)


def test_http_is_led_to_https_although_the_page_is_kept(tmp_path, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    process = Process(tmp_path / "state")

    secure = process.ask("/en/about/", x_forwarded_proto="https")
    plain = process.ask("/en/about/")

    assert (secure.status, plain.status) == (HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY)
    assert process.ask("/en/about/", x_forwarded_proto="https") == secure
    assert len(process.made) == 2


def test_shared_caches_are_given_time_and_keys_only_by_the_operator(tmp_path, settings):
    settings.CDN_SECONDS = 30
    process = Process(tmp_path / "state")
    make_initiative(slug="fund")

    headers = process.ask("/kk/initiatives/fund/").headers

    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=30, stale-while-revalidate=30"
    assert headers["Surrogate-Key"] == "site initiatives initiatives/fund"


def test_a_page_ends_with_the_day(process):
    with time_machine.travel(datetime.fromisoformat("2026-03-02T23:59:00+05:00"), tick=False) as clock:
        event = make_event(date="2026-03-02", status="announced")
        address = "/en/events/"
        assert event.title_en in process.ask(address).body.decode()
        clock.shift(timedelta(seconds=59))
        process.ask(address)
        assert process.made == [address]

        clock.shift(timedelta(seconds=2))

        assert event.title_en not in process.ask(address).body.decode()
        assert process.made == [address, address]


def test_a_page_that_was_begun_before_midnight_ends_at_midnight(tmp_path):
    django = WSGIHandler()

    def slow(environ, start_response):
        answer = django(environ, start_response)
        clock.shift(timedelta(seconds=2))
        return answer

    process = Process(tmp_path / "state", application=slow)
    with time_machine.travel(datetime.fromisoformat("2026-03-02T23:59:59+05:00"), tick=False) as clock:
        process.ask("/en/about/")
        process.ask("/en/about/")

    assert len(process.made) == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_is_made_once_however_many_wait_for_it(tmp_path):
    """And at the end of the day the former one is shown to those who need not wait."""
    entered, leave = threading.Semaphore(0), threading.Event()
    django, answers = WSGIHandler(), []

    def slow(environ, start_response):
        entered.release()
        assert leave.wait(30)
        return django(environ, start_response)

    process = Process(tmp_path / "state", application=slow)

    def ask():
        answers.append(process.ask("/en/about/"))
        connection.close()

    def at_once(number):
        readers = [threading.Thread(target=ask) for _reader in range(number)]
        for reader in readers:
            reader.start()
        return readers

    readers = at_once(8)
    assert entered.acquire(timeout=30)
    leave.set()
    for reader in readers:
        reader.join()
    assert len(answers) == 8
    assert {answer.body for answer in answers} == {answers[0].body}
    assert process.made == ["/en/about/"]

    leave.clear()
    with time_machine.travel(datetime.now(tz=None).astimezone() + timedelta(days=1)):
        (renderer,) = at_once(1)
        assert entered.acquire(timeout=30)
        former = process.ask("/en/about/")  # would wait for ever if it waited for the other
        leave.set()
        renderer.join()
    assert former == answers[0]
    assert len(process.made) == 2
