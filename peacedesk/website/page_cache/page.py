"""A finished answer: its bytes in every encoding, with headers that are ready to be sent."""

import gzip
import hashlib
import re
import zlib
from functools import lru_cache

import brotli
from django.utils.http import http_date, parse_etags, parse_http_date_safe

# Brotli 5 takes as long as gzip 6 and saves a tenth more; its higher levels take a hundred times longer.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
ENCODINGS = ("br", "gzip", "identity")  # the best first
MAX_ACCEPT_LENGTH = 200
# What an answer without a body repeats (RFC 9110, 15.4.5).
VALIDATORS = {"etag", "last-modified", "cache-control", "vary"}
OVERHEAD = 2_000  # bytes that a page takes besides its bodies
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Form:
    """A page in one encoding. `body` is None where it is made from that of gzip when somebody asks."""

    __slots__ = ("body", "etag", "headers", "validators")

    def __init__(self, headers, encoding, body, length, etag):
        self.body, self.etag = body, f'"{etag}-{encoding}"'
        self.headers = [*headers, ("ETag", self.etag), ("Content-Length", str(length))]
        if encoding != "identity":
            self.headers.append(("Content-Encoding", encoding))
        self.validators = [(name, value) for name, value in self.headers if name.lower() in VALIDATORS]


class Page:
    """An answer with the status 200 that is the same for everyone until `until`, in seconds since 1970.

    Takes its `headers` as (name, value) pairs without those of encoding and validation, the `content` in bytes, and
    when it was `modified`, in seconds since 1970, or None where that is too short ago to tell one version from the
    next (RFC 9110, 8.8.2.2). `size` is what it takes of memory, in bytes.
    """

    __slots__ = ("_forms", "_modified", "is_used", "size", "until")

    def __init__(self, headers, content, *, modified, until):
        self.until, self._modified, self.is_used = until, modified and int(modified), False
        etag = hashlib.blake2b(content, digest_size=9).hexdigest()
        if self._modified:
            headers = [*headers, ("Last-Modified", http_date(self._modified))]
        if is_text(headers):
            headers.append(("Vary", "Accept-Encoding"))
            gzipped = gzip.compress(content, GZIP_LEVEL, mtime=0)
            bodies = {"br": brotli.compress(content, quality=BROTLI_QUALITY), "gzip": gzipped, "identity": None}
            self._forms = {
                encoding: Form(headers, encoding, body, len(content if body is None else body), etag)
                for encoding, body in bodies.items()
            }
        else:
            self._forms = dict.fromkeys(ENCODINGS, Form(headers, "identity", content, len(content), etag))
        self.size = OVERHEAD + sum(len(form.body or b"") for form in set(self._forms.values()))

    def answer(self, environ, start_response):
        """The answer to a GET or HEAD request, as a WSGI application gives it."""
        self.is_used = True
        form = self._forms[encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))]
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._is_known(environ, form):
            start_response("304 Not Modified", form.validators.copy())
            return []
        start_response("200 OK", form.headers.copy())  # a server may add its own
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [zlib.decompress(self._forms["gzip"].body, 31) if form.body is None else form.body]

    def _is_known(self, environ, form):
        """Whether the reader has this very answer (RFC 9110, 13.2.2): a date counts only where no tag is given."""
        if "HTTP_IF_NONE_MATCH" in environ:
            tags = parse_etags(environ["HTTP_IF_NONE_MATCH"])
            return "*" in tags or form.etag in {tag.removeprefix("W/") for tag in tags}
        since = parse_http_date_safe(environ["HTTP_IF_MODIFIED_SINCE"])
        return None not in (since, self._modified) and self._modified <= since


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
