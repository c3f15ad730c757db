from django.urls import path

from peacedesk.accounts import views

app_name = "accounts"

urlpatterns = [
    path("language/", views.interface_language, name="interface-language"),
]
