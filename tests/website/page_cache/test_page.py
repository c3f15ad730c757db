"""Finished answers: encodings, conditional requests, HEAD."""

import gzip
import tracemalloc

import brotli
import pytest

from peacedesk.website.page_cache.page import ENCODINGS, Page, encoding_for

CONTENT = "Бейбітшілік · السلام · peace ".encode() * 200
MODIFIED = 1_780_000_000  # Thu, 28 May 2026 20:26:40 GMT
KIND = ("Content-Type", "text/html; charset=utf-8")


def make_page(content=CONTENT, kind=KIND, encoding="br"):
    return Page([kind, ("X-Other", "1")], content, encoding=encoding, modified=MODIFIED, until=MODIFIED + 60)


def ask(page, method="GET", **headers):
    sent = []
    page = page.encoded(encoding_for(headers.get("accept_encoding", "")))
    environ = {"REQUEST_METHOD": method} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = b"".join(page.answer(environ, lambda status, given: sent.append((status, dict(given)))))
    return *sent[0], body


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity;q=0", "identity"),
        ("identity, br;q=0.5", "identity"),
        ("identity;q=0, br;q=0.1", "br"),
        ("br;q=nan, gzip;q=inf", "identity"),
        ("br;q=", "identity"),
        (",;=;q=1,,", "identity"),
        ("zstd, compress", "identity"),
        ("gzip," * 10_000, "identity"),
        ("\x00\xff", "identity"),
    ],
)
def test_the_encoding_is_what_the_header_asks_for(accepted, encoding):
    assert encoding_for(accepted) == encoding


@pytest.mark.parametrize("first", ENCODINGS)
def test_each_encoding_holds_the_same_text_under_a_tag_of_its_own(first):
    page = make_page(encoding=first)
    decoded = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}

    tags = set()
    for encoding, decode in decoded.items():
        status, headers, body = ask(page, accept_encoding=encoding)
        assert (status, decode(body)) == ("200 OK", CONTENT)
        assert headers["Content-Length"] == str(len(body))
        assert headers.get("Content-Encoding", "identity") == encoding
        assert (headers["Vary"], headers["X-Other"]) == ("Accept-Encoding", "1")
        assert (status, headers, body) == ask(make_page(encoding=encoding), accept_encoding=encoding)
        tags.add(headers["ETag"])
    assert len(tags) == 3


def test_a_picture_is_kept_as_it_is():
    page = make_page(b"\x89PNG" * 500, ("Content-Type", "image/png"))

    status, headers, body = ask(page, accept_encoding="br, gzip")

    assert (status, body) == ("200 OK", b"\x89PNG" * 500)
    assert not {"Content-Encoding", "Vary"} & headers.keys()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_head_has_the_headers_of_get_and_no_body(encoding):
    page = make_page()

    get, head = ask(page, accept_encoding=encoding), ask(page, "HEAD", accept_encoding=encoding)

    assert head == (*get[:2], b"")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": "{tag}"}, 304),
        ({"if_none_match": "W/{tag}"}, 304),
        ({"if_none_match": '"other", {tag}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": "garbage"}, 200),
        ({"if_none_match": '"' * 5_000}, 200),
        ({"if_none_match": '"other"', "if_modified_since": "Thu, 28 May 2026 20:26:40 GMT"}, 200),
        ({"if_modified_since": "Thu, 28 May 2026 20:26:40 GMT"}, 304),
        ({"if_modified_since": "Thu, 28 May 2026 20:26:39 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Thu, 99 May 2026 99:99:99 GMT"}, 200),
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_who_has_the_page_is_told_so(encoding, headers, status):
    page = make_page()
    tag = ask(page, accept_encoding=encoding)[1]["ETag"]
    given = {name: value.replace("{tag}", tag) for name, value in headers.items()}

    line, sent, body = ask(page, accept_encoding=encoding, **given)

    assert int(line.split()[0]) == status
    if status == 304:
        assert (body, sorted(sent)) == (b"", ["ETag", "Last-Modified", "Vary"])


def test_the_tag_of_another_encoding_is_not_this_one():
    page = make_page()
    tag = ask(page, accept_encoding="br")[1]["ETag"]

    assert ask(page, accept_encoding="gzip", if_none_match=tag)[0] == "200 OK"


def test_a_page_takes_no_more_memory_than_it_says():
    def make(number):
        policy = ("Content-Security-Policy", "self " * 500 + KIND[0])  # long, made anew, and the same for all pages
        return make_page(b"%d" % number * 900, policy, "br")

    make(0)  # what pages share is there before
    tracemalloc.start()
    pages = [make(number) for number in range(200)]
    taken, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert taken <= sum(page.size for page in pages)
