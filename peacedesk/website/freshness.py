"""Answers that stay the same until something is published, and that are not made again for who has them."""

import time
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from peacedesk.editorial.models import SiteGeneration


def unless_fresh(request, make):
    """`make()` with validators, or "304 Not Modified" when the reader's copy is as new (RFC 9110, 13.1).

    A public answer changes with each publication and, in what it says of events, with each day.
    """
    begun, _ends = today()
    number, changed_at = SiteGeneration.present()
    etag, modified = f'W/"{number}-{begun:%Y%m%d}"', settled(max(changed_at or begun, begun).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified) or make()
    if response.status_code in {200, 304}:
        response["ETag"] = etag
        if modified:
            response["Last-Modified"] = http_date(modified)
    return response


def today():
    """When the day of the site began and when it ends: what is said of events is of a day."""
    begun = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return begun, datetime.combine(begun.date() + timedelta(days=1), datetime.min.time(), begun.tzinfo)


def settled(modified):
    """A moment in whole seconds since 1970; None in the second that it is in, which may see another change.

    A date of that second could not tell one version from the next (RFC 9110, 8.8.2.2).
    """
    return int(modified) if int(modified) < int(time.time()) else None
