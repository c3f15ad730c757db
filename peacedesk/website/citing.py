"""How to cite the page of an entry: on the page in words, and as files for reference managers.

A citation is of the language that is shown. It holds no day of reading: pages and files are the same for everyone,
and the reader knows the day.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import pgettext

from peacedesk.dates.wording import days_of_year
from peacedesk.languages import Text, current_language
from peacedesk.website.addresses import in_language

# Names of languages that biblatex hands to babel and polyglossia.
LANGUAGE_IDS = {"en": "english", "kk": "kazakh", "ru": "russian", "ar": "arabic"}
# What TeX takes for a command (The TeXbook, chapter 7). A brace of its own would upset the count of braces.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "$&#_%"}


@dataclass(frozen=True)
class Citation:
    """What is cited: `title` in the language shown, the last publication as `day`, and the lasting address."""

    slug: str
    title: Text
    day: dt.date
    url: str

    @classmethod
    def of(cls, entry):
        title = entry.localized("title")
        published_at = entry.updated_at or getattr(entry, f"published_at_{title.lang}")
        url = settings.SITE_URL + in_language(entry.get_absolute_url(), title.lang)
        return cls(entry.slug, title, localdate(published_at), url)

    @property
    def site(self):
        return str(settings.SITE_NAME)

    @property
    def is_closed(self):
        """Whether the title ends with a sign that takes the place of the full stop after it."""
        return self.title.value.endswith(("?", "!", "؟", "…", "."))

    @property
    def chicago_day(self):
        """June 5, 2024 in English, as the manual has it; in other languages as they write it."""
        return date_format(self.day, "F j, Y" if current_language() == "en" else "DATE_FORMAT")

    @property
    def apa_day(self):
        """2024, June 5"""
        day = date_format(self.day, "F j") if current_language() == "en" else days_of_year(self.day, self.day)
        return pgettext("date in a citation, year first", "%(year)s, %(day)s") % {"year": self.day.year, "day": day}


def bibtex(citation):
    """An entry of type `online` for biblatex in UTF-8, with the date in ISO 8601 as its manual (2.3.8) asks."""
    language = LANGUAGE_IDS[citation.title.lang]
    fields = {
        # The second pair of braces: one name, not a first and a last one; a title whose capitals stay.
        "author": f"{{{tex(citation.site)}}}",
        "title": f"{{{tex(citation.title.value)}}}",
        "date": citation.day.isoformat(),
        "url": citation.url,
        "langid": language,
        "language": language,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@online{{{citation.site}-{citation.slug}-{citation.title.lang},\n{lines}}}\n"


def tex(text):
    """A text on one line in which nothing is a command of TeX."""
    return "".join(TEX.get(character, character) for character in one_line(text))


def ris(citation):
    """A record of type ELEC (web page). Each line is a tag, two spaces, a hyphen, a space and a value."""
    tags = [
        ("TY", "ELEC"),
        ("AU", citation.site),
        ("TI", one_line(citation.title.value)),
        ("T2", citation.site),
        ("PY", f"{citation.day:%Y}"),
        ("DA", f"{citation.day:%Y/%m/%d}/"),
        ("LA", citation.title.lang),
        ("UR", citation.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags)


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


FILES = {
    "bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
}


class CitationFormatConverter(StringConverter):
    """The end of the address of a citation: `<citation-format:format>`."""

    regex = "|".join(FILES)


register_converter(CitationFormatConverter, "citation-format")
