from functools import update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from peacedesk.accounts.kept import KeptPost
from peacedesk.accounts.middleware import speak_language_of_user

# The order of the desk's menu: work first. What is not named follows.
SECTIONS = ("initiatives", "events", "library", "editorial", "accounts")


class DeskSite(AdminSite):
    site_title = settings.SITE_NAME
    site_header = _("Editorial desk")
    index_title = _("Editorial desk")

    def get_app_list(self, request, app_label=None):
        """The menu, with the groups of `django.contrib.auth` among the people of the desk."""
        sections = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        if "accounts" in sections and "auth" in sections:
            sections["accounts"]["models"] += sections.pop("auth")["models"]
        return sorted(sections.values(), key=lambda app: (*SECTIONS, app["app_label"]).index(app["app_label"]))

    def get_urls(self):
        """Without the stock redirect to the public page of any row of any table, which asks for no right."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view, cacheable=False):
        """As in Django, but a POST after the end of a session is kept instead of lost in a redirect."""
        guarded = super().admin_view(view, cacheable)

        def keeping(request, *args, **kwargs):
            if "%00" in request.get_full_path():  # PostgreSQL looks for no such text, and keeps none in the log
                raise Http404
            if request.method == "POST" and request.user.is_anonymous and (kept := KeptPost.of(request)):
                return self.ask_to_sign_in_again(request, kept)
            return guarded(request, *args, **kwargs)

        return update_wrapper(keeping, guarded)

    @method_decorator([csrf_protect, never_cache])
    def ask_to_sign_in_again(self, request, kept):
        """Refuse a POST with the login form. Not 401: that announces a scheme of HTTP, and there is none."""
        context = {
            **self.each_context(request),
            "title": gettext("Your session has ended"),
            "app_path": reverse("admin:login"),
            "next": kept.address,
            "form": (self.login_form or AdminAuthenticationForm)(request),
            "kept": kept,
        }
        return TemplateResponse(request, "admin/login.html", context, status=403)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Sign in. Who brings a kept POST gets a page that sends it on, unless the login failed."""
        kept = KeptPost.carried_by(request)
        response = super().login(request, {**(extra_context or {}), "kept": kept})
        if kept and isinstance(response, HttpResponseRedirect):
            speak_language_of_user(request)
            context = {**self.each_context(request), "title": gettext("You are signed in"), "kept": kept}
            return TemplateResponse(request, "admin/desk/resume.html", context)
        return response
