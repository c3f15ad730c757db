"""The check of links within the site: each leads to something that readers find there."""

import html
import re
from collections import defaultdict
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.generic.detail import SingleObjectMixin
from django_prose_editor.fields import ProseEditorField

from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import PublicAddress, PublicEntry
from peacedesk.editorial.quality.content import WARNING

HREF = re.compile(r'<a\s[^>]*?href="([^"]*)"', re.IGNORECASE)


def dead_links(content, language):
    """Links in prose to an address of this site where no public page is. One query for each kind of page."""
    found = [
        (row, column.name, address)
        for row, column, value in content.texts(language)
        if isinstance(column, ProseEditorField)
        for address in dict.fromkeys(map(html.unescape, HREF.findall(value)))
    ]
    dead = _dead({address for _row, _column, address in found}, language)
    for row, column, address in found:
        if address in dead:
            sentence = _("%(where)s: the link %(address)s leads to no public page. Correct or remove it.")
            yield row.problem(WARNING, column, sentence, address=address)


def _dead(addresses, language):
    """Those of the addresses that lead into this site and to nothing there."""
    dead, records = set(), defaultdict(dict)
    for address in addresses:
        try:
            page = urlsplit(urljoin(settings.SITE_URL, address))
        except ValueError:
            dead.add(address)
            continue
        if f"{page.scheme}://{page.netloc}" != settings.SITE_URL or page.path.startswith(settings.STATIC_URL):
            continue
        match = _resolved(unquote(page.path), language)
        if match is None:
            dead.add(address)
        elif issubclass(view := getattr(match.func, "view_class", object), SingleObjectMixin):
            records[view][address] = match.kwargs[view.slug_url_kwarg]
    for view, slugs in records.items():
        known = _known(view, set(slugs.values()))
        dead |= {address for address, slug in slugs.items() if slug not in known}
    return dead


def _resolved(path, language):
    """The public page at a path, with or without its language; None where there is none."""
    if path.startswith(reverse("admin:index")):
        return None
    path = f"/{path.removeprefix(get_script_prefix())}"
    prefixed = path if get_language_from_path(path) else f"/{language}{path}"
    with override(get_language_from_path(prefixed)):
        for candidate in (path, prefixed):
            try:
                return resolve(candidate)
            except Resolver404:
                continue
    return None


def _known(view, slugs):
    """Those of the slugs that a view of single records shows, or once did: an old address leads on to the new one."""
    shown = view().get_queryset().filter(**{f"{view.slug_field}__in": slugs})
    known = set(shown.values_list(view.slug_field, flat=True))
    if issubclass(shown.model, PublicEntry) and slugs - known:
        moved = PublicAddress.objects.filter(kind=kind_of(shown.model), slug__in=slugs, gone_at=None)
        known |= set(moved.values_list("slug", flat=True))
    return known
