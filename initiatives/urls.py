from django.urls import path

from initiatives import views

app_name = "initiatives"
urlpatterns = [
    path("initiatives/", views.InitiativeListView.as_view(), name="list"),
    path("initiatives.atom", views.InitiativeFeedView.as_view(), name="feed"),
    path("initiatives.<download-format:format>", views.InitiativeDownloadView.as_view(), name="download"),
    path("initiatives/<slug:slug>/", views.InitiativeDetailView.as_view(), name="detail"),
    path("initiatives/<slug:slug>.png", views.InitiativeCardView.as_view(), name="card"),
    path("initiatives/<slug:slug>.<citation-format:format>", views.InitiativeCitationView.as_view(), name="citation"),
]
