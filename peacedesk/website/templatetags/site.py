"""Tags that every template has: texts with their language, dates in words, signs and icons."""

from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.templatetags import static as staticfiles
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from peacedesk.dates.edtf import parse
from peacedesk.dates.wording import in_words
from peacedesk.languages import LANGUAGE_NAMES, current_language, direction
from peacedesk.library import prose as formatted
from peacedesk.website import wording
from peacedesk.website.addresses import in_language, with_query

register = template.Library()


@register.simple_tag
def text(record, field):
    """A translated text: as it is in the page's language, else in an element with its own `lang` and `dir`.

    `{% text entry "title" as title %}` gives the escaped HTML; `record.localized` gives the parts.
    """
    return marked(record.localized(field))


def marked(found):
    """A `Text` as `text` shows it."""
    if found.is_fallback:
        return format_html('<span lang="{}" dir="{}">{}</span>', found.lang, found.dir, found.value)
    return found.value


@register.simple_tag
def localized(record, field):
    """The `peacedesk.languages.Text` of a translated field: value, lang, dir, is_fallback."""
    return record.localized(field)


@register.simple_tag
def prose(record, field):
    """A formatted text in a `div` of its own, with `lang` and `dir` where they differ from the page's."""
    found = record.localized(field)
    html = formatted.render(found.value)
    if found.is_fallback:
        return format_html('<div class="record" lang="{}" dir="{}">{}</div>', found.lang, found.dir, html)
    return format_html('<div class="record">{}</div>', html) if html else ""


@register.simple_tag
def when(value, css_class=""):
    """An EDTF date in words; in a `time` element where it is exact (HTML 4.5.14), else in a `span`."""
    return _when(value, css_class, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _when(value, css_class, _language):
    name = format_html(' class="{}"', css_class) if css_class else ""
    if parse(value).is_exact:
        return format_html('<time datetime="{}"{}>{}</time>', value, name, in_words(value))
    return format_html("<span{}>{}</span>", name, in_words(value))


@register.filter
def edtf(value):
    """An EDTF date in words of the page's language."""
    return in_words(value)


@register.simple_tag
@cache
def static(path):
    """The address of a file of the site, which no reader changes: Django's tag works it out each time."""
    return staticfiles.static(path)


@register.simple_tag
@cache
def icon(name, css_class="icon"):
    """A drawing from the sprite, hidden from assistive technology. Arrows take `icon icon--dir` to mirror."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css_class,
        static("art/sprite.svg"),
        name,
    )


@register.simple_tag
def sign(label, shape, tone):
    """A state as a word with a shape.

    `shape` is one of dot, ring, half, check, square, cross, up, clock; `tone` of ok, wait, info, stop or nothing.
    """
    return _sign(str(label), shape, tone)


@lru_cache(maxsize=1024)
def _sign(label, shape, tone):
    return format_html(
        '<span class="status{}"><svg aria-hidden="true"><use href="{}#s-{}"/></svg>{}</span>',
        f" status--{tone}" if tone else "",
        static("art/sprite.svg"),
        shape,
        label,
    )


@register.simple_tag
def standing(row):
    """The status of an entry or a row of it, as `sign` draws it."""
    return _sign(str(row.status_words), row.status_shape, row.status_tone)


@register.simple_tag
def theme(record):
    """A theme as a word with the sign of its line of work."""
    return _theme(record.line, record.localized("name"))


@lru_cache(maxsize=512)
def _theme(line, name):
    return format_html('<span class="theme">{}{}</span>', icon(f"line-{line}", "theme__sign"), marked(name))


@register.filter
def language_name(code):
    """A language in the words of the page's language: "Kazakh"; the code itself when it is not in our list."""
    return wording.NAMES.get(code, code)


@register.filter
def in_language_name(code):
    """The end of “published …”: "in Kazakh". Only for the four languages of the site."""
    return wording.IN[code]


@register.simple_tag
def editions(entry):
    """The four languages of an entry, in the order of the switcher: code, name, dir, url, is_published, is_current."""
    published, current, address = entry.published_languages, current_language(), entry.get_absolute_url()
    return [
        {
            "code": code,
            "name": name,
            "dir": direction(code),
            "url": in_language(address, code),
            "is_published": code in published,
            "is_current": code == current,
        }
        for code, name in LANGUAGE_NAMES.items()
    ]


@register.simple_tag
def read_in(entry):
    """Links to an entry in the languages it is published in."""
    address = entry.get_absolute_url()
    links = [_link(in_language(address, code), code) for code in entry.published_languages]
    return mark_safe("\n".join(links))  # noqa: S308  (an address has letters, digits and hyphens)


def _link(address, code):
    return f'<a href="{address}" lang="{code}" dir="{direction(code)}" hreflang="{code}">{LANGUAGE_NAMES[code]}</a>'


@register.simple_tag(takes_context=True)
def public_address(context, language):
    """The whole address of the present page in `language`, never from the host of the request.

    It has no query, but for the number of a further page of a whole list: that is no copy of the first.
    """
    request, page = context["request"], context.get("page_obj")
    is_further = bool(page) and page.number > 1 and request.GET.keys() == {"page"}
    address = with_query(escape_uri_path(request.path), [("page", page.number)] if is_further else [])
    return settings.SITE_URL + in_language(address, language)
