"""The workflow tables: what is being worked on, every saved state, and what of it is public."""

import uuid
from collections import defaultdict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peacedesk.editorial.letters import LettersEncoder
from peacedesk.editorial.status import Status
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_CHOICES


class PartName(models.TextChoices):
    """The units of review and publication: what the languages share, and each language."""

    SHARED = "shared", _("shared facts")
    EN = "en", "English"
    KK = "kk", "Қазақша"
    RU = "ru", "Русский"
    AR = "ar", "العربية"


# In the order of the desk: what the languages share first.
ALL_PARTS = ("shared", *CONTENT_LANGUAGES)


def _person(name, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=name, null=True, blank=True, related_name="+", **options
    )


class Entry(models.Model):
    """The desk's record of one piece of content; its id is that of the content. Every writer locks this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A string, since the ids of ContentType differ between databases.
    kind = models.CharField(_("kind"), max_length=60)
    latest = models.PositiveIntegerField(_("newest revision"), default=0)
    dirty = models.JSONField(_("parts that differ from the public version"), default=list)
    differs = models.GeneratedField(
        expression=models.Case(models.When(dirty=[], then=False), default=True),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    created_by = _person(_("created by"), db_index=False)
    # The count of publications of an entry that left the public tables; while it is there, its public row counts.
    published_seq = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(
                fields=["created_by"], condition=models.Q(created_by__isnull=False), name="editorial_entry_created"
            ),
            models.Index(fields=["id"], condition=models.Q(differs=True), name="editorial_entry_differing"),
        ]

    def __str__(self):
        return f"{self.kind} {self.id}"


class Revision(models.Model):
    """The whole entry as it was after one accepted save. Never updated."""

    class Origin(models.TextChoices):
        DESK = "desk", _("saved at the desk")
        LOAD = "load", _("loaded from a file")
        SYNC = "sync", _("found changed outside the desk")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    data = models.JSONField(_("content"), encoder=LettersEncoder)
    parts = models.JSONField(_("changed parts"), default=list)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    user = _person(_("saved by"))
    created_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["entry", "number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="editorial_revision_number")]

    def __str__(self):
        return str(self.number)


Q, F = models.Q, models.F
IS_APPROVED = Q(state="approved")
# Which status a part has: that of the first condition that its row meets. They are the database's, so that it finds,
# orders and counts by them.
RULES = (
    (Q(scheduled__isnull=False), Status.SCHEDULED),
    (Q(state="in_review"), Status.IN_REVIEW),
    (Q(state="returned"), Status.RETURNED),
    (IS_APPROVED & Q(approved__isnull=False, live__isnull=True), Status.APPROVED),
    (IS_APPROVED & Q(approved__isnull=True, live__isnull=False), Status.APPROVED),
    (IS_APPROVED & (Q(approved__lt=F("live")) | Q(approved__gt=F("live"))), Status.APPROVED),
    (Q(is_outdated=True), Status.OUTDATED),
    (IS_APPROVED & Q(live__isnull=False), Status.LIVE),
    (Q(live__isnull=False), Status.LIVE_DRAFT),
    (Q(withdrawn_at__isnull=False), Status.WITHDRAWN),
    (~Q(digest=""), Status.DRAFT),
)


def _urgency():
    """The place of the status of a part among all (`Status.urgency`), None in the trash."""
    found = (models.When(rule, then=models.Value(status.urgency)) for rule, status in RULES)
    gone = models.When(in_trash=True, then=None)
    return models.Case(gone, *found, default=models.Value(Status.NOT_STARTED.urgency))


class PartQuerySet(models.QuerySet):
    def with_revisions(self):
        """With the revisions that the parts refer to, whose content is read only when it is asked for."""
        names = ("submitted", "approved", "live", "scheduled")
        return self.select_related("entry", *names).defer(*(f"{name}__data" for name in names))

    def by_entry(self, keys):
        """The parts of some entries, as {key of the entry: {name: part}}, from one query."""
        found = defaultdict(dict)
        for part in self.filter(entry__in=keys):
            found[part.entry_id][part.part] = part
        return found


class Part(models.Model):
    """Where one part of an entry stands."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="parts")
    part = models.CharField(_("part"), max_length=6, choices=PartName.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    submitted = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    live = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    scheduled = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    # The number of the revision whose source text a translation was made from.
    source_revision = models.PositiveIntegerField(_("source revision"), null=True, blank=True)
    # Fingerprints (`graph.digests`) of the newest text, "" when there is none, and of the source text it was made from.
    digest = models.CharField(max_length=32, blank=True, editable=False)
    source_digest = models.CharField(max_length=32, blank=True, editable=False)
    # What follows from the newest revision of the entry (`revisions.relate`): whether this is the source text of it,
    # and whether it is a translation that was made from another source text than the newest.
    is_source = models.BooleanField(default=False, editable=False)
    is_outdated = models.BooleanField(default=False, editable=False)
    in_trash = models.BooleanField(default=False, editable=False)
    # Their indexes are below: most parts of a person are finished.
    last_editor = _person(_("last editor"), db_index=False)
    assignee = _person(_("assigned to"), db_index=False)
    scheduled_by = _person(_("scheduled by"))
    # Who made the last transition of this part, when, and why if it was a return or a withdrawal.
    decided_by = _person(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    urgency = models.GeneratedField(
        expression=_urgency(), output_field=models.PositiveSmallIntegerField(null=True), db_persist=True
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        permissions = [
            ("contribute", _("Can write entries of their own")),
            ("edit_shared", _("Can change shared facts")),
            ("write_source", _("Can write source texts")),
            *((f"write_{code}", f"Can translate into {name}") for code, name in LANGUAGE_CHOICES),
            *((f"review_{code}", f"Can review texts in {name}") for code, name in LANGUAGE_CHOICES),
            ("publish", _("Can publish entries")),
            ("unpublish", _("Can take entries down")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "part"], name="editorial_part_once"),
            models.CheckConstraint(
                condition=models.Q(scheduled__isnull=True, publish_at__isnull=True)
                | models.Q(scheduled__isnull=False, publish_at__isnull=False),
                name="editorial_part_schedule_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in_review", "returned", "approved"]),
                name="editorial_part_state_known",
            ),
            models.CheckConstraint(condition=models.Q(part__in=ALL_PARTS), name="editorial_part_name_known"),
        ]
        indexes = [
            models.Index(fields=["urgency", "part", "id"], name="editorial_part_urgent"),
            models.Index(fields=["part", "urgency", "id"], name="editorial_part_of_language"),
            models.Index(
                fields=["last_editor", "urgency"],
                condition=models.Q(last_editor__isnull=False),
                name="editorial_part_edited",
            ),
            models.Index(
                fields=["assignee", "urgency"],
                condition=models.Q(assignee__isnull=False),
                name="editorial_part_assigned",
            ),
            models.Index(
                fields=["publish_at"], condition=models.Q(publish_at__isnull=False), name="editorial_part_planned"
            ),
        ]

    def __str__(self):
        return self.get_part_display()

    @property
    def is_open(self):
        """Whether its text is being written: neither in review nor approved."""
        return self.state in {Part.State.DRAFT, Part.State.RETURNED}

    @property
    def is_pending(self):
        """Whether something of it is approved that is not public."""
        return self.approved_id is not None and self.approved_id != self.live_id


class Note(models.Model):
    """A remark for the desk about one record: never public, and never a field of the record itself."""

    class Topic(models.TextChoices):
        EDITOR = "editor_note", _("editor’s note")
        KNOWLEDGE = "general_knowledge", _("general knowledge")
        ERROR = "known_error", _("known error")
        USE = "use", _("how to use")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    class Checked(models.TextChoices):
        SEARCH = "search", _("seen in stored public pages")
        RECALL = "recall", _("not looked up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.UUIDField(_("record"), db_index=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices, default=Topic.EDITOR)
    field = models.CharField(_("field"), max_length=60, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, default="en")
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices, blank=True)
    checked = models.CharField(_("checked"), max_length=10, choices=Checked.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("desk note")
        verbose_name_plural = _("desk notes")
        ordering = ["kind", "object_id", "position", "id"]

    def __str__(self):
        return self.text[:80]
