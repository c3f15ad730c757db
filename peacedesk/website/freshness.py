"""Answers that stay the same until something is published, and that are not made again for who has them."""

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from peacedesk.editorial.models import SiteGeneration


def unless_fresh(request, make):
    """`make()` with validators, or "304 Not Modified" when the reader's copy is as new (RFC 9110, 13.1).

    A public answer changes with each publication and, in what it says of events, with each day.
    """
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    number, changed_at = SiteGeneration.present()
    etag, modified = f'W/"{number}-{today:%Y%m%d}"', int(max(changed_at or today, today).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified) or make()
    if response.status_code in {200, 304}:
        response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    return response
