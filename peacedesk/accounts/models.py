from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from peacedesk.languages import LANGUAGE_CHOICES, comma


class User(AbstractUser):
    """A person of the desk."""

    interface_language = models.CharField(
        _("language of the desk"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        blank=True,
        help_text=_("The language of menus and messages. Left empty, it follows the browser."),
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")


class LogRecord(models.Model):
    """One line of the desk's log. The database refuses to change or delete one, so it refers to nothing by key."""

    class Action(models.TextChoices):
        SUBMIT = "submit", pgettext_lazy("log", "submitted for review")
        RECALL = "recall", pgettext_lazy("log", "recalled from review")
        APPROVE = "approve", pgettext_lazy("log", "approved")
        RETURN = "return", pgettext_lazy("log", "returned to the author")
        PUBLISH = "publish", pgettext_lazy("log", "published")
        SCHEDULE = "schedule", pgettext_lazy("log", "scheduled")
        UNSCHEDULE = "unschedule", pgettext_lazy("log", "taken off the schedule")
        UNPUBLISH = "unpublish", pgettext_lazy("log", "taken down")
        RESTORE = "restore", pgettext_lazy("log", "restored")
        DISCARD = "discard", pgettext_lazy("log", "draft discarded")
        ASSIGN = "assign", pgettext_lazy("log", "assigned")
        CONFIRM = "confirm", pgettext_lazy("log", "confirmed as matching the source")
        DELETE = "delete", pgettext_lazy("log", "moved to the trash")
        IMPORT = "import", pgettext_lazy("log", "loaded from files")
        EXPORT = "export", pgettext_lazy("log", "exported")
        RIGHTS = "rights", pgettext_lazy("log", "rights of a person changed")
        LOGIN = "login", pgettext_lazy("log", "signed in")
        LOGOUT = "logout", pgettext_lazy("log", "signed out")
        OPEN = "open", pgettext_lazy("log", "opened a page")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("log", "done")
        REFUSED = "refused", pgettext_lazy("log", "refused")

    at = models.DateTimeField(_("time"), db_index=True)
    # The number of a person as it was then: a key would have to change when the person is deleted.
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(pgettext_lazy("log", "person"), max_length=150, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.DONE)
    entry = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    title = models.CharField(_("about"), max_length=200, blank=True)
    parts = models.JSONField(_("parts"), default=list)
    revision = models.PositiveIntegerField(_("revision"), null=True)
    message = models.TextField(_("message"), blank=True)
    params = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("log record")
        verbose_name_plural = _("log")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["action", "-at", "-id"], name="accounts_log_action"),
            models.Index(fields=["outcome", "-at", "-id"], name="accounts_log_outcome"),
        ]
        default_permissions = ("view", "export")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"

    @property
    def text(self):
        """What there is to tell beyond the action, in the active language and the zone of the desk."""
        if not self.message:
            return ""
        return gettext(self.message) % {name: _told(name, value) for name, value in self.params.items()}


def _told(name, value):
    """A parameter of a sentence of the log in the active language: names of parts and roles are texts of the desk."""
    if isinstance(value, list):
        return comma().join(map(gettext, value)) or "–"
    if not value or isinstance(value, int):
        return value
    moment = parse_datetime(value) if name == "time" else None
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else gettext(value)
