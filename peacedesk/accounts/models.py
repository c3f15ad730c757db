from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from peacedesk.languages import LANGUAGE_CHOICES


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
