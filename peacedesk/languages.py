"""The four languages of the site, and how a text finds the language it is shown in."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, pgettext

# The order in which a missing text looks for another language, after the source language of its entry.
FALLBACK_ORDER = ("en", "ru", "kk", "ar")
CONTENT_LANGUAGES = tuple(settings.MODELTRANSLATION_LANGUAGES)
LANGUAGE_NAMES = dict(settings.LANGUAGES)  # each in its own words
LANGUAGE_CHOICES = [(code, name) for code, name in settings.LANGUAGES]
# Languages that are written from right to left; sources may be in any of them.
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
# From which number on a language groups its thousands (CLDR minimumGroupingDigits, as the catalogue's texts have it).
GROUP_DIGITS_FROM = {"en": 1000, "kk": 10_000, "ru": 10_000, "ar": 10_000}


def comma():
    """What stands between the items of a list in the active language."""
    return pgettext("between items of a list", ", ")


class Text(NamedTuple):
    """A text with the language it is in.

    `lang` is a language code, `dir` is "ltr" or "rtl", `is_fallback` tells that `lang` is not the language asked for.
    """

    value: str
    lang: str
    dir: str
    is_fallback: bool

    def __str__(self):
        return self.value

    def __bool__(self):
        return bool(self.value)


def direction(language):
    """The writing direction of a language tag (BCP 47): "rtl" or "ltr" (HTML `dir`)."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def current_language():
    """The active language code, always one of the four."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in LANGUAGE_NAMES else settings.LANGUAGE_CODE


def resolution_order(language, source="en"):
    """Language codes in the order in which a text is looked for, without repetition."""
    return tuple(dict.fromkeys((language, source, *FALLBACK_ORDER)))


class Localized:
    """Mixin of models with translated columns: one way to read a text, which never hides a fallback."""

    def text_language_source(self):
        """The language code that a missing text falls back to first."""
        return "en"

    def localized(self, field, language=None):
        """The `Text` of a translated field in `language` (default: the active one) or its fallback.

        An empty `Text` in the asked language is returned when no language has the text.
        """
        asked = language or current_language()
        for lang in resolution_order(asked, self.text_language_source()):
            value = getattr(self, f"{field}_{lang}")
            if value:
                return Text(value, lang, direction(lang), lang != asked)
        return Text("", asked, direction(asked), False)
