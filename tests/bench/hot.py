"""What publications cost the readers of many pages.

Readers ask for 300 pages as readers do: the page at place n of the list is asked for 1/n as often as the first.
Meanwhile nothing is published, or the public tables change every few seconds, which ends all kept pages.
"""

import random
import socket
import threading
import time
from contextlib import closing

from django.utils.translation import override

from events.models import Event
from initiatives.models import Initiative
from peacedesk.editorial import publishing
from peacedesk.languages import CONTENT_LANGUAGES
from tests.bench.table import Least, line

PAGES, READERS, SECONDS = 300, 8, 20


def addresses():
    """The addresses of lists and of entries in all languages, the lists first."""
    found = [f"/{language}/{path}" for path in ("", "initiatives/", "events/") for language in CONTENT_LANGUAGES]
    entries = [entry for model in (Event, Initiative) for entry in model.objects.order_by("-date_from", "pk")[:PAGES]]
    for entry in random.Random(1).sample(entries, len(entries)):  # noqa: S311  (not a secret)
        for language in entry.published_languages:
            with override(language):
                found.append(entry.get_absolute_url())
    return found[:PAGES]


def report(site, exchange):
    """Print what publications cost at `site`, a `served.Target`. `exchange` asks over a connection."""
    pages = addresses()
    readers = Readers(site, pages, exchange)
    began = time.perf_counter()
    for page in pages:
        site.at(page).ask()
    made = len(pages) / (time.perf_counter() - began)
    kept = readers.rate(SECONDS)
    line(f"{len(pages)} pages, made by Django, requests/s", made)
    line(f"{len(pages)} pages, kept finished, requests/s", kept)
    line("  a publication every 10 seconds, × kept", Least(readers.rate(SECONDS, every=10) / kept, 0.7))
    line("  a publication every second, × made", Least(readers.rate(SECONDS, every=1) / made, 1.5))


class Readers:
    """Some readers, each with a connection of its own."""

    def __init__(self, site, pages, exchange):
        self.site, self.pages, self.exchange = site, pages, exchange
        self.weights = [1 / place for place in range(1, len(pages) + 1)]

    def rate(self, seconds, every=None):
        """How many requests are answered in a second, while something is published every so many seconds."""
        end, counts = time.perf_counter() + seconds, []
        readers = [threading.Thread(target=self._read, args=[number, end, counts]) for number in range(READERS)]
        for reader in readers:
            reader.start()
        while every and time.perf_counter() + every < end:
            time.sleep(every / 2)
            publishing.count_change()
            time.sleep(every / 2)
        for reader in readers:
            reader.join()
        return sum(counts) / seconds

    def _read(self, number, end, counts):
        chance, done = random.Random(number), 0  # noqa: S311  (not a secret)
        asked = [self.site.at(page).request() for page in chance.choices(self.pages, self.weights, k=5_000)]
        with closing(socket.create_connection(("127.0.0.1", self.site.port), timeout=60)) as connection:
            while time.perf_counter() < end:
                assert self.exchange(connection, asked[done % len(asked)]).startswith(b"HTTP/1.1 200")
                done += 1
        counts.append(done)
