"""What the page of an event shows besides its own columns."""

from django.db.models import Q, Subquery

from events import models
from events.models import AppearanceKind, Event, EventCitation, EventSeries
from events.programme import programme
from peacedesk.editorial.together import Together
from peacedesk.library.citing import number_sources
from peacedesk.library.models import Image, Organisation, Person, Source, Track
from peacedesk.library.querysets import among, countries, in_countries, sources_of, themes, with_sources

# How many other editions of its series the page of an event names.
EDITIONS = 8


def _rows(key):
    event = Event.objects.filter(pk=key)
    owned = {
        "hosts": models.Host.objects.filter(event=key),
        "outcomes": models.Outcome.objects.filter(event=key),
        "figures": models.EventFigure.objects.filter(event=key),
        "citations": EventCitation.objects.filter(event=key),
        "appearances": models.Appearance.objects.filter(event=key),
        "sessions": models.Session.objects.filter(event=key),
    }
    hosts, appearances, sessions = (owned[name].order_by() for name in ("hosts", "appearances", "sessions"))
    told = [rows for name, rows in owned.items() if name != "hosts"]
    sources, authors = sources_of(*told)
    return owned | {
        "sources": sources | Source.objects.filter(pk__in=event.values("status_source")),
        "authors": authors,
        "editions": Event.objects.filter(pk__in=_editions(event, key)).defer("body", "summary"),
        "covers": Image.objects.filter(event_set=key),
        "series": EventSeries.objects.filter(event_set=key),
        "successors": Event.objects.filter(pk__in=event.values("successor")).defer("body", "summary"),
        "tracks": Track.objects.filter(event_set=key),
        "session_tracks": Track.objects.filter(pk__in=sessions.values("track")),
        "organisations": Organisation.objects.filter(event_set=key),
        "host_organisations": Organisation.objects.filter(pk__in=hosts.values("organisation")),
        "speaking": Person.objects.filter(Q(pk__in=hosts.values("person")) | Q(pk__in=appearances.values("person"))),
        "predecessors": Event.objects.filter(successor=key).exclude(pk=key).defer("body", "summary"),
        "initiatives": Event.initiatives.rel.model.objects.cards().filter(events=key),
    }


def _editions(event, key):
    """The keys of the latest other events of the series."""
    others = Event.objects.filter(series=Subquery(event.values("series")[:1])).exclude(pk=key)
    return others.order_by("-date_from", "slug").values("pk")[:EDITIONS]


ROW = Together(lambda slug: {"entry": Event.objects.for_page().filter(slug=slug)})
ROWS = Together(_rows)


def page_of(event):
    """The context of an event's page: its links and owned rows, each with the number of its source."""
    rows = ROWS.of(event.pk)
    for name, some in (("cover", "covers"), ("series", "series"), ("successor", "successors")):
        setattr(event, name, next(iter(rows.pop(some)), None))
    in_countries([event])
    people = {person.pk: person for person in rows.pop("speaking")}
    appearances, sessions, citations = (rows.pop(name) for name in ("appearances", "sessions", "citations"))
    for row in (*rows["hosts"], *rows["outcomes"], *rows["figures"], *citations, *appearances, *sessions):
        row.event = event
    for appearance in appearances:
        appearance.person = people[appearance.person_id]
    _link_hosts(rows["hosts"], people | {record.pk: record for record in rows.pop("host_organisations")})
    tracks = {track.pk: track for track in rows.pop("session_tracks")}
    for session in sessions:
        session.track = tracks.get(session.track_id)
        session.speakers = [appearance for appearance in appearances if appearance.session_id == session.pk]
    days = programme(sessions, event.zone)
    sessions = [session for day in days for session in day.sessions]
    status = EventCitation(source_id=event.status_source_id) if event.status_source_id else None
    speakers, participants = _once(appearances)
    numbered = [*filter(None, [status]), *rows["outcomes"], *rows["figures"], *sessions, *speakers, *participants]
    with_sources([*numbered, *citations], rows.pop("sources"), rows.pop("authors"))
    return {
        **rows,
        "themes": among(themes(), event.theme_keys),
        "countries": among(countries(), event.country_keys),
        "days": days,
        "has_times": any(day.slots for day in days),
        "speakers": speakers,
        "participants": participants,
        "status_citation": status,
        "sources": number_sources(numbered, citations),
    }


def _link_hosts(hosts, records):
    """Give each host the `record` that stands behind its name, if there is one."""
    for host in hosts:
        host.record = records.get(host.organisation_id or host.person_id)


def _once(appearances):
    """Those who spoke and those who took part, each once in an office, however many sessions they appear in."""
    offices = {(a.person_id, a.kind, a.localized("role"), a.localized("affiliation")): a for a in reversed(appearances)}
    once = list(reversed(offices.values()))
    return (
        [appearance for appearance in once if appearance.kind != AppearanceKind.PARTICIPANT],
        [appearance for appearance in once if appearance.kind == AppearanceKind.PARTICIPANT],
    )
