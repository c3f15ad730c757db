"""Events, what they own, and the series they belong to."""

from events.choices import EventStatus, Format, Recurrence
from events.models.event import Event, EventDraft
from events.models.facts import (
    EventCitation,
    EventCitationDraft,
    EventFigure,
    EventFigureDraft,
    Host,
    HostDraft,
    Outcome,
    OutcomeDraft,
)
from events.models.programme import Appearance, AppearanceDraft, AppearanceKind, Session, SessionDraft, SessionKind
from events.models.series import EventSeries, SeriesKind

__all__ = [
    "Appearance",
    "AppearanceDraft",
    "AppearanceKind",
    "Event",
    "EventCitation",
    "EventCitationDraft",
    "EventDraft",
    "EventFigure",
    "EventFigureDraft",
    "EventSeries",
    "EventStatus",
    "Format",
    "Host",
    "HostDraft",
    "Outcome",
    "OutcomeDraft",
    "Recurrence",
    "SeriesKind",
    "Session",
    "SessionDraft",
    "SessionKind",
]
