from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from peacedesk.library.media import picture
from peacedesk.website import sitemaps, views

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", sitemaps.robots),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.section, name="sitemap-section"),
    path("admin/", include("peacedesk.accounts.urls")),
    path("admin/", include("peacedesk.editorial.urls")),
    path("admin/", admin.site.urls),
    path("media/images/<slug:stem>.<slug:kind>", picture),
    *i18n_patterns(
        path("", include("peacedesk.website.urls")),
        path("", include("peacedesk.library.urls")),
        path("", include("initiatives.urls")),
        path("", include("events.urls")),
    ),
]

handler400 = "peacedesk.website.views.bad_request"
handler403 = "peacedesk.website.views.permission_denied"
handler404 = "peacedesk.website.views.page_not_found"
handler500 = "peacedesk.website.views.server_error"
