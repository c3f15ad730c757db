from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from events import checks, confirming  # noqa: PLC0415  (models must be loaded first)
        from events.timeline import Events  # noqa: PLC0415
        from peacedesk.editorial import quality  # noqa: PLC0415
        from peacedesk.editorial.desk import questions  # noqa: PLC0415
        from peacedesk.website import timeline  # noqa: PLC0415

        quality.shared_checks += [checks.session_days, checks.overtaken_status]
        questions.questions.append(confirming.WHAT_BECAME_OF_IT)
        timeline.register(Events)
