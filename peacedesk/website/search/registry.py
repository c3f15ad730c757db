"""The names of records in all languages, and the keys that a typed name is looked up by."""

from django.apps import apps

from peacedesk.editorial import statements
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.models.terms import TermCategory
from peacedesk.website.search import documents
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.models import SearchName, SearchNameKey
from peacedesk.website.search.stemming import forms, stem

COMMON_WORDS = (TermCategory.TERM, TermCategory.ROLE)


def complete(records):
    """Write the names of records that have none yet: a record may be made by a command that tells nobody of it."""
    keys = {key for kind, key in records if kind in documents.named_kinds()}
    keys -= set(SearchName.objects.filter(object_id__in=keys).values_list("object_id", flat=True))
    for kind in documents.named_kinds():
        if unnamed := [key for other, key in records if other == kind and key in keys]:
            write(apps.get_model(kind), unnamed)


def write(model, ids):
    kind = model._meta.label_lower
    SearchName.objects.filter(object_id__in=ids, kind=kind).delete()
    names = [
        SearchName(
            kind=kind,
            object_id=record.pk,
            form=form,
            language=language,
            is_right=is_right,
            is_proper=getattr(record, "category", "") not in COMMON_WORDS,
        )
        for record in model._base_manager.filter(pk__in=ids).order_by("pk")
        for form, language, is_right in _forms(record)
    ]
    SearchName.objects.bulk_create(names, batch_size=500)
    keys = [(name.pk, key[:250], is_whole) for name in names for key, is_whole in keys_of(name)]
    statements.write(SearchNameKey, [dict(zip(("name_id", "key", "is_whole"), key, strict=True)) for key in keys])


def _forms(record):
    for language in CONTENT_LANGUAGES:
        for field in (record.title_field, "abbreviation"):
            if form := getattr(record, f"{field}_{language}", ""):
                yield form, language, True
    for form in record.aliases:
        yield form, "", True
    for form in record.wrong_forms:
        yield form, "", False


def keys_of(name):
    """What a name is found by, as {(key, whether it is the whole name)}."""
    parts = meaningful(tokens(name.form, name.language or "en"))
    found = {(joined, True) for joined in whole_keys(parts)}
    return sorted(found | {(key, False) for part in parts for key in forms(part.word)})


def whole_keys(parts):
    """The keys of a row of tokens."""
    return {" ".join(way) for way in written_ways(parts) if way}


def written_ways(parts):
    """A row of tokens as rows of words: as written, and as Russian and Kazakh inflect it."""
    written = [part.word for part in parts]
    return (written, *([stem(word, language) for word in written] for language in ("ru", "kk")))
