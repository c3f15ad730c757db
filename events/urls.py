from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("events/", views.EventListView.as_view(), name="list"),
    path("events/<slug:slug>/", views.EventDetailView.as_view(), name="detail"),
    path("series/", views.SeriesListView.as_view(), name="series-list"),
    path("series/<slug:key>/", views.SeriesDetailView.as_view(), name="series"),
]
