"""The bases of content tables.

The fields of a kind of content are written once, in an abstract base of its own. Two tables come from it: the public
one (`PublicEntry`), which only publishing writes, and the working one (`WorkingEntry`), which the admin edits. Their
children are twins likewise. A row has the same UUID in both tables.
"""

import uuid
from functools import cache, reduce
from operator import or_

from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from peacedesk.languages import (
    CONTENT_LANGUAGES,
    LANGUAGE_CHOICES,
    Localized,
    Text,
    current_language,
    direction,
    resolution_order,
)
from peacedesk.shown_text import entry_language, entry_text


class ReferenceRecord(Localized, models.Model):
    """A record without drafts that entries refer to: changing it is public at once, under a right of its own."""

    class Meta:
        abstract = True


class Row(Localized, models.Model):
    """A row of a content table, root or child."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    # Accessors of the owned rows of a root, in the order in which they may refer to each other.
    owned: tuple[str, ...] = ()
    # The name of a child's foreign key to its root.
    parent: str = ""

    class Meta:
        abstract = True

    def text_language_source(self):
        root = getattr(self, self.parent) if self.parent else self
        return root.source_language


class EntryFields(models.Model):
    """What every root has: an address and a source language."""

    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        help_text=_("The last part of the address: Latin letters, digits and hyphens, the same in every language."),
    )
    source_language = models.CharField(
        _("source language"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        default="en",
        help_text=_("The language this entry is written in first; the others are translated from it."),
    )

    # How many characters of a translated text fit on cards and in the results of search engines.
    advised_lengths = {"title": 90, "summary": 300}

    class Meta:
        abstract = True


def newest_first_index(name, *columns):
    """The index of public entries in the order of their lists.

    It has all that is read of every entry after a publication, so that their long texts are not: `columns` are those of
    a kind.
    """
    published = (f"published_at_{code}" for code in CONTENT_LANGUAGES)
    shared = ("-date_from", "slug", "id", "date", "date_to", "source_language")
    return models.Index(fields=[*shared, *published, *columns], name=name)


class PublicQuerySet(models.QuerySet):
    def published(self, language):
        """The entries that are published in `language`, one of the four codes."""
        return self.filter(**{f"published_at_{language}__isnull": False})

    def with_text(self, field):
        """Of a long text only what a page in the active language shows: see `PublicEntry.take_text`."""
        return self.defer(field).annotate(shown_text=entry_text(field), shown_in=entry_language(field))


@cache
def status_labels(model):
    """The words for each status: Django gathers them anew for each row."""
    return {"": ""} | dict(model._meta.get_field("status").flatchoices)


class Standing:
    """Mixin of models with a `status`: how a row stands in a word or two, and the sign of the template tag `sign`."""

    # The shape and the tone of each status.
    signs: dict[str, tuple[str, str]] = {}

    @property
    def status_words(self):
        return str(status_labels(type(self))[self.status])

    @property
    def status_shape(self):
        return self.signs[self.status][0]

    @property
    def status_tone(self):
        return self.signs[self.status][1]


class PublicEntry(EntryFields, Row):
    """A public root. Its rows exist only while at least one language is published."""

    published_at_en = models.DateTimeField(null=True, editable=False)
    published_at_kk = models.DateTimeField(null=True, editable=False)
    published_at_ru = models.DateTimeField(null=True, editable=False)
    published_at_ar = models.DateTimeField(null=True, editable=False)
    # Counts the publications of this entry: SEQUENCE of RFC 5545, validators of caches.
    published_seq = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)

    objects = PublicQuerySet.as_manager()

    # The name of the list of this kind, and the parameters with which it leaves nothing out.
    list_url_name = ""
    whole_list: dict[str, str] = {}
    # The fields for the country and the town where entries of this kind take place, of those that do.
    place_fields: tuple[str, ...] = ()
    # What `Standing` tells of the kinds that have a status; and the word without which the title of an entry is never
    # told, "" where there is nothing to warn of.
    status_words = status_shape = status_tone = caveat = ""

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return str(self.localized("title"))

    @classmethod
    def list_address(cls, **filters):
        """The address of the list of all entries of this kind to which the filters apply."""
        path, query = reverse(cls.list_url_name), urlencode(filters | cls.whole_list)
        return f"{path}?{query}" if query else path

    @property
    def published_languages(self):
        """The codes of the languages this entry is published in, in the order of the switcher."""
        return [code for code, _name in LANGUAGE_CHOICES if getattr(self, f"published_at_{code}")]

    def take_text(self, field):
        """Make what `with_text` read the text of the field, and those that it stands in for empty, as they are."""
        for code in resolution_order(current_language(), self.source_language):
            setattr(self, f"{field}_{code}", self.shown_text if code == self.shown_in else "")
            if code == self.shown_in:
                return

    @property
    def shown_language(self):
        """The language of the page as a whole: the active one if published, else the one that stands in for it."""
        return self.localized("title").lang

    @property
    def other_language(self):
        """The `Text` of the language shown instead of the active one, None when the active one is published."""
        shown = self.shown_language
        if shown == current_language():
            return None
        return Text(dict(LANGUAGE_CHOICES)[shown], shown, direction(shown), True)


class WorkingEntry(EntryFields, Row):
    """A working root, edited at the desk. `twin` names its public model as "app.Model"."""

    twin: str = ""

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.localized("title")) or self.slug


class PublicChild(Row):
    class Meta:
        abstract = True
        default_permissions = ()


class WorkingChild(Row):
    twin: str = ""

    class Meta:
        abstract = True


def published_constraints(label):
    """Constraints of a public root. `label` begins their names.

    A language has a title exactly while it is published, and at least one is published.
    """
    titled = {
        lang: models.Q(**{f"title_{lang}__isnull": False}) & ~models.Q(**{f"title_{lang}": ""})
        for lang in CONTENT_LANGUAGES
    }
    published = {lang: models.Q(**{f"published_at_{lang}__isnull": False}) for lang in CONTENT_LANGUAGES}
    return [
        *(
            models.CheckConstraint(
                condition=(published[lang] & titled[lang]) | ~(published[lang] | titled[lang]),
                name=f"{label}_{lang}_title",
                violation_error_message=_("A language has a title exactly while it is published."),
            )
            for lang in CONTENT_LANGUAGES
        ),
        models.CheckConstraint(
            condition=reduce(or_, published.values()),
            name=f"{label}_published",
            violation_error_message=_("A public entry is published in at least one language."),
        ),
    ]
