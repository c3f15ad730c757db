from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from initiatives.querysets import InitiativeQuerySet, MilestoneQuerySet
from peacedesk.addresses import page_address
from peacedesk.dates.fields import EdtfField, bound
from peacedesk.editorial.models import (
    PublicChild,
    PublicEntry,
    Standing,
    WorkingChild,
    WorkingEntry,
    newest_first_index,
    published_constraints,
)
from peacedesk.library.models import CitationFields, FigureFields
from peacedesk.library.prose import ProseField
from peacedesk.library.querysets import among, themes


class Kind(models.TextChoices):
    DECISION = "decision", _("Decision or act")
    TREATY = "treaty", _("Treaty")
    UN_DOCUMENT = "un_document", _("UN document")
    INSTITUTION = "institution", _("Institution")
    PROGRAMME = "programme", _("Programme")
    PROCESS = "process", _("Process")
    FORUM = "forum", _("Forum")
    PROPOSAL = "proposal", _("Proposal")
    COMMITMENT = "commitment", _("Commitment")
    MEMBERSHIP = "membership", _("Membership or chairmanship")


class Status(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("initiative", "Proposed")
    ONGOING = "ongoing", pgettext_lazy("initiative", "Ongoing")
    COMPLETED = "completed", pgettext_lazy("initiative", "Completed")


# Shape and tone of the template tag `sign`.
SIGNS = {
    Status.PROPOSED: ("ring", "info"),
    Status.ONGOING: ("dot", "ok"),
    Status.COMPLETED: ("square", ""),
}


class MilestoneStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("milestone", "Planned")
    DONE = "done", pgettext_lazy("milestone", "Done")
    DROPPED = "dropped", pgettext_lazy("milestone", "Dropped")


MILESTONE_SIGNS = {
    MilestoneStatus.PLANNED: ("clock", "wait"),
    MilestoneStatus.DONE: ("square", ""),
    MilestoneStatus.DROPPED: ("cross", "stop"),
}


class InitiativeFields(models.Model):
    title = models.CharField(
        _("title"), max_length=160, blank=True, help_text=_("Plain words, at most 90 characters, no full stop.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences, at most 300 characters."))
    body = ProseField(_("text"), blank=True, help_text=_("What was decided, what came of it, what is not settled."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    date = EdtfField(_("period"), blank=True)
    date_from = bound()
    date_to = bound()
    themes = models.ManyToManyField("library.Theme", verbose_name=_("themes"), related_name="%(class)s_set")
    countries = models.ManyToManyField(
        "library.Country", verbose_name=_("countries"), blank=True, related_name="%(class)s_set"
    )
    organisations = models.ManyToManyField(
        "library.Organisation", verbose_name=_("organisations"), blank=True, related_name="%(class)s_set"
    )
    people = models.ManyToManyField(
        "library.Person", verbose_name=_("people"), blank=True, related_name="%(class)s_set"
    )
    # A link may lead to an entry that is not public yet: it appears with its target.
    related = models.ManyToManyField(
        "self",
        verbose_name=_("related initiatives"),
        blank=True,
        symmetrical=False,
        related_name="related_from",
        db_constraint=False,
    )
    cover = models.ForeignKey(
        "library.Image", models.PROTECT, verbose_name=_("cover"), null=True, blank=True, related_name="%(class)s_set"
    )

    owned = ("citations", "figures", "milestones")

    class Meta:
        abstract = True
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["-date_from", "slug"]


class Initiative(InitiativeFields, Standing, PublicEntry):
    signs = SIGNS
    card_template = "initiatives/_card.html"
    feed_template = "initiatives/_feed.html"
    list_url_name = "initiatives:list"
    count_label = ngettext_lazy("%(count)s initiative", "%(count)s initiatives", "count")

    objects = InitiativeQuerySet.as_manager()

    class Meta(PublicEntry.Meta, InitiativeFields.Meta):
        abstract = False
        constraints = [
            *published_constraints("initiatives_initiative"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="initiatives_kind_known"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="initiatives_status_known"),
        ]
        indexes = [
            newest_first_index("initiatives_newest_first", "status"),
            models.Index(fields=["-updated_at", "slug"], name="initiatives_latest_first"),
            models.Index(fields=["updated_at", "id"], name="initiatives_for_feeds"),
        ]

    def get_absolute_url(self):
        return page_address("initiatives:detail", self.slug)

    @property
    def card_themes(self):
        """The themes of an initiative that was read with `cards()` or `for_page()`, in their order."""
        return among(themes(), self.theme_keys)


class InitiativeDraft(InitiativeFields, WorkingEntry):
    twin = "initiatives.Initiative"

    class Meta(InitiativeFields.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["-date_from", "slug", "id"], name="initiatives_draft_newest"),
            models.Index(fields=["status", "-date_from", "slug", "id"], name="initiatives_draft_status"),
        ]


class MilestoneFields(models.Model):
    date = EdtfField(_("date"))
    date_from = bound()
    date_to = bound()
    text = models.CharField(_("text"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=MilestoneStatus.choices, default=MilestoneStatus.DONE)
    source = models.ForeignKey("library.Source", models.PROTECT, verbose_name=_("source"), related_name="%(class)s_set")

    parent = "initiative"

    class Meta:
        abstract = True
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["date_from", "id"]

    def __str__(self):
        return str(self.localized("text"))


class Milestone(MilestoneFields, Standing, PublicChild):
    signs = MILESTONE_SIGNS
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="milestones")

    objects = MilestoneQuerySet.as_manager()

    class Meta(PublicChild.Meta, MilestoneFields.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=MilestoneStatus.values), name="initiatives_milestone_status"
            )
        ]
        indexes = [
            # All that the timeline and the home page read of every milestone.
            models.Index(
                fields=["date_from", "date_to", "date", "status", "initiative", "id"],
                name="initiatives_milestone_in_time",
            )
        ]


class MilestoneDraft(MilestoneFields, WorkingChild):
    twin = "initiatives.Milestone"
    initiative = models.ForeignKey(InitiativeDraft, models.CASCADE, related_name="milestones")

    class Meta(MilestoneFields.Meta):
        abstract = False


class Figure(FigureFields, PublicChild):
    parent = "initiative"
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="figures")

    class Meta(PublicChild.Meta, FigureFields.Meta):
        abstract = False


class FigureDraft(FigureFields, WorkingChild):
    parent = "initiative"
    twin = "initiatives.Figure"
    initiative = models.ForeignKey(InitiativeDraft, models.CASCADE, related_name="figures")

    class Meta(FigureFields.Meta):
        abstract = False


class Citation(CitationFields, PublicChild):
    parent = "initiative"
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="citations")

    class Meta(PublicChild.Meta, CitationFields.Meta):
        abstract = False


class CitationDraft(CitationFields, WorkingChild):
    parent = "initiative"
    twin = "initiatives.Citation"
    initiative = models.ForeignKey(InitiativeDraft, models.CASCADE, related_name="citations")

    class Meta(CitationFields.Meta):
        abstract = False
