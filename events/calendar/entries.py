"""Events as iCalendar (RFC 5545; RFC 7986 for what it says of a calendar as a whole).

An event is an entry of whole days, and of those whose date is less exact than a day there is none. Whatever became of
an event, its entry stays, under the same UID in all languages, and SEQUENCE rises with each publication.

A postponed event is TENTATIVE, like one that is only announced: it is not called off, but its date does not stand.
CANCELLED would make programs remove it (RFC 5545, 3.8.1.11) while readers wait for the new date. Since many programs
do not show STATUS, title and description say it too. What recurs has no status.
"""

import datetime as dt
import re

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from events.calendar.days import days_of, first_published_at
from events.choices import EventStatus
from events.models import SessionKind
from peacedesk.dates.wording import in_words
from peacedesk.languages import LANGUAGE_NAMES, comma, current_language, resolution_order
from peacedesk.website.addresses import in_language

CONTENT_TYPE = "text/calendar; charset=utf-8"
STATUS = {
    EventStatus.ANNOUNCED: "TENTATIVE",
    EventStatus.CONFIRMED: "CONFIRMED",
    EventStatus.HELD: "CONFIRMED",
    EventStatus.POSTPONED: "TENTATIVE",
    EventStatus.CANCELLED: "CANCELLED",
}
REFRESH = dt.timedelta(hours=12)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # RFC 5545, 3.1: no text may hold them


def write(name, entries):
    """A calendar called `name`, a `Text`, with the given entries, as pieces of bytes: one for each entry."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//PeaceDesk//Events//{current_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for known_as in ("name", "x-wr-calname"):
        _add_text(calendar, known_as, name.value, name.lang)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    end = b"END:VCALENDAR\r\n"
    yield calendar.to_ical().removesuffix(end)
    for entry in entries:
        yield entry.to_ical()
    yield end


def in_days(event):
    """The entry of an event from `Event.objects.for_calendar()`, if it has days."""
    days = days_of(event)
    if not days:
        return
    title, language = event.localized("title"), current_language()
    entry = _entry(event, event, _address(event, language))
    entry.add("dtstart", days.first)
    entry.add("dtend", days.last + dt.timedelta(days=1))
    if days.is_yearly:
        entry.add("rrule", {"freq": "yearly"} | ({"until": days.until} if days.until else {}))
    with override(title.lang):
        _add_text(entry, "summary", _titled(event, title.value), title.lang)
        _add_text(entry, "description", "\n".join(_description(event, language)), title.lang)
    _add_location(entry, _places(event))
    for theme in event.themes.all():
        name = theme.localized("name")
        entry.add("categories", [CONTROLS.sub("", name.value)], parameters={"LANGUAGE": name.lang})
    yield entry


def in_hours(event):
    """The entry of an event and of those of its sessions, loaded with it, that begin and end at a stated time."""
    if not days_of(event):
        return
    yield from in_days(event)
    address = f"{_address(event, current_language())}#programme"
    for session in event.sessions.all():
        if session.starts_at and session.ends_at and session.kind != SessionKind.BREAK:
            yield _session(event, session, address)


def _session(event, session, address):
    title, summary = session.localized("title"), session.localized("summary")
    entry = _entry(event, session, address)
    # In UTC, so that the place may change its offset, as Kazakhstan did on 1 March 2024.
    entry.add("dtstart", session.starts_at.astimezone(dt.UTC))
    entry.add("dtend", session.ends_at.astimezone(dt.UTC))
    entry.add("related-to", str(event.pk), parameters={"RELTYPE": "PARENT"})
    with override(title.lang):
        _add_text(entry, "summary", _titled(event, title.value), title.lang)
        lines = [_status(event), _words(event, "title"), _words(session, "summary") if summary else "", address]
        _add_text(entry, "description", "\n".join(filter(None, lines)), title.lang)
    _add_location(entry, [(session, "room"), *_places(event)])
    return entry


def _entry(event, row, address):
    """What the entries of an event and of its sessions have in common."""
    entry, changed_at = icalendar.Event(), event.updated_at or first_published_at(event)
    entry.add("uid", str(row.pk))
    entry.add("sequence", event.published_seq)
    # Without a METHOD, DTSTAMP is the time of the last revision too (RFC 5545, 3.8.7.2).
    entry.add("dtstamp", changed_at)
    entry.add("last-modified", changed_at)
    if event.status:
        entry.add("status", STATUS[event.status])
    entry.add("transp", "TRANSPARENT")
    entry.add("url", address)
    return entry


def _address(event, language):
    return settings.SITE_URL + in_language(event.get_absolute_url(), language)


def _titled(event, title):
    pattern = pgettext("title of a cancelled or postponed event", "%(status)s: %(title)s")
    return pattern % {"status": event.caveat, "title": title} if event.caveat else title


def _status(event):
    return _("Status: %(status)s") % {"status": event.status_words} if event.status else event.status_words


def _description(event, language):
    """The lines that tell of an event in the active language: first how it stands, last its page in `language`."""
    yield _status(event)
    if event.caveat:
        if event.localized("status_note"):
            yield _words(event, "status_note")
        if event.status_on:
            yield _("Date of the decision: %(day)s") % {"day": in_words(event.status_on)}
        if event.successor:
            yield _("In its place: %(title)s (%(status)s), %(address)s") % {
                "title": _words(event.successor, "title"),
                "status": event.successor.status_words,
                "address": _address(event.successor, language),
            }
    if event.doubt:
        yield event.doubt
    if event.localized("summary"):
        yield _words(event, "summary")
    yield _address(event, language)


def _words(record, field):
    """A text in the active language, or in another one with the name of that."""
    text = record.localized(field)
    if not text.is_fallback:
        return text.value
    pattern = pgettext("text in another language", "%(text)s (%(language)s)")
    return pattern % {"text": text.value, "language": LANGUAGE_NAMES[text.lang]}


def _places(event):
    return [(event, "venue"), (event, "city"), *([(event.country, "name")] if event.country else [])]


def _add_location(entry, places):
    """Name the place in one language: the first that has a word for each of its (record, field) parts."""
    known = [(record, field) for record, field in places if record.localized(field)]
    languages = resolution_order(current_language())
    texts = {code: [record.localized(field, code) for record, field in known] for code in languages}
    shared = (code for code, found in texts.items() if not any(text.is_fallback for text in found))
    language = next(shared, current_language())
    with override(language):
        _add_text(entry, "location", comma().join(dict.fromkeys(text.value for text in texts[language])), language)


def _add_text(component, name, value, language):
    """Add a text of type TEXT (RFC 5545, 3.3.11): the library escapes it as such only where it knows the property."""
    if value:
        component.add(name, icalendar.vText(CONTROLS.sub("", value), params={"LANGUAGE": language}))
