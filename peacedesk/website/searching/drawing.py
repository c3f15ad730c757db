"""A result as HTML. Written out: a template took as long for the results of a page as all else of a search together."""

import re
from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from peacedesk.website.templatetags.site import in_language_name, standing, when


def drawn(record, title, marked_title, snippet, kind, themes):
    """A result: date, title and text with the hits marked, what it is.

    Takes the record, its title as a `Text`, the same and the snippet as `marked` has them, what one of its kind is
    called, and its themes as HTML.
    """
    language = f' lang="{title.lang}" dir="{title.dir}"' if title.is_fallback else ""
    parts = [
        f'<article class="entry{" is-off" if getattr(record, "is_off", False) else ""}">',
        f'<p class="entry__when">{when(getattr(record, "date", ""))}</p><div>',
        f'<h3 class="h3"><a href="{escape(record.get_absolute_url())}"{language}>{marked_title}</a></h3>',
        f'<p class="entry__text"{language}>{snippet}</p>' if snippet else "",
        '<div class="entry__facts">',
        *_facts(record, title, kind, themes),
        "</div></div></article>",
    ]
    return mark_safe("\n".join(parts))  # noqa: S308  (all texts are escaped)


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
