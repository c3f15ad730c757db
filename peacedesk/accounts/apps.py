from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "peacedesk.accounts"
    verbose_name = _("People of the desk")

    def ready(self):
        from peacedesk.accounts import receivers  # noqa: F401, PLC0415  (models must be loaded first)


class DeskConfig(admin.AdminConfig):
    """Django's admin, with our site as its default one."""

    default = False
    default_site = "peacedesk.accounts.sites.DeskSite"
