from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "peacedesk.library"
    verbose_name = _("Library")

    def ready(self):
        from peacedesk.editorial import quality  # noqa: PLC0415  (models must be loaded first)
        from peacedesk.library import checks  # noqa: PLC0415

        quality.shared_checks += [checks.undescribed_in_source]
        quality.text_checks += [checks.undescribed_pictures, checks.wrong_names]
