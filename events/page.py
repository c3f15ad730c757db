"""What the page of an event shows besides its own columns."""

from events.models import AppearanceKind, Event, EventCitation
from events.programme import programme
from events.rows import fetch
from peacedesk.library.citing import number_sources
from peacedesk.library.models import Country, Organisation, Person, Source, Theme, Track


def page_of(event):
    """The context of an event's page: its links and owned rows, each with the number of its source."""
    rows = fetch(
        {
            "themes": Theme.objects.filter(event_set=event),
            "tracks": Track.objects.filter(event_set=event),
            "countries": Country.objects.filter(event_set=event),
            "organisations": Organisation.objects.filter(event_set=event),
            "hosts": event.hosts.all(),
            "host_organisations": Organisation.objects.filter(host_set__event=event).distinct(),
            "host_people": Person.objects.filter(host_set__event=event).distinct(),
            "outcomes": event.outcomes.all(),
            "figures": event.figures.all(),
            "citations": event.citations.all(),
        }
    )
    for name in ("hosts", "outcomes", "figures", "citations"):
        for row in rows[name]:
            row.event = event
    _link_hosts(rows["hosts"], [*rows.pop("host_organisations"), *rows.pop("host_people")])
    appearances = list(event.appearances.select_related("person"))
    days = programme(event.sessions.select_related("track"), event.zone)
    sessions = [session for day in days for session in day.sessions]
    for session in sessions:
        session.speakers = [appearance for appearance in appearances if appearance.session_id == session.pk]
    status = EventCitation(source_id=event.status_source_id) if event.status_source_id else None
    speakers, participants = _once(appearances)
    numbered = [*filter(None, [status]), *rows["outcomes"], *rows["figures"], *sessions, *speakers, *participants]
    citations = rows.pop("citations")
    _load_sources([*numbered, *citations])
    return {
        **rows,
        **_kin(event),
        "days": days,
        "has_times": any(day.slots for day in days),
        "speakers": speakers,
        "participants": participants,
        "initiatives": list(event.initiatives.cards()),
        "status_citation": status,
        "sources": number_sources(numbered, citations),
    }


def _link_hosts(hosts, records):
    """Give each host the `record` that stands behind its name, if there is one."""
    by_id = {record.pk: record for record in records}
    for host in hosts:
        host.record = by_id.get(host.organisation_id or host.person_id)


def _once(appearances):
    """Those who spoke and those who took part, each once in an office, however many sessions they appear in."""
    offices = {(a.person_id, a.kind, a.localized("role"), a.localized("affiliation")): a for a in reversed(appearances)}
    once = list(reversed(offices.values()))
    return (
        [appearance for appearance in once if appearance.kind != AppearanceKind.PARTICIPANT],
        [appearance for appearance in once if appearance.kind == AppearanceKind.PARTICIPANT],
    )


def _load_sources(rows):
    sources = Source.objects.select_related("author").in_bulk({row.source_id for row in rows})
    for row in rows:
        row.source = sources[row.source_id]


def _kin(event):
    kin = list(Event.objects.kin(event))
    return {
        "editions": [other for other in kin if event.series_id and other.series_id == event.series_id],
        "predecessors": [other for other in kin if other.successor_id == event.pk],
    }
