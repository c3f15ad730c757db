from django.urls import path

from peacedesk.library import views

app_name = "library"
urlpatterns = [
    path("themes/", views.ThemeIndexView.as_view(), name="themes"),
    path("themes/<slug:key>/", views.ThemeView.as_view(), name="theme"),
    path("countries/", views.CountryIndexView.as_view(), name="countries"),
    path("countries/<slug:key>/", views.CountryView.as_view(), name="country"),
    path("organisations/", views.OrganisationIndexView.as_view(), name="organisations"),
    path("organisations/<slug:key>/", views.OrganisationView.as_view(), name="organisation"),
    path("people/", views.PersonIndexView.as_view(), name="people"),
    path("people/<slug:key>/", views.PersonView.as_view(), name="person"),
    path("sources/", views.SourceIndexView.as_view(), name="sources"),
    path("sources/<slug:key>/", views.SourceView.as_view(), name="source"),
]
