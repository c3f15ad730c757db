from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self):
        from initiatives.timeline import Initiatives, Milestones  # noqa: PLC0415  (models must be loaded first)
        from peacedesk.website import timeline  # noqa: PLC0415

        timeline.register(Initiatives, Milestones)
