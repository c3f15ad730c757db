from django.urls import path

from peacedesk.website import views
from peacedesk.website.atlas.view import MapView
from peacedesk.website.cards.views import site_card
from peacedesk.website.feeds import FeedView
from peacedesk.website.reuse import ReuseView
from peacedesk.website.searching.views import SearchView, suggestions
from peacedesk.website.timeline.views import TimelineView

app_name = "website"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions", suggestions, name="suggestions"),
    path("timeline/", TimelineView.as_view(), name="timeline"),
    path("updates.atom", FeedView.as_view(), name="feed"),
    path("card.png", site_card, name="card"),
    path("about/", views.AboutView.as_view(), name="about"),
    path("accessibility/", views.AccessibilityView.as_view(), name="accessibility"),
    path("map/", MapView.as_view(), name="map"),
    path("contact/", views.ContactView.as_view(), name="contact"),
    path("reuse/", ReuseView.as_view(), name="reuse"),
]
