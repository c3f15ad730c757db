from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, ListView

from events import linked_data
from events.filters import EventFilterSet
from events.models import Event, EventSeries
from events.page import ROW, page_of
from events.series import editions, one_series, public_series
from peacedesk.editorial.numbering import in_order
from peacedesk.library.views import page_number
from peacedesk.website.downloads import DownloadView
from peacedesk.website.entries import EntryDetailView
from peacedesk.website.feeds import EntryFeedView
from peacedesk.website.listing import EntryListView, Follow, files_and_feed

EDITIONS_PER_PAGE = 50


class EventListView(EntryListView):
    model = Event
    filterset_class = EventFilterSet
    template_name = "events/list.html"
    heading = _("Events")
    follow = (
        *files_and_feed("events"),
        Follow(_("Calendar (iCalendar)"), "events:calendar", "i-cal"),
        Follow(_("Add to calendar"), "events:calendar", "i-cal", is_webcal=True),
    )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["page_obj"].number == 1 and self.filterset.is_by_nearness:
            mark_next(context["object_list"])
        return context


def mark_next(events):
    """Mark the first event that can be expected, so that the list shows it in gold."""
    for event in events:
        if event.is_expected:
            event.is_next = True
            return


class EventFeedView(EntryFeedView):
    filterset_class = EventFilterSet
    heading = _("Events")


class EventDownloadView(DownloadView):
    filterset_class = EventFilterSet


class EventDetailView(EntryDetailView):
    model = Event
    template_name = "events/detail.html"
    linked_data = staticmethod(linked_data.event)
    row = ROW

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page_of(self.object), **kwargs)


class SeriesListView(ListView):
    kept_parameters = ()
    template_name = "events/series_list.html"
    context_object_name = "series_list"

    def get_queryset(self):
        return public_series()


class SeriesDetailView(DetailView):
    """A series with its editions, divided by `?page=`; `editions` is one page of them."""

    kept_parameters = ("page",)
    template_name = "events/series.html"
    context_object_name = "series"
    slug_field = slug_url_kwarg = "key"

    def get_queryset(self):
        """All series that have a page, for whoever checks many addresses; a page needs one of them."""
        return EventSeries.objects.public()

    def get_object(self):
        return one_series(self.kwargs["key"])

    def get_context_data(self, **kwargs):
        paginator, number = Paginator(editions(self.object), EDITIONS_PER_PAGE), page_number(self.request)
        if number > paginator.num_pages:
            raise Http404
        page = paginator.page(number)
        return super().get_context_data(
            editions=in_order(Event.objects.cards(), page.object_list),
            previous_page=number - 1,
            next_page=number + 1 if page.has_next() else 0,
            linked_data=linked_data.series(self.object),
            **kwargs,
        )
