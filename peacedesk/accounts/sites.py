from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

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
