"""The programme of an event by day, by time and by track, for the page."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import pgettext

from events.models import SessionKind


@dataclass
class Slot:
    """Sessions that share their times. `cells` has a list of sessions for each track of the day; it is empty when
    the sessions belong to no track and take the whole row."""

    starts_at: datetime
    ends_at: datetime | None
    sessions: list
    cells: list = field(default_factory=list)

    @property
    def times(self):
        """Begin and end, as far as they are known, as pairs of a `datetime` attribute and words.

        The time filter of templates would put them into the zone of the site.
        """
        return [(moment.isoformat(), f"{moment:%H:%M}") for moment in (self.starts_at, self.ends_at) if moment]

    @property
    def is_break(self):
        return all(session.kind == SessionKind.BREAK for session in self.sessions)


@dataclass
class Group:
    """Sessions without times, of one track or of none."""

    track: object
    sessions: list


@dataclass
class Day:
    """A day of the programme; `date` is None for the sessions of which the source gives no day."""

    date: date | None
    tracks: list
    slots: list
    groups: list

    @property
    def sessions(self):
        """All sessions in the order of the page."""
        return [session for part in (*self.slots, *self.groups) for session in part.sessions]

    @property
    def heading(self):
        words = {"weekday": date_format(self.date, "l"), "date": date_format(self.date, "DATE_FORMAT")}
        return pgettext("day of a programme", "%(weekday)s %(date)s") % words

    @property
    def offset(self):
        """How far the clocks of the day are ahead of UTC: "UTC+5"."""
        minutes = int(self.slots[0].starts_at.utcoffset().total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def programme(sessions, zone):
    """The `Day`s of `sessions`, whose times are put into `zone`; those without a day come last."""
    for session in sessions:
        for name in ("starts_at", "ends_at"):
            if getattr(session, name):
                setattr(session, name, getattr(session, name).astimezone(zone))
        session.day = session.starts_at.date() if session.starts_at else session.day
    ordered = sorted(sessions, key=_order)
    return [_day(day, list(group)) for day, group in groupby(ordered, key=lambda session: session.day)]


def _order(session):
    """By day, by time, whole rows before those of tracks, then by track."""
    track = session.track
    return (
        session.day or date.max,
        session.starts_at is None,
        session.starts_at.timestamp() if session.starts_at else 0,
        session.ends_at.timestamp() if session.ends_at else 0,
        _rank(track),
        session.position,
    )


def _rank(track):
    return (track is not None, track.position if track else 0, track.key if track else "")


def _day(day, sessions):
    timed = [session for session in sessions if session.starts_at]
    tracks = sorted({session.track for session in timed if session.track}, key=_rank)
    rows = groupby(timed, key=lambda session: (session.starts_at, session.ends_at, session.track is None))
    untimed = groupby((session for session in sessions if not session.starts_at), key=lambda session: session.track)
    return Day(
        day,
        tracks,
        [_slot(starts_at, ends_at, list(group), tracks) for (starts_at, ends_at, _whole), group in rows],
        [Group(track, list(group)) for track, group in untimed],
    )


def _slot(starts_at, ends_at, sessions, tracks):
    if sessions[0].track is None:
        return Slot(starts_at, ends_at, sessions)
    cells = [[session for session in sessions if session.track == track] for track in tracks]
    return Slot(starts_at, ends_at, sessions, cells)
