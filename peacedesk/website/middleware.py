from csp.middleware import CSPMiddleware
from django.middleware.gzip import GZipMiddleware

from peacedesk.website.policies import ADMIN_POLICY, ADMIN_PREFIX, HEADERS


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

    The desk's answers hold tokens beside what a request says, and their length must not tell of them (BREACH).
    """

    def process_response(self, request, response):
        if request.path_info.startswith(ADMIN_PREFIX):
            return response
        return super().process_response(request, response)
