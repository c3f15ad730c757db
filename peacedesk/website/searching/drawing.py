"""A result as HTML. Written out: a template took as long for the results of a page as all else of a search together."""

import re
from html import escape
from typing import NamedTuple

from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from peacedesk.languages import Text
from peacedesk.website.templatetags.site import in_language_name, standing, when


class Card(NamedTuple):
    """A result but for what depends on the words: its title, and as HTML the `lang` of its texts and what is around."""

    title: Text
    language: str
    before: str
    after: str

    def showing(self, title, snippet):
        """The whole result, with the title and the snippet as `marked` has them."""
        text = f'<p class="entry__text"{self.language}>{snippet}</p>' if snippet else ""
        return mark_safe(f"{self.before}{title}</a></h3>\n{text}\n{self.after}")  # noqa: S308  (all is escaped)


def card(record, title, kind, themes):
    """The `Card` of a record: its date, its title, a `Text`, what one of its kind is called, and its themes as HTML."""
    language = f' lang="{title.lang}" dir="{title.dir}"' if title.is_fallback else ""
    before = [
        f'<article class="entry{" is-off" if getattr(record, "is_off", False) else ""}">',
        f'<p class="entry__when">{when(getattr(record, "date", ""))}</p><div>',
        f'<h3 class="h3"><a href="{escape(record.get_absolute_url())}"{language}>',
    ]
    facts = ['<div class="entry__facts">', *_facts(record, title, kind, themes), "</div></div></article>"]
    return Card(title, language, "\n".join(before), "\n".join(facts))


def _facts(record, title, kind, themes):
    yield f"<span>{escape(kind)}</span>"
    if getattr(record, "status_words", ""):
        yield standing(record)
    if getattr(record, "doubt", ""):
        yield f"<span>{escape(gettext('Not known whether it took place'))}</span>"
    yield from themes
    if title.is_fallback:
        note = gettext("Shown %(in_language)s, not yet published in the language of this page")
        yield f'<span class="entry__fallback">{escape(note % {"in_language": in_language_name(title.lang)})}</span>'


def marked(pieces):
    """The HTML of a text given as (piece, is_hit) pairs, with each hit in a `mark` element."""
    return "".join([f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in pieces])


def in_one_line(text):
    """A text with a dot between its lines, where no sentence ends."""
    return re.sub(r"(?<![.!?؟…\n])\n", " · ", text)
