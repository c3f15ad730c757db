from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.middleware.gzip import GZipMiddleware

from peacedesk.editorial.models import reading_once
from peacedesk.replica import has_replica, public_reads, read_publicly
from peacedesk.website.policies import ADMIN_POLICY, ADMIN_PREFIX, HEADERS

PROBES = ("/healthz", "/readyz")


class ReplicaMiddleware:
    """Have the answers to readers made from the replica, where the site has one."""

    def __init__(self, get_response):
        if not has_replica():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if not is_for_readers(request):
            return self.get_response(request)
        with public_reads():
            response = self.get_response(request)
        # A stored file is sent as it is, by the server itself where that can be.
        if response.streaming and not getattr(response, "file_to_stream", None):
            response.streaming_content = read_publicly(response.streaming_content)
        return response


def is_for_readers(request):
    """Whether a request reads a public page and no more than that.

    Whoever is signed in reads from the primary on these pages too, and so sees at once what they published.
    """
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(ADMIN_PREFIX)
        and request.path_info not in PROBES
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


class SecurityHeadersMiddleware(CSPMiddleware):
    """Send the protective headers with every answer, and the content policy of the side it belongs to."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(ADMIN_PREFIX):
            parts.config = ADMIN_POLICY
        return parts

    def process_response(self, request, response):
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return super().process_response(request, response)


class PublicGZipMiddleware(GZipMiddleware):
    """Compress what the public side answers by Django: searches, files, feeds. Finished pages are compressed once.

    The desk's answers hold tokens beside what a request says, and their length must not tell of them (BREACH). Pictures
    are compressed by their nature.
    """

    def process_response(self, request, response):
        if request.path_info.startswith(ADMIN_PREFIX) or response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


class OneStateMiddleware:
    """Make all parts of a public answer of one state of the public tables, which is asked for once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(ADMIN_PREFIX) or request.path_info in PROBES:
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)
