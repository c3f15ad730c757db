from django.db import models

from peacedesk.editorial.models.workflow import Entry


class EntryWords(models.Model):
    """What the desk finds an entry by: words of its newest revision, in small letters with spaces between them.

    Only `editorial.words` writes them. The full-text index over them is made by a migration.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="words")
    text = models.TextField()

    class Meta:
        verbose_name = "words of an entry"
        verbose_name_plural = "words of entries"
        default_permissions = ()

    def __str__(self):
        return self.text[:80]
