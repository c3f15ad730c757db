from django.apps import AppConfig
from django.contrib.admin import widgets
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "peacedesk.editorial"
    verbose_name = _("Editorial desk")

    def ready(self):
        from peacedesk.editorial import checks, roles  # noqa: F401, PLC0415  (models must be loaded first)

        widgets.SELECT2_TRANSLATIONS["kk"] = "kk"  # Select2 has no Kazakh; static/admin/ brings it
        post_migrate.connect(roles.make_groups, dispatch_uid="peacedesk.editorial.roles")
