from django.urls import path

from initiatives import views
from initiatives.models import Initiative
from peacedesk.website.cards.views import EntryCardView
from peacedesk.website.entries import CitationView

app_name = "initiatives"
urlpatterns = [
    path("initiatives/", views.InitiativeListView.as_view(), name="list"),
    path("initiatives.atom", views.InitiativeFeedView.as_view(), name="feed"),
    path("initiatives.<download-format:format>", views.InitiativeDownloadView.as_view(), name="download"),
    path("initiatives/<slug:slug>/", views.InitiativeDetailView.as_view(), name="detail"),
    path("initiatives/<slug:slug>.png", EntryCardView.as_view(model=Initiative), name="card"),
    path("initiatives/<slug:slug>.<citation-format:format>", CitationView.as_view(model=Initiative), name="citation"),
]
