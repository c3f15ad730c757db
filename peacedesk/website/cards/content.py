"""What a card says, and where it is found."""

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from peacedesk.dates.wording import in_words
from peacedesk.languages import LANGUAGE_NAMES, current_language


class Card(NamedTuple):
    """All that can be read on a card. `shape` and `tone` are those of the template tag `sign`."""

    language: str
    site: str
    title: str
    facts: str
    status: str = ""
    shape: str = ""
    tone: str = ""

    @classmethod
    def of(cls, entry):
        """The card of an entry in the active language, in which it must be published."""
        return cls(
            language=current_language(),
            site=str(settings.SITE_NAME),
            title=entry.localized("title").value,
            facts=in_one_line(capfirst(entry._meta.verbose_name), in_words(entry.date)),
            status=str(entry.status_words),
            shape=entry.status_shape,
            tone=entry.status_tone,
        )

    @classmethod
    def of_site(cls):
        """The card of all pages without one of their own."""
        return cls(
            language=current_language(),
            site=str(settings.SITE_NAME),
            title=gettext("Kazakhstan’s peace initiatives and forums, on the record"),
            facts=in_one_line(*LANGUAGE_NAMES.values()),
        )

    @property
    def etag(self):
        """Changes with anything that the card shows (RFC 9110, 8.8.3)."""
        return f'"{hashlib.blake2b(repr(tuple(self)).encode(), digest_size=16).hexdigest()}"'

    @property
    def description(self):
        """What can be read on the card, for those who cannot see it (WCAG 1.1.1)."""
        return in_one_line(self.title, self.status, self.facts)


class Picture(NamedTuple):
    """A card as a page refers to it: its whole address and the text that can take its place."""

    url: str
    alt: str


def picture_of(entry):
    """The card of an entry in the language that its page is shown in.

    The address changes with each publication: networks keep a picture for as long as its address is the same.
    """
    with override(entry.shown_language):
        address = reverse(f"{entry.list_url_name.partition(':')[0]}:card", args=[entry.slug])
        return Picture(f"{settings.SITE_URL}{address}?v={entry.published_seq}", Card.of(entry).description)


def picture_of_site():
    return Picture(settings.SITE_URL + reverse("website:card"), Card.of_site().description)


def in_one_line(*facts):
    return " · ".join(filter(None, map(str, facts)))
