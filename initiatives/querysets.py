from django.db import models
from django.db.models import F

from peacedesk.editorial.models import PublicQuerySet
from peacedesk.library.querysets import linked_keys


class InitiativeQuerySet(PublicQuerySet):
    def cards(self):
        """With what a card shows, and without the long texts."""
        return self.defer("body").annotate(theme_keys=linked_keys(self.model, "themes"))

    def for_page(self):
        """With all that stands in the row of an initiative, and the keys of its themes and countries."""
        keys = {f"{name}_keys": linked_keys(self.model, field) for name, field in LINKS.items()}
        return self.with_text("body").annotate(**keys)


LINKS = {"theme": "themes", "country": "countries"}


class MilestoneQuerySet(models.QuerySet):
    def in_time(self):
        """In the order of time; undated ones come last."""
        return self.order_by(F("date_from").asc(nulls_last=True), "id")
