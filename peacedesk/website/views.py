"""The home page, the static pages, the way in by language, health checks and error pages."""

import re

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from peacedesk.languages import current_language, direction


class HomeView(TemplateView):
    template_name = "website/home.html"


class AboutView(TemplateView):
    template_name = "website/about.html"


class AccessibilityView(TemplateView):
    template_name = "website/accessibility.html"
    extra_context = {"contact_email": settings.CONTACT_EMAIL}


class ContactView(TemplateView):
    template_name = "website/contact.html"
    extra_context = {"contact_email": settings.CONTACT_EMAIL}


@require_safe
def choose_language(request):
    """Lead from the bare host to the home page in the language that the browser asks for first."""
    response = HttpResponseRedirect(reverse("website:home"))
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


@never_cache
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """The database answers and its tables are those of this version, else 503."""
    try:
        executor = MigrationExecutor(connection)
        ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        ready = False
    return HttpResponse("ok" if ready else "not ready", content_type="text/plain", status=200 if ready else 503)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    """The page for an unknown address, with a search for the words of that address."""
    last = request.path.rstrip("/").rpartition("/")[2]
    words = " ".join(re.findall(r"[^\W_]+", last))[:100]
    return render(request, "404.html", {"words": words}, status=404)


def server_error(request):
    """The page for a failure. It needs neither the database nor the context processors, which may be what failed."""
    language = current_language()
    context = {
        "language": language,
        "dir": direction(language),
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return HttpResponse(render_to_string("500.html", context), status=500)
