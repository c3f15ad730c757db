from django import template
from django.utils.timezone import localdate

from events.models import Event
from peacedesk.languages import current_language, direction

register = template.Library()

SHOWN_NEXT = 3


@register.inclusion_tag("events/_next.html")
def next_events():
    """What comes next: the nearest event in a frame, two more beside it. One query."""
    first, *rest = list(Event.objects.announced_next(localdate()).cards()[:SHOWN_NEXT]) or [None]
    return {"first": first, "rest": rest}


@register.filter
def initials(person):
    """The first letters of the first and last word of a name; Latin ones where letters are joined, as in Arabic."""
    joined = direction(current_language()) == "rtl"
    words = str(person.localized("name", "en" if joined else None)).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
