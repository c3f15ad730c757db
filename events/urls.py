from django.urls import path

from events import views
from events.calendar import views as calendars
from events.models import Event
from peacedesk.website.cards.views import EntryCardView
from peacedesk.website.entries import CitationView

app_name = "events"
urlpatterns = [
    path("events/", views.EventListView.as_view(), name="list"),
    path("events.atom", views.EventFeedView.as_view(), name="feed"),
    path("events.<download-format:format>", views.EventDownloadView.as_view(), name="download"),
    path("events.ics", calendars.EventListCalendarView.as_view(), name="calendar"),
    path("events/<slug:slug>/", views.EventDetailView.as_view(), name="detail"),
    path("events/<slug:slug>.png", EntryCardView.as_view(model=Event), name="card"),
    path("events/<slug:slug>.<citation-format:format>", CitationView.as_view(model=Event), name="citation"),
    path("events/<slug:slug>.ics", calendars.EventCalendarView.as_view(), name="event-calendar"),
    path("series/", views.SeriesListView.as_view(), name="series-list"),
    path("series/<slug:key>/", views.SeriesDetailView.as_view(), name="series"),
    path("series/<slug:key>.ics", calendars.SeriesCalendarView.as_view(), name="series-calendar"),
]
