"""The sitemap (sitemaps.org, protocol 0.9): an index, and files with every public page in each of its languages.

An entry is named in the languages that it is published in, with the addresses of the same page in the others. All else
is found by walking models and addresses, so a new kind of content or a new page needs nothing here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.apps import apps
from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import LocalePrefixPattern, URLResolver, get_resolver, reverse
from django.views.decorators.http import require_safe

from peacedesk.editorial.graph import content_roots
from peacedesk.editorial.models import ReferenceRecord
from peacedesk.editorial.numbering import in_order, newest_first
from peacedesk.languages import LANGUAGE_NAMES
from peacedesk.library.querysets import latest_changes, public_keys
from peacedesk.website.addresses import in_language
from peacedesk.website.freshness import unless_fresh
from peacedesk.website.page_cache import kept

# Four languages each: 10,000 addresses in a file, some 8 MB. The protocol allows 50,000 and 50 MB.
PAGES_PER_FILE = 2_500
MAX_FILES = 50_000
# Pages without anything to find: a search shows what was asked for.
LEFT_OUT = {"website:search"}


@dataclass(frozen=True)
class Page:
    """A page at `path`, which may have the prefix of any language."""

    path: str
    changed_at: datetime | None = None
    languages: list[str] = field(default_factory=lambda: list(LANGUAGE_NAMES))

    @cached_property
    def addresses(self):
        """The whole addresses by language."""
        return {code: settings.SITE_URL + in_language(self.path, code) for code in self.languages}

    @property
    def default(self):
        """The address for readers of any other language, as base.html has it."""
        return self.addresses.get("en") or next(iter(self.addresses.values()))


@dataclass(frozen=True)
class Section:
    """Files of one sort of pages: `count()` is their number, `pages(start, end)` are some of them in a fixed order."""

    count: Callable
    pages: Callable


def sections():
    """All sections by name."""
    found = {"pages": Section(lambda: len(names()), fixed_pages)}
    for root in content_roots():
        found[root._meta.model_name] = entries(root)
    for model in apps.get_models():
        if issubclass(model, ReferenceRecord) and hasattr(model, "get_absolute_url"):
            found[model._meta.model_name] = records(model)
    return found


def names(resolver=None, namespace=""):
    """The names of all pages with one fixed address: lists, indexes and the pages of the site itself."""
    if resolver is None:
        localized = [r for r in get_resolver().url_patterns if isinstance(r.pattern, LocalePrefixPattern)]
        return [name for part in localized for name in names(part)]
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif not pattern.pattern.converters and str(pattern.pattern)[-1:] in {"", "/"}:
            found.append(namespace + pattern.name)
    return [name for name in found if name not in LEFT_OUT]


def fixed_pages(start, end):
    """Lists change with the entries on them; of the other pages nobody notes when they changed."""
    lists = {
        root.list_url_name: root.objects.aggregate(changed_at=Max("updated_at"))["changed_at"]
        for root in content_roots()
    }
    return [Page(reverse(name), lists.get(name)) for name in names()[start:end]]


def entries(root):
    """The entries of a kind, found by their numbers."""

    def pages(start, end):
        numbering = newest_first(root)
        wanted = list(numbering.pks(range(len(numbering.keys))[start:end]))
        found = root.objects.only("slug", "updated_at", *(f"published_at_{code}" for code in LANGUAGE_NAMES))
        return [
            Page(entry.get_absolute_url(), entry.updated_at, entry.published_languages)
            for entry in in_order(found, wanted)
        ]

    return Section(lambda: len(newest_first(root).keys), pages)


def records(model):
    """The public records of a kind, of which there are few beside the entries."""

    def pages(start, end):
        keys, changes = sorted(public_keys(model))[start:end], latest_changes(model)
        found = model.objects.filter(pk__in=keys).order_by("pk").only("key")
        return [Page(record.get_absolute_url(), changes.get(record.pk)) for record in found]

    return Section(lambda: len(public_keys(model)), pages)


@kept
@require_safe
def index(request):
    def make():
        files = [
            f"{settings.SITE_URL}{reverse('sitemap-section', args=[name, number])}"
            for name, section in sections().items()
            for number in range(1, -(-section.count() // PAGES_PER_FILE) + 1)
        ]
        return xml("website/sitemap_index.xml", files=files)

    return unless_fresh(request, make)


@kept
@require_safe
def section(request, section, number):
    def make():
        found = sections().get(section)
        if found is None or not 0 < number <= MAX_FILES:
            raise Http404
        pages = found.pages((number - 1) * PAGES_PER_FILE, number * PAGES_PER_FILE)
        if not pages:
            raise Http404
        return xml("website/sitemap.xml", pages=pages)

    return unless_fresh(request, make)


def xml(template, **context):
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")


@kept
@require_safe
def robots(request):
    """What crawlers leave alone (RFC 9309): the desk, and every combination of filters, words and orders."""
    text = render_to_string("website/robots.txt", {"sitemap": settings.SITE_URL + reverse("sitemap")})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
