from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.utils.translation import pgettext

from events.calendar.days import days_of
from events.models import Event
from peacedesk.editorial.keeping import kept
from peacedesk.languages import Text, current_language, direction
from peacedesk.website.addresses import webcal
from peacedesk.website.templatetags.site import marked

register = template.Library()

SHOWN_NEXT = 3
# How many characters of a date stand in large figures.
LONGEST_NUMBER = 9


@register.inclusion_tag("events/_next.html")
def next_events():
    """What comes next: the nearest event in a frame, two more beside it."""
    today = localdate()
    first, *rest = kept("next events", lambda: _next(today), today) or [None]
    return {"first": first, "rest": rest}


def _next(today):
    return list(Event.objects.announced_next(today).cards()[:SHOWN_NEXT])


@register.simple_tag
def place(event):
    """Where an event takes place: city and country, as far as they are known. Takes one with its country loaded."""
    country = event.country.localized("name") if event.country else None
    return _place(event.localized("city"), country, current_language())


@lru_cache(maxsize=1024)
def _place(city, country, _language):
    names = [marked(name) for name in (city, country) if name]
    if len(names) < 2 or names[0] == names[1]:
        return next(iter(names), "")
    both = {"city": conditional_escape(names[0]), "country": conditional_escape(names[1])}
    return mark_safe(pgettext("place", "%(city)s, %(country)s") % both)  # noqa: S308  (both are escaped)


@register.simple_tag
def date_block(event):
    """The date of an event in the margin, in two lines; a line of words is set smaller."""
    return _date_block(*event.date_lines)


@lru_cache(maxsize=4096)
def _date_block(first, second):
    words = " date-block--words" if len(first) > LONGEST_NUMBER and not second else ""
    year = format_html(' <span class="num">{}</span>', second) if second else ""
    return format_html('<p class="date-block{}"><b>{}</b>{}</p>', words, first, year)


@register.simple_tag
def initials(person):
    """The first letters of the first and last word of a name, as a `Text`; of its English form where letters are
    joined, as in Arabic."""
    language = current_language()
    name = person.localized("name", "en" if direction(language) == "rtl" else language)
    words = name.value.split()
    letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return Text(letters, name.lang, name.dir, name.lang != language)


class Calendar(NamedTuple):
    """The addresses of a calendar, for events/_calendar.html: its file, and what subscribes to it where.

    Services are asked to subscribe, not to store a copy that would never learn that an event is called off.
    """

    file: str
    webcal: str
    google: str
    outlook: str


@register.simple_tag
def calendar(address, name):
    """The `Calendar` called `name` whose file is at the path `address`, with or without a query."""
    subscribed, file = webcal(address), settings.SITE_URL + address
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribed})}"
    outlook = f"https://outlook.live.com/calendar/0/addfromweb?{urlencode({'url': file, 'name': name})}"
    return Calendar(address, subscribed, google, outlook)


@register.simple_tag
def event_calendar(event):
    """The `Calendar` of an event, None where its date is less exact than a day."""
    if not days_of(event):
        return None
    return calendar(reverse("events:event-calendar", args=[event.slug]), event.localized("title"))


@register.simple_tag
def series_calendar(series, editions):
    """The `Calendar` of a series, None while none of its events has a day. `editions` are those that are at hand."""
    if not any(map(days_of, chain(editions, series.event_set.perhaps_on_days().cards().iterator(50)))):
        return None
    return calendar(reverse("events:series-calendar", args=[series.key]), series.localized("name"))
