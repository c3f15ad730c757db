"""Atom feeds (RFC 4287) in each language: of all kinds of entries, and of each list with its filters.

A feed holds the entries that are published in its language, the latest changed first, whatever the order of the list.
It comes in pages (RFC 5005, 3) of which only the first is ever needed by those who read it regularly.
"""

import re
import uuid
from dataclasses import dataclass
from operator import itemgetter

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from peacedesk.editorial.graph import content_roots
from peacedesk.languages import LANGUAGE_NAMES, comma, current_language
from peacedesk.library.querysets import among, linked_keys, themes
from peacedesk.website.addresses import in_language, with_query
from peacedesk.website.following import FollowedView, followed, narrowing, refusal, titled

ENTRIES_PER_PAGE = 50
MAX_PAGES = 20
# The namespace of the ids of feeds (RFC 9562, 5.5): an id never changes, wherever the site stands.
FEEDS = uuid.UUID("6d0a3c52-54c5-4a3e-9d3c-0f3a6a5b8a11")
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself. `path` is its address and `page_path` that of the list, with the filters of both."""

    name: str
    heading: str
    path: str
    page_path: str
    filters: tuple[str, ...] = ()

    @property
    def id(self):
        return uuid.uuid5(FEEDS, f"{current_language()} {self.name}?{self.path.partition('?')[2]}").urn

    @property
    def title(self):
        return titled(self.heading, self.filters)

    @property
    def subtitle(self):
        if not self.filters:
            return _("What was published or changed, the latest first.")
        pattern = _("What was published or changed, the latest first. Only: %(filters)s")
        return pattern % {"filters": comma().join(self.filters)}

    def page(self, number):
        return self.path if number == 1 else f"{self.path}{'&' if '?' in self.path else '?'}page={number}"


@dataclass(frozen=True)
class Item:
    """An entry in the feed of a language that it is published in."""

    entry: object

    @property
    def id(self):
        """The same for an entry and a language for ever (RFC 4287, 4.2.6)."""
        return uuid.uuid5(self.entry.pk, current_language()).urn

    @property
    def title(self):
        title, caveat = self.entry.localized("title").value, self.entry.caveat
        pattern = pgettext("title of a cancelled or postponed event", "%(status)s: %(title)s")
        return pattern % {"status": caveat, "title": title} if caveat else title

    @property
    def published_at(self):
        return getattr(self.entry, f"published_at_{current_language()}")

    @property
    def translations(self):
        """The addresses of the page in other languages: `related`, as programs take any of several `alternate`s."""
        codes = [code for code in self.entry.published_languages if code != current_language()]
        return {code: in_language(self.entry.get_absolute_url(), code) for code in codes}

    @property
    def categories(self):
        """Triples of term, label and scheme: the kind of the entry, its status, its themes."""
        entry = self.entry
        yield entry._meta.model_name, capfirst(entry._meta.verbose_name), ""
        if entry.status:
            yield entry.status, entry.status_words, ""
        for theme in among(themes(), entry.theme_keys):
            yield theme.key, theme.localized("name"), settings.SITE_URL + reverse("library:themes")

    @property
    def content(self):
        return render_to_string(self.entry.feed_template, {"entry": self.entry})


class FeedView(FollowedView):
    """The feed of all kinds of entries. A list has a subclass of `EntryFeedView`."""

    heading = gettext_lazy("All updates")
    kept_parameters = ("page",)

    def answer(self):
        feed = Feed(self.request.resolver_match.view_name, self.heading, self.request.path, reverse("website:home"))
        return self.written(feed, newest)

    def written(self, feed, keys):
        """The page that is asked for. `keys` returns those of entries with their models, between two places."""
        number = page_number(self.request.GET.get("page", "1"))
        start, stop = (number - 1) * ENTRIES_PER_PAGE, number * ENTRIES_PER_PAGE
        found = keys(start, stop + 1)
        entries, has_next = loaded(found[:ENTRIES_PER_PAGE]), len(found) > ENTRIES_PER_PAGE
        if number > 1 and not entries:
            raise Http404
        context = {
            "feed": feed,
            "items": [Item(entry) for entry in entries],
            "address": feed.page(number),
            "first": feed.page(1),
            "previous": feed.page(number - 1) if number > 1 else "",
            "next": feed.page(number + 1) if has_next and number < MAX_PAGES else "",
            "siblings": {code: in_language(feed.path, code) for code in LANGUAGE_NAMES if code != current_language()},
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
        }
        text = NOT_IN_XML.sub("", render_to_string("website/feed.xml", context))
        return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


class EntryFeedView(FeedView):
    """The feed of a list, narrowed down by the same parameters; without any it leaves nothing out.

    A subclass sets `filterset_class` and `heading`, those of the list. Values that do not hold are answered
    as the list does, in plain text.
    """

    filterset_class = None

    @classmethod
    def kept_parameters(cls):
        return {*cls.filterset_class.base_filters, "page"}

    def answer(self):
        model = self.filterset_class._meta.model
        filterset = followed(self.filterset_class, model.objects.all(), self.request)
        if refused := refusal(filterset):
            return refused
        feed = Feed(
            self.request.resolver_match.view_name,
            self.heading,
            with_query(self.request.path, narrowing(filterset)),
            with_query(reverse(model.list_url_name), filterset.followed),
            tuple(str(chip.label) for chip in filterset.chips),
        )
        return self.written(feed, lambda *places: [(key, model) for key in filterset.latest(*places)])


def page_number(wanted):
    """The number of a page. Raises `Http404` where it cannot be one."""
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 and 1 <= int(wanted) <= MAX_PAGES):
        raise Http404
    return int(wanted)


def newest(start, stop):
    """The keys of entries of all kinds that are published in the active language, the last changed first, by place.

    A list of pairs with their models. Of each kind the keys are read up to the last place.
    """
    keys = []
    for model in content_roots():
        found = model.objects.published(current_language()).filter(updated_at__isnull=False)
        moments = found.order_by("-updated_at", "-pk").values_list("updated_at", "pk")
        keys += [(*key, model) for key in moments[:stop]]
    keys.sort(key=itemgetter(0, 1), reverse=True)
    return [key[1:] for key in keys[start:stop]]


def loaded(keys):
    """The entries with some keys, in their order. What was withdrawn meanwhile is left out."""
    rows = {}
    for model in {model for _key, model in keys}:
        ids = [key for key, kind in keys if kind is model]
        found = model.objects.cards().defer(None).annotate(theme_keys=linked_keys(model, "themes"))
        rows |= {(entry.pk, model): entry for entry in found.published(current_language()).filter(pk__in=ids)}
    return [rows[key] for key in keys if key in rows]
