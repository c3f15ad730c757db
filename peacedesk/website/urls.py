from django.urls import path

from peacedesk.website import views

app_name = "website"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("about/", views.AboutView.as_view(), name="about"),
    path("accessibility/", views.AccessibilityView.as_view(), name="accessibility"),
    path("contact/", views.ContactView.as_view(), name="contact"),
]
