"""What all reference records share: a stable key and names in four languages."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from peacedesk.editorial.models import ReferenceRecord
from peacedesk.languages import CONTENT_LANGUAGES


def validate_lines(value):
    """Accept a list of non-empty strings of at most 200 characters, else raise `ValidationError`."""
    if not isinstance(value, list) or not all(isinstance(line, str) and 0 < len(line.strip()) <= 200 for line in value):
        raise ValidationError(_("Write one name per line, each at most 200 characters long."), code="lines")


class ReferenceManager(models.Manager):
    def get_by_natural_key(self, key):
        return self.get(key=key)


class Reference(ReferenceRecord):
    """A record that entries refer to. Its key is the last part of its address and never changes once public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the address: Latin letters, digits and hyphens, the same in every language."),
    )

    objects = ReferenceManager()

    # The translated field that names the record, shown in lists and required in at least one language.
    title_field = "name"

    class Meta:
        abstract = True
        ordering = ["key"]

    def __str__(self):
        return str(self.localized(self.title_field)) or self.key

    def clean(self):
        super().clean()
        if not any(getattr(self, f"{self.title_field}_{lang}") for lang in CONTENT_LANGUAGES):
            message = _("Give a name in at least one language.")
            raise ValidationError({f"{self.title_field}_en": message}, code="unnamed")

    def natural_key(self):
        return (self.key,)


class Named(Reference):
    """A reference record with one preferred name per language and the other forms that readers may type."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    aliases = models.JSONField(
        _("other spellings"),
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text=_("Correct in some texts, but not the form this site uses. One per line, in any script."),
    )
    wrong_forms = models.JSONField(
        _("known wrong forms"),
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text=_("Garbled or mistaken forms that readers may search for. Never shown to the public. One per line."),
    )

    class Meta(Reference.Meta):
        abstract = True
