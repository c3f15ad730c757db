"""Tags that every template has: texts with their language, dates in words, signs and icons."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html

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
    found = record.localized(field)
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
    if not value:
        return ""
    name = format_html(' class="{}"', css_class) if css_class else ""
    if parse(value).is_exact:
        return format_html('<time datetime="{}"{}>{}</time>', value, name, in_words(value))
    return format_html("<span{}>{}</span>", name, in_words(value))


@register.filter
def edtf(value):
    """An EDTF date in words of the page's language."""
    return in_words(value)


@register.simple_tag
def icon(name, css_class="icon"):
    """A drawing from the sprite, hidden from assistive technology. Arrows take `icon icon--dir` to mirror."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css_class,
        static("art/sprite.svg"),
        name,
    )


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


@register.simple_tag(takes_context=True)
def public_address(context, language):
    """The whole address of the present page in `language`, never from the host of the request.

    It has no query, but for the number of a further page of a whole list: that is no copy of the first.
    """
    request, page = context["request"], context.get("page_obj")
    is_further = bool(page) and page.number > 1 and request.GET.keys() == {"page"}
    address = with_query(escape_uri_path(request.path), [("page", page.number)] if is_further else [])
    return settings.SITE_URL + in_language(address, language)
