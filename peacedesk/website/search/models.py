"""The tables of the search index. They hold nothing that the public tables do not; `rebuild_search` makes them anew."""

from django.apps import apps
from django.db import models

from peacedesk.website.search.analysis import LONGEST_WORD
from peacedesk.website.search.lexemes import LexemesField

KIND_LENGTH = 60


class WordField(models.CharField):
    """Text in the order of its code points on every database, so that a beginning is a range of it."""

    def db_type(self, connection):
        return super().db_type(connection) + (' COLLATE "C"' if connection.vendor == "postgresql" else "")


class SearchRow(models.Model):
    """One public entry, or public record with a page, in one language. Rows are replaced, never changed.

    The key grows with the date, so that its order is the order of time (`indexing.row_key`).
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=KIND_LENGTH)
    object_id = models.UUIDField()
    language = models.CharField(max_length=2)
    address = models.CharField(max_length=120)
    title = models.TextField()
    # Where a snippet is taken from: plain text, a line for each text of the entry.
    text = models.TextField(blank=True)
    # The records that the entry or record refers to, as "kind id".
    records = models.JSONField(default=list)
    lexemes = LexemesField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["object_id"], name="website_searchrow_object"),
            # What each row of a language stands for, read without the rows themselves.
            models.Index(fields=["language", "id", "kind", "object_id"], name="website_searchrow_language"),
        ]

    def __str__(self):
        return self.title

    @property
    def url(self):
        model = apps.get_model(self.kind)
        field = "slug" if hasattr(model, "slug") else "key"
        return model(**{field: self.address}).get_absolute_url()


class SearchName(models.Model):
    """A name of a record: preferred, abbreviated, another spelling or a known wrong form; in any language or script."""

    kind = models.CharField(max_length=KIND_LENGTH)
    object_id = models.UUIDField()
    form = models.CharField(max_length=200)
    # Empty for other spellings and wrong forms, which belong to no language.
    language = models.CharField(max_length=2, blank=True)
    # Not known as wrong.
    is_right = models.BooleanField()
    # No common word that the glossary translates.
    is_proper = models.BooleanField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["object_id"], name="website_searchname_object")]

    def __str__(self):
        return self.form


class SearchNameKey(models.Model):
    """What a name is looked up by: each of its words, and all of them together (`is_whole`)."""

    name = models.ForeignKey(SearchName, models.CASCADE, related_name="keys", db_index=False)
    key = WordField(max_length=250)
    is_whole = models.BooleanField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["key", "is_whole"], name="website_searchname_key"),
            models.Index(fields=["name"], name="website_searchname_name"),
        ]

    def __str__(self):
        return self.key


class SearchWord(models.Model):
    """A word of the public texts of a language, for corrections and for what is typed half.

    `word` is in lower case as written, `folded` as compared, `sound` what it sounds like in any script. `rows` and
    `titles` count the rows and the titles that it is in.
    """

    language = models.CharField(max_length=2)
    word = WordField(max_length=LONGEST_WORD)
    folded = WordField(max_length=LONGEST_WORD)
    beginning = models.CharField(max_length=3)
    ending = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()
    sound = models.CharField(max_length=LONGEST_WORD)
    # No positive fields: an upsert that takes away offers the database a negative number first.
    rows = models.IntegerField()
    titles = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="website_searchword_once")]
        indexes = [
            models.Index(fields=["language", "folded"], name="website_searchword_folded"),
            models.Index(fields=["language", "beginning", "length"], name="website_searchword_beginning"),
            models.Index(fields=["language", "ending", "length"], name="website_searchword_ending"),
            models.Index(fields=["language", "sound"], name="website_searchword_sound"),
        ]

    def __str__(self):
        return self.word


class SearchState(models.Model):
    """One row: the version of the analysis that the index was written by. Whoever writes the index locks it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="website_searchstate_single")]

    def __str__(self):
        return str(self.version)
