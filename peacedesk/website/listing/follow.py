"""Ways to take a list along: files, a feed, a calendar, each with the filters of the list."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peacedesk.website.addresses import with_query


class FollowLink(NamedTuple):
    label: str
    url: str
    icon: str


class Follow(NamedTuple):
    """A link below a list: the name of an address that takes its filters, and the `format` if it is a file to keep."""

    label: str
    view_name: str
    icon: str = ""
    format: str = ""

    def link(self, filterset):
        path = reverse(self.view_name, kwargs={"format": self.format} if self.format else None)
        pairs = filterset.followed if self.format else filterset.subscribed
        return FollowLink(self.label, with_query(path, pairs), self.icon)


def files_and_feed(app):
    """The links that every kind of entry has; `app` is the namespace of its addresses."""
    return (
        Follow(_("Atom feed"), f"{app}:feed", "i-feed"),
        Follow("CSV", f"{app}:download", format="csv"),
        Follow("JSON", f"{app}:download", format="json"),
        Follow("JSON Lines", f"{app}:download", format="jsonl"),
    )
