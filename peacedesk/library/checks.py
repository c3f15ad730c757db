"""What the library knows against an entry: pictures without a description, wrong names."""

import re

from django.apps import apps
from django.utils.translation import gettext as _

from peacedesk.editorial.quality import BLOCKING, WARNING, language_name, plain
from peacedesk.languages import Text, direction, resolution_order
from peacedesk.library.models import Image, Named


def undescribed_pictures(content, language):
    """Pictures of an entry that have no description in the language (WCAG 1.1.1)."""
    shown = [
        (row, field.name, key)
        for row in content.rows
        for field in row.model._meta.concrete_fields
        if field.related_model is Image and (key := getattr(row.record, field.attname))
    ]
    described = Image.objects.filter(pk__in=[key for _row, _column, key in shown], **{f"alt_{language}__gt": ""})
    known = set(described.values_list("pk", flat=True)) if shown else set()
    for row, column, key in shown:
        if key not in known:
            sentence = _("%(where)s: the picture has no description in %(language)s. Write one in the library.")
            yield row.problem(BLOCKING, column, sentence, language=language_name(language))


def undescribed_in_source(content):
    """The same for the source language: a picture is a shared fact, so it may change without any text."""
    return undescribed_pictures(content, content.source_language)


def wrong_names(content, language):
    """Known wrong forms of names, as whole words, unless they are part of a right form."""
    wrong, right = _forms(language)
    if not wrong:
        return
    longest_first = sorted({*wrong, *right}, key=len, reverse=True)
    anywhere = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    for row, column, value in content.texts(language):
        found = {match.casefold(): match for match in anywhere.findall(plain(column, value))}
        for form, written in found.items():
            if form in wrong:
                sentence = _("%(where)s: “%(wrong)s” is a known wrong form. The right name is “%(right)s”.")
                yield row.problem(WARNING, column.name, sentence, wrong=written, right=wrong[form])


def _forms(language):
    """The wrong forms as {form: right name as a `Text`}, and the right forms that contain one; all in lower case."""
    languages = resolution_order(language)
    columns = ("wrong_forms", "aliases", *(f"name_{code}" for code in languages))
    # Without the rewriting of modeltranslation, which selects columns in no fixed order: a union needs one.
    tables = [
        model.objects.rewrite(False).order_by().exclude(wrong_forms=[]).values_list(*columns)
        for model in apps.get_models()
        if issubclass(model, Named)
    ]
    wrong, right = {}, set()
    for forms, aliases, *names in tables[0].union(*tables[1:], all=True):
        folded = {form.casefold() for form in forms}
        named = [Text(name, lang, direction(lang), False) for lang, name in zip(languages, names, strict=True) if name]
        if not named:
            continue
        wrong |= dict.fromkeys(folded, named[0])
        spellings = {spelling.casefold() for spelling in (*aliases, *(name.value for name in named))}
        right |= {spelling for spelling in spellings if any(form in spelling for form in folded)}
    return wrong, right - wrong.keys()
