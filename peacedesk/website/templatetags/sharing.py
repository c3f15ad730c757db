"""Tags for what a page tells machines: search engines, feed readers, networks where its address is shared."""

import json
from html import unescape

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe

from peacedesk.website import linked_data
from peacedesk.website.addresses import with_query

register = template.Library()

# What would end the element or begin another one (HTML 13.2.5.4), written so that JSON reads it as the same.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
# As Open Graph has them: a language with a territory.
LOCALES = {"en": "en_GB", "kk": "kk_KZ", "ru": "ru_RU", "ar": "ar_AR"}


@register.simple_tag(takes_context=True)
def again(context, name):
    """The content of a block of the page once more: a template may have a block only once."""
    # What a block renders to is HTML already.
    return mark_safe(context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context).strip())  # noqa: S308


@register.simple_tag
def list_feed(filterset):
    """The address of the feed of a list, with its filters."""
    namespace = filterset._meta.model.list_url_name.partition(":")[0]
    return with_query(reverse(f"{namespace}:feed"), filterset.subscribed)


@register.filter
def locale(language):
    return LOCALES[language]


@register.simple_tag
def linked(data):
    """A data block of JSON-LD, which no browser runs and no content policy refuses; "" for nothing."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)


@register.simple_tag
def linked_record(record):
    """What the page of a reference record is about."""
    return linked(linked_data.described(record))


@register.simple_tag
def linked_crumbs(*trail):
    """The crumbs of a page: names, as text or HTML, and paths in turn; last its own name. Names may be empty."""
    plain = [unescape(strip_tags(part)) if hasattr(part, "__html__") else str(part or "") for part in trail]
    return linked(linked_data.breadcrumbs(*plain))
