"""Ways to take a list along: files, a feed, a calendar, each with the filters of the list."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peacedesk.website.addresses import webcal, with_query


class FollowLink(NamedTuple):
    label: str
    url: str
    icon: str


class Follow(NamedTuple):
    """A link below a list: the name of an address that takes its filters, and the `format` if it is a file to keep.

    `is_webcal` is for a calendar that programs subscribe to.
    """

    label: str
    view_name: str
    icon: str = ""
    format: str = ""
    is_webcal: bool = False

    def link(self, filterset):
        path = reverse(self.view_name, kwargs={"format": self.format} if self.format else None)
        pairs = filterset.followed if self.format else filterset.subscribed
        address = with_query(path, pairs)
        return FollowLink(self.label, webcal(address) if self.is_webcal else address, self.icon)


def files_and_feed(app):
    """The links that every kind of entry has; `app` is the namespace of its addresses."""
    return (
        Follow(_("Atom feed"), f"{app}:feed", "i-feed"),
        Follow("CSV", f"{app}:download", format="csv"),
        Follow("JSON", f"{app}:download", format="json"),
        Follow("JSON Lines", f"{app}:download", format="jsonl"),
    )
