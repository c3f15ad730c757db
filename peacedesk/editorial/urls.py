from django.urls import path

from peacedesk.editorial.desk import coverage, front

app_name = "desk"

urlpatterns = [
    path("", front.front_page, name="front"),
    path("coverage/", coverage.coverage, name="coverage"),
]
