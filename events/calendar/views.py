from itertools import chain

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from events.calendar.days import days_of
from events.filters import EventFilterSet
from events.models import Event
from events.series import all_editions, one_series
from peacedesk.languages import Text, current_language, direction
from peacedesk.website.addresses import former_address
from peacedesk.website.following import FollowedView, followed, refusal, titled


class CalendarView(FollowedView):
    """Events as an iCalendar file, written while the reader takes it. A subclass answers with `file()` in `answer()`.

    `form` is the function of `entries` that tells of an event.
    """

    form = "in_hours"

    def file(self, name, events):
        """The answer with the calendar called `name`, a `Text`."""
        from events.calendar import entries  # noqa: PLC0415  (icalendar takes 0.3 s and 9 MB, for readers of calendars)

        told = chain.from_iterable(map(getattr(entries, self.form), events if self.request.method == "GET" else ()))
        pieces = in_one_language(get_language(), entries.write(name, told))
        response = StreamingHttpResponse(pieces, content_type=entries.CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, self.request.path.rpartition("/")[2])
        return response


def in_one_language(language, pieces):
    """Pieces that are made one by one in `language`: between two of them the thread may answer in another one."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


class EventCalendarView(CalendarView):
    """One event with its sessions, if its date is exact to the day."""

    def answer(self, slug):
        event = Event.objects.for_calendar().prefetch_related("sessions").filter(slug=slug).first()
        if event is None:
            return former_address(self.request, Event, slug)
        if not days_of(event):
            raise Http404
        return self.file(event.localized("title"), [event])


class SeriesCalendarView(CalendarView):
    """The events of a series with their sessions."""

    def answer(self, key):
        series = one_series(key)
        events = all_editions(series, Event.objects.for_calendar().prefetch_related("sessions"))
        return self.file(series.localized("name"), events)


class EventListCalendarView(CalendarView):
    """The events that the list finds with the same parameters; of all times unless one is asked for.

    Values that do not hold are answered as the list does, in plain text.
    """

    form = "in_days"

    def answer(self):
        filterset = followed(EventFilterSet, Event.objects.for_calendar(), self.request)
        return refusal(filterset) or self.file(self.name(filterset), filterset.rows())

    def name(self, filterset):
        language = current_language()
        title = titled(_("Events"), [str(chip.label) for chip in filterset.chips])
        return Text(title, language, direction(language), False)
