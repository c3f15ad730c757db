"""The home page, the static pages, the way in by language, health checks and error pages."""

import re

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.languages import current_language, direction
from peacedesk.website import readiness
from peacedesk.website.linked_data import website
from peacedesk.website.searching.views import closest_entries


class HomeView(TemplateView):
    kept_parameters = ()
    template_name = "website/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(linked_data=website(), **kwargs)


class AboutView(TemplateView):
    kept_parameters = ()
    template_name = "website/about.html"


class AccessibilityView(TemplateView):
    kept_parameters = ()
    template_name = "website/accessibility.html"
    extra_context = {"contact_email": settings.CONTACT_EMAIL}


class ContactView(TemplateView):
    kept_parameters = ()
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
    """The site is as it should be, else 503 with what is wrong."""
    fault = readiness.fault()
    return HttpResponse(fault or "ok", content_type="text/plain", status=503 if fault else 200)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    """The page for a lack of rights. At the desk it goes into the log, unless a transition has written it there."""
    is_at_desk = request.path_info.startswith("/admin/") and request.user.is_authenticated
    if is_at_desk and not getattr(exception, "is_logged", False):
        refused = LogRecord.Outcome.REFUSED
        log.write(LogRecord.Action.OPEN, user=request.user, outcome=refused, title=request.path[:200])
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    """The page for an unknown address, with a search for the words of that address and the entries closest to them."""
    last = request.path.rstrip("/").rpartition("/")[2]
    words = " ".join(re.findall(r"[^\W_]+", last))[:100]
    context = {"words": words, "closest": closest_entries(words) if words else []}
    return render(request, "404.html", context, status=404)


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
