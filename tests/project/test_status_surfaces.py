"""The status of an event is one fact: after one publication every public answer that tells of the event says the same.

The answers are found by walking the site, so a new page, feed or file that tells of events is held to this too.
"""

import csv
import io
import json
import re
from dataclasses import dataclass

import feedparser
import pytest
import time_machine
import vobject
from bs4 import BeautifulSoup
from django.urls import resolve
from django.utils import translation

from events.choices import EventStatus
from tests.factories import (
    make_appearance_draft,
    make_country,
    make_event_draft,
    make_initiative_draft,
    make_organisation,
    make_series,
    make_source,
    make_theme,
    make_track,
    publish,
)
from tests.project.crawl import LANGUAGES, roam

pytestmark = pytest.mark.django_db

SLUG = "assembly-of-nomads"
TITLES = {"en": "Assembly of Nomads", "kk": "Көшпенділер жиыны", "ru": "Собрание кочевников", "ar": "مجلس الرحل"}
# One word only, so that what repeats the words of a search does not name the event by that.
WORDS = {code: title.split()[-1] for code, title in TITLES.items()}
# What tells of addresses or titles as such and of no event.
SILENT = {"events:citation", "sitemap", "sitemap-section"}
# What names the event in a few words, and warns when it is called off or put off.
BRIEF = {"website:suggestions"}
CALENDAR = {"announced": "TENTATIVE", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
SCHEMA = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
PLAIN = {"announced", "confirmed", "held"}
# The smallest part of a page that tells of one thing.
PARTS = ("li", "article", "tr", "p", "dd")


@dataclass
class Answer:
    """A public answer that names the event."""

    address: str
    view: str
    kind: str
    text: str

    @property
    def language(self):
        return self.address.split("/")[1]

    def times(self, status):
        """How often a status is told, in words or as a value for programs."""
        with translation.override(self.language):
            words = str(EventStatus(status).label)
        values = 0 if self.kind == "text/html" else len(re.findall(rf"(?<![\w-]){status}(?![\w-])", self.text))
        return self.text.count(words) + values


def walk(client):
    """The answers that name the event, by address."""
    found = {}
    for address, response, content in roam(client, "/en/", WORDS):
        assert response.status_code in {200, 301, 302}, address
        text = plain(response["Content-Type"].partition(";")[0], content) if response.status_code == 200 else ""
        if SLUG in text or (text and SLUG in address) or any(title in text for title in TITLES.values()):
            view = resolve(address.partition("?")[0]).view_name
            answer = Answer(address, view, response["Content-Type"].partition(";")[0], text)
            # A file without a record of the event may still refer to it.
            if answer.kind == "text/html" or values_for_programs(answer) != []:
                found[address] = answer
    return found


def plain(kind, content):
    """The text of an answer with no line folded and no letter written as a code; of a picture its bytes in digits."""
    if kind.startswith("image/"):
        return content.hex()
    text = content.decode().replace("\r\n ", "")
    return json.dumps(json.loads(text), ensure_ascii=False) if kind == "application/json" else text


def make_surroundings():
    """An event that is tied to everything that may show it."""
    initiative = make_initiative_draft(**{f"title_{code}": "A" for code in LANGUAGES})
    publish(initiative)
    texts = {f"title_{code}": title for code, title in TITLES.items()}
    draft = make_event_draft(
        slug=SLUG,
        date="2024-06-13/2024-06-14",
        status="announced",
        status_source=make_source(),
        series=make_series(),
        country=make_country(),
        city_en="Astana",
        themes=[make_theme()],
        tracks=[make_track()],
        countries=[make_country()],
        organisations=[make_organisation()],
        initiatives=[initiative],
        **texts,
    )
    make_appearance_draft(draft)
    publish(draft)
    former = make_event_draft(date="2023-06-01", recurrence="irregular", successor=draft, series=make_series())
    publish(former)
    return draft


def stale_parts(answer, status):
    """The parts of a page around a mention of the event that still tell an old status."""
    if answer.kind != "text/html":
        return
    soup = BeautifulSoup(answer.text, "html.parser")
    with translation.override(answer.language):
        words = str(EventStatus(status).label)
    for link in soup.select(f"a[href*='/{SLUG}/']"):
        part = link.find_parent(PARTS) or link
        if words in part.get_text():
            yield " ".join(part.get_text().split())[:200]


def values_for_programs(answer):
    """The status of the event wherever an answer gives it to programs; None where it is of no known kind."""
    if answer.kind == "text/calendar":
        entries = vobject.readOne(answer.text).contents["vevent"]
        return [entry.status.value for entry in entries if SLUG in entry.url.value]
    if answer.kind == "application/atom+xml":
        entries = feedparser.parse(answer.text.encode()).entries
        terms = [tag.term for entry in entries if SLUG in entry.link for tag in entry.get("tags", [])]
        return [term for term in terms if term in EventStatus.values]
    if answer.kind == "text/csv":
        rows = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        return [row["status"] for row in rows if row["slug"] == SLUG]
    if answer.view == "events:download" and answer.kind == "application/json":
        return [row["status"] for row in json.loads(answer.text)["entries"] if row["slug"] == SLUG]
    if answer.view == "events:download":
        return [row["status"] for row in map(json.loads, answer.text.splitlines()) if row["slug"] == SLUG]
    if answer.kind == "text/html":
        blocks = BeautifulSoup(answer.text, "html.parser").select("script[type='application/ld+json']")
        return [node["eventStatus"] for block in blocks for node in nodes(json.loads(block.string)) if is_ours(node)]
    return None


def nodes(value):
    """Every object in a JSON-LD document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def is_ours(node):
    return "eventStatus" in node and SLUG in json.dumps(node)


def expected_value(answer, status):
    if answer.kind == "text/calendar":
        return CALENDAR.get(status, "CONFIRMED")
    if answer.kind == "text/html":
        return f"https://schema.org/{SCHEMA.get(status, 'EventScheduled')}"
    return status


def check(before, after, old, new):
    """Hold the answers after a change of status against those before it. Returns the views that told of it."""
    faults, views = [], {code: set() for code in LANGUAGES}
    for address, answer in after.items():
        if answer.view in SILENT:
            continue
        earlier = before.get(address)
        views[answer.language].add(answer.view)
        if answer.kind.startswith("image/"):
            faults += [f"{address} is the old picture"] * (answer.text in {other.text for other in before.values()})
            continue
        is_brief = answer.view in BRIEF
        if not (is_brief and new in PLAIN) and answer.times(new) <= (earlier.times(new) if earlier else 0):
            faults.append(f"{address} does not say “{new}”")
        if not (is_brief and old in PLAIN) and earlier and answer.times(old) >= earlier.times(old):
            faults.append(f"{address} still says “{old}”")
        faults += [f"{address} has “{old}” in: {part}" for part in stale_parts(answer, old)]
        values = set(values_for_programs(answer) or [])
        if values - {expected_value(answer, new)}:
            faults.append(f"{address} tells programs {values}")
    assert not faults, "\n".join(faults)
    return views


@pytest.mark.parametrize("statuses", [("announced", "cancelled", "confirmed"), ("announced", "held", "postponed")])
def test_every_answer_tells_the_status_that_was_published_last(client, statuses):
    with time_machine.travel("2024-06-01"):
        draft = make_surroundings()
        before, old = walk(client), statuses[0]

        for status in statuses[1:]:
            draft.status = status
            draft.save()
            publish(draft)
            after = walk(client)
            views = check(before, after, old, status)
            before, old = after, status

    assert (
        views["kk"]
        == views["ru"]
        == views["en"]
        == views["ar"]
        >= {
            "events:calendar",
            "events:card",
            "events:detail",
            "events:download",
            "events:event-calendar",
            "events:feed",
            "events:list",
            "events:series",
            "events:series-calendar",
            "initiatives:detail",
            "library:country",
            "website:feed",
            "website:search",
            "website:timeline",
        }
    )
