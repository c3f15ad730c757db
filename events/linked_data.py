"""Events in the words of schema.org."""

from events.choices import EventStatus, Recurrence
from peacedesk.library.models import Person
from peacedesk.website import linked_data as data

# There is no word for an event that was held, nor for one whose date has passed: both were scheduled.
STATUSES = {
    EventStatus.ANNOUNCED: "EventScheduled",
    EventStatus.CONFIRMED: "EventScheduled",
    EventStatus.HELD: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}


def event(entry, picture, context):
    """The page of an event. Takes the context of the page.

    A recurring event is a series with a schedule and has no status. How people attend is not recorded, so not said.
    """
    found = data.node(
        "EventSeries" if entry.recurrence else "Event",
        **{"@id": data.identity(entry)},
        name=entry.localized("title").value,
        description=entry.localized("summary").value,
        url=data.page_address(entry),
        image=picture.url,
        location=location(entry),
        organizer=[host(row) for row in context["hosts"]],
        performer=[data.person(row.person) for row in context["speakers"]],
        attendee=[data.person(row.person) for row in context["participants"]],
        superEvent=data.named("EventSeries", entry.series) if entry.series else None,
        about=[data.theme(theme) for theme in context["themes"]],
        inLanguage=sorted({s.language for day in context["days"] for s in day.sessions if s.language}),
        subjectOf={"@id": data.page_address(entry)},
        **timing(entry),
    )
    return data.graph(data.page_of(entry, found, picture, context["sources"]), found)


def timing(entry):
    """Status and dates: the ones announced, also of an event that was put off. Its successor is an event of its own."""
    start, end = data.ends(entry.date)
    if entry.recurrence:
        return {"startDate": start, "endDate": end, "eventSchedule": schedule(entry)}
    return {"eventStatus": f"{data.CONTEXT}/{STATUSES[entry.status]}", "startDate": start, "endDate": end}


def schedule(entry):
    """How a yearly event comes round (schema.org/Schedule); None for a rhythm that is not fixed to a day."""
    if entry.recurrence != Recurrence.YEARLY or not entry.recurrence_day:
        return None
    month, day = map(int, entry.recurrence_day.split("-"))
    return data.node("Schedule", repeatFrequency="P1Y", byMonth=month, byMonthDay=day)


def location(entry):
    """The place, as far as it is known."""
    city, venue = entry.localized("city").value, entry.localized("venue").value
    land = entry.country
    name = venue or city or (land and land.localized("name").value)
    if not name:
        return None
    address = data.node("PostalAddress", addressLocality=city, addressCountry=land.key.upper() if land else None)
    return data.node("Place", name=name, address=address if len(address) > 1 else None)


def host(row):
    """A host in the words of the source, with the page of the record behind it."""
    kind = "Person" if isinstance(row.record, Person) else "Organization"
    url = data.absolute(row.record.get_absolute_url()) if row.record else None
    return data.node(kind, name=row.localized("name").value, url=url)


def series(record):
    """The page of a series. Takes one from `EventSeries.objects.public()`."""
    return data.graph(data.named("EventSeries", record) | {"alternateName": data.other_names(record)})
