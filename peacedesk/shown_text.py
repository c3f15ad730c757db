"""What a reader is shown, as SQL: the counterpart of `Localized.localized` for queries that search and sort."""

from django.db import connection
from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Collate, NullIf

from peacedesk.languages import CONTENT_LANGUAGES, FALLBACK_ORDER, current_language, resolution_order


def record_text(field):
    """The text of a translated field of a reference record in the active language or its fallback, else ""."""
    return _first(_column(field, code) for code in resolution_order(current_language()))


def entry_text(field, root=""):
    """The same for a field of an entry, whose source language comes first among the fallbacks.

    `root` is the path from the row to its entry, such as "initiative__", for the row of a child.
    """
    written_in = f"{root}source_language"
    source = Case(
        *(When(**{written_in: code}, then=_column(field, code)) for code in CONTENT_LANGUAGES), output_field=TextField()
    )
    return _first([_column(field, current_language()), source, *(_column(field, code) for code in FALLBACK_ORDER)])


def entry_language(field):
    """The language that `entry_text` takes the text from, "" where there is none."""
    source = [Q(**{"source_language": code, f"{field}_{code}__gt": ""}) for code in CONTENT_LANGUAGES]
    given = {code: Q(**{f"{field}_{code}__gt": ""}) for code in CONTENT_LANGUAGES}
    language = current_language()
    steps = [
        (given[language], language),
        *zip(source, CONTENT_LANGUAGES, strict=True),
        *((given[code], code) for code in FALLBACK_ORDER),
    ]
    return Case(*(When(condition, then=Value(code)) for condition, code in steps), default=Value(""))


def in_alphabet(expression):
    """An expression to order by that follows the alphabet of the active language."""
    language = current_language()
    if connection.vendor == "postgresql":
        return Collate(expression, f"{language}-x-icu")
    return Func(Value(language), expression, function="peacedesk_alphabet", output_field=TextField())


def _column(field, code):
    return NullIf(F(f"{field}_{code}"), Value(""), output_field=TextField())


def _first(columns):
    return Coalesce(*columns, Value(""), output_field=TextField())
