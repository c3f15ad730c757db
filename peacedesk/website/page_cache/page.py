"""A finished answer: its bytes in one encoding, with headers that are ready to be sent."""

import gzip
import hashlib
import re
from functools import lru_cache

import brotli
from django.utils.http import http_date, parse_etags, parse_http_date_safe

# Brotli 5 takes as long as gzip 6 and saves a tenth more; its higher levels take a hundred times longer.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
PACKED = ("br", "gzip")  # the best first
ENCODINGS = (*PACKED, "identity")
MAX_ACCEPT_LENGTH = 200
# What a page writes itself, by its content and encoding.
WRITTEN = {"content-encoding", "content-length", "etag", "last-modified", "vary"}
# What an answer without a body repeats (RFC 9110, 15.4.5).
VALIDATORS = {"etag", "last-modified", "cache-control", "vary"}
OVERHEAD = 1_000  # bytes that a page takes besides its body
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Page:
    """An answer with the status 200 that is the same for everyone until `until`, in seconds since 1970.

    Takes its `headers` as (name, value) pairs, of which those of encoding and validation are written anew, the
    `content` in bytes, one of `ENCODINGS`, and when it was `modified`, in seconds since 1970, or None where that is too
    short ago to tell one version from the next (RFC 9110, 8.8.2.2). What is no text stays as it is in any encoding.
    `size` is what the page takes of memory, in bytes.
    """

    __slots__ = ("_body", "_encoding", "_etag", "_headers", "_modified", "_validators", "is_used", "size", "until")

    def __init__(self, headers, content, *, encoding, modified, until):
        self.until, self._modified, self.is_used = until, modified and int(modified), False
        self._encoding = encoding if is_text(headers) else None
        self._etag = f'"{hashlib.blake2b(content, digest_size=9).hexdigest()}-{self._encoding or "identity"}"'
        self._body = packed(content, self._encoding)
        self.size = OVERHEAD + len(self._body)
        written = [("Content-Length", str(len(self._body))), ("ETag", self._etag)]
        if self._encoding in PACKED:
            written.append(("Content-Encoding", self._encoding))
        if self._modified:
            written.append(("Last-Modified", http_date(self._modified)))
        if self._encoding:
            written.append(("Vary", "Accept-Encoding"))
        own = [pair for pair in headers if pair[0].lower() not in WRITTEN]
        # The validators last, so that an answer without a body repeats the end of the list.
        self._headers = [shared(pair) for pair in sorted([*own, *written], key=is_validator)]
        self._validators = [is_validator(pair) for pair in self._headers].index(True)

    def encoded(self, encoding):
        """The same answer in another encoding. Whoever asks for it uses this page too."""
        self.is_used = True
        if self._encoding in {None, encoding}:
            return self
        content = unpacked(self._body, self._encoding)
        return Page(self._headers, content, encoding=encoding, modified=self._modified, until=self.until)

    def answer(self, environ, start_response):
        """The answer to a GET or HEAD request, as a WSGI application gives it."""
        self.is_used = True
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._is_known(environ):
            start_response("304 Not Modified", self._headers[self._validators :])
            return []
        start_response("200 OK", self._headers.copy())  # a server may add its own
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._body]

    def _is_known(self, environ):
        """Whether the reader has this very answer (RFC 9110, 13.2.2): a date counts only where no tag is given."""
        if "HTTP_IF_NONE_MATCH" in environ:
            tags = parse_etags(environ["HTTP_IF_NONE_MATCH"])
            return "*" in tags or self._etag in {tag.removeprefix("W/") for tag in tags}
        since = parse_http_date_safe(environ["HTTP_IF_MODIFIED_SINCE"])
        return None not in (since, self._modified) and self._modified <= since


def packed(content, encoding):
    """Bytes in an encoding; as they are in any that is none of `PACKED`."""
    match encoding:
        case "br":
            return brotli.compress(content, quality=BROTLI_QUALITY)
        case "gzip":
            return gzip.compress(content, GZIP_LEVEL, mtime=0)
    return content


def unpacked(body, encoding):
    """What `packed` was given."""
    match encoding:
        case "br":
            return brotli.decompress(body)
        case "gzip":
            return gzip.decompress(body)
    return body


def is_validator(pair):
    return pair[0].lower() in VALIDATORS


@lru_cache(256)
def shared(pair):
    """The same header, as one object for all pages that have it: most are alike on thousands of them."""
    return pair


def is_text(headers):
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return kind.startswith("text/") or "xml" in kind or "json" in kind


def encoding_for(accepted):
    """The one of `ENCODINGS` that an Accept-Encoding header (RFC 9110, 12.5.3) asks for."""
    return _encoding_for(accepted) if len(accepted) <= MAX_ACCEPT_LENGTH else "identity"


@lru_cache(256)
def _encoding_for(accepted):
    weights = {}
    for item in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights[name] = _weight(parameters)
    best = max(ENCODINGS, key=lambda encoding: weights.get(encoding, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*")) else "identity"


def _weight(parameters):
    """The value of `q`: 1 where there is none, 0 where it is none (RFC 9110, 12.4.2)."""
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if WEIGHT.fullmatch(value.strip()) else 0.0
    return 1.0
