from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from events import checks  # noqa: PLC0415  (models must be loaded first)
        from peacedesk.editorial import quality  # noqa: PLC0415

        quality.shared_checks.append(checks.session_days)
