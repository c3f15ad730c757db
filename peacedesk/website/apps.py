from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "peacedesk.website"
    verbose_name = _("Website")

    def ready(self):
        from peacedesk.editorial import publishing  # noqa: PLC0415  (models must be loaded first)
        from peacedesk.website.page_cache import state  # noqa: PLC0415
        from peacedesk.website.search import indexing  # noqa: PLC0415

        publishing.after_publish += [indexing.follow, state.follow]
        post_migrate.connect(indexing.rebuild_if_outdated, sender=self, dispatch_uid="peacedesk.website.search")
