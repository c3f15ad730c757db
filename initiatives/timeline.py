"""What initiatives and their milestones bring to the timeline."""

from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Milestone, MilestoneStatus, Status
from peacedesk.website.timeline import Contribution, Group, Words


class Initiatives(Contribution):
    key, label, model = "initiative", _("Initiatives"), Initiative
    groups = {Status.PROPOSED: Group.PLANNED, Status.ONGOING: Group.ONGOING, Status.COMPLETED: Group.DONE}
    texts, columns = ("title",), ("slug", "source_language", "status")
    is_major = True

    def words(self, record):
        status = record.status_words, record.status_shape, record.status_tone
        return Words(record.localized("title"), record.get_absolute_url(), *status)


class Milestones(Contribution):
    key, label, model = "milestone", _("Milestones"), Milestone
    groups = {
        MilestoneStatus.PLANNED: Group.PLANNED,
        MilestoneStatus.DONE: Group.DONE,
        MilestoneStatus.DROPPED: Group.OFF,
    }
    texts, columns = ("text",), ("status",)
    entry_texts, entry_columns = ("title",), ("slug", "source_language")

    def words(self, record):
        within, url = record.initiative.localized("title"), f"{record.initiative.get_absolute_url()}#milestones"
        status = record.status_words, record.status_shape, record.status_tone
        return Words(record.localized("text") or within, url, *status, within=within)
