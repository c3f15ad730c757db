from django import template
from django.utils.timezone import localdate

from events.models import Event
from peacedesk.languages import Text, current_language, direction

register = template.Library()

SHOWN_NEXT = 3


@register.inclusion_tag("events/_next.html")
def next_events():
    """What comes next: the nearest event in a frame, two more beside it. One query."""
    first, *rest = list(Event.objects.announced_next(localdate()).cards()[:SHOWN_NEXT]) or [None]
    return {"first": first, "rest": rest}


@register.simple_tag
def initials(person):
    """The first letters of the first and last word of a name, as a `Text`; of its English form where letters are
    joined, as in Arabic."""
    language = current_language()
    name = person.localized("name", "en" if direction(language) == "rtl" else language)
    words = name.value.split()
    letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return Text(letters, name.lang, name.dir, name.lang != language)
