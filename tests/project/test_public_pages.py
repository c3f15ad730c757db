"""Rules that every public page keeps, found by following links from the four home pages over the real catalogue."""

import re
from collections import Counter
from html import unescape
from itertools import product

import pytest
from django.apps import apps
from django.db import connection
from django.urls import Resolver404, resolve
from django.utils import translation

from events.models import Event, EventDraft
from initiatives.models import Initiative, InitiativeDraft
from peacedesk.editorial.models import WorkingChild, WorkingEntry
from tests.project.crawl import LANGUAGES, crawl

pytestmark = pytest.mark.django_db

HIDDEN = [
    m
    for m in apps.get_models()
    if issubclass(m, (WorkingEntry, WorkingChild)) or m._meta.app_label in ("accounts", "sessions")
]
HIDDEN += [apps.get_model("editorial", name) for name in ("Entry", "Revision", "Part", "Note")]
HIDDEN_TABLES = {m._meta.db_table for m in HIDDEN} | {f.m2m_db_table() for m in HIDDEN for f in m._meta.many_to_many}

# Words in Latin letters that stand on pages in other scripts as they are: names, abbreviations, units of addresses.
NAMES = {
    "PeaceDesk", "KazAID", "KAZCENT", "PRCCSF", "One", "Water", "Summit", "Fakti", "Media", "News", "WCAG", "UTC",
    "HTML", "axe", "core", "Chromium", "Firefox", "Safari", "JavaScript", "CSS", "COVID", "cookie",
    "Atom", "CSV", "JSON", "Lines", "iCalendar", "Google", "Outlook", "Chicago", "APA", "BibTeX", "RIS", "EDTF", "ISO",
}  # fmt: skip


@pytest.fixture
def hidden_tables_are_closed(catalogue):
    """Fail on any statement that names a working, workflow or account table."""

    def guard(execute, sql, params, many, context):
        named = set(re.findall(r'"(\w+)"', sql)) & HIDDEN_TABLES
        assert not named, f"{sql[:200]} reads {named}"
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@pytest.mark.usefixtures("hidden_tables_are_closed")
def test_every_linked_page_opens_and_keeps_the_rules(client):
    seen = Counter()
    for address, response, page in crawl(client, "/en/"):
        language = address.split("/")[1]
        seen[language] += 1
        assert response.status_code == 200, address
        assert page.html["lang"] == language, address
        assert page.html["dir"] == ("rtl" if language == "ar" else "ltr"), address
        assert len(page.find_all("h1")) == 1, address
        assert not response.cookies, address
        assert "csrf" not in response.content.decode(), address
        assert not page.select("[style], style, script:not([src]):not([type])"), address
        ids = [element["id"] for element in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{address}: {sorted(i for i in ids if ids.count(i) > 1)}"
        for link in page.find_all("a", href=True):
            href = link["href"]
            if href.startswith("#"):
                assert href == "#" or href[1:] in ids, f"{address}: {href}"
            elif "?" in href and not href.startswith("http") and "nofollow" not in link.get("rel", ()):
                assert re.search(r"\?page=\d+$", href), f"{address}: {href}"
        assert foreign_words(page, language) == [], address
    assert set(seen) == set(LANGUAGES)
    assert min(seen.values()) == max(seen.values()) > 150


def foreign_words(page, language):
    """Words of a page that are in a script its language does not use, outside elements marked with another `lang`."""
    for element in page.select("script, style, code, [translate=no], [lang]"):
        if element.name != "html" and (not element.has_attr("lang") or element["lang"] != language):
            element.extract()
    texts = list(page.stripped_strings)
    texts += [
        e[name]
        for e in page.select("[alt], [aria-label], [title], [placeholder]")
        for name in ("alt", "aria-label", "title", "placeholder")
        if e.has_attr(name)
    ]
    text = re.sub(r"\S+@\S+|https?://\S+|[\w.-]+\.(?:example|org|kz)\S*", "", " ".join(texts))
    script = r"[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІіЁё]{3,}|[\u0621-\u064a]{3,}" if language == "en" else r"[A-Za-z]{3,}"
    if language == "ar":
        script += r"|[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІіЁё]{3,}"
    return sorted(set(re.findall(script, text)) - NAMES)


@pytest.mark.usefixtures("catalogue")
def test_each_entry_opens_in_each_language_with_the_text_it_is_published_in(client):
    entries = [*Initiative.objects.all(), *Event.objects.all()]
    assert (len(entries), InitiativeDraft.objects.count(), EventDraft.objects.count()) == (42 + 31, 42, 32)
    for entry, language in product(entries, LANGUAGES):
        with translation.override(language):
            response = client.get(entry.get_absolute_url())
        page = unescape(response.content.decode())
        assert response.status_code == 200
        assert entry.localized("title", language).value in page
        canonical = re.search(r'rel="canonical" href="[^"]*?//[^/]+/(\w\w)/', page)[1]
        assert (canonical == language) is (language in entry.published_languages), (entry.slug, language)
        alternates = set(re.findall(r'rel="alternate" hreflang="(\w\w)"', page))
        assert alternates == set(entry.published_languages), (entry.slug, language)


@pytest.mark.usefixtures("catalogue")
def test_what_is_only_a_draft_answers_like_what_never_was(client):
    drafts = EventDraft.objects.exclude(pk__in=Event.objects.values("pk"))
    assert [draft.slug for draft in drafts] == ["cica-conference"]

    hidden = client.get("/en/events/cica-conference/")
    never = client.get("/en/events/never-was-here/")

    assert hidden.status_code == never.status_code == 404
    assert "CICA conference" not in hidden.content.decode()


@pytest.mark.usefixtures("catalogue")
def test_the_catalogue_reads_as_the_sources_have_it(client):
    cancelled = {"en": "Cancelled", "kk": "Бас тартылған", "ru": "Отменено", "ar": "أُلغي"}
    for language, word in cancelled.items():
        for address in ("astana-international-forum-2024/", "?when=past&series=astana-international-forum"):
            assert word in client.get(f"/{language}/events/{address}").content.decode(), address

    found = Initiative.objects.filter(themes__key="nuclear-disarmament", countries__key="kz", date_from__year__lte=1999)
    expected = {i.slug for i in found if i.date_to is None or i.date_to.year >= 1990}
    page = client.get("/en/initiatives/?theme=nuclear-disarmament&country=kz&from=1990&to=1999").content.decode()
    assert set(re.findall(r'href="/en/initiatives/([\w-]+)/"', page)) == expected != set()


def test_every_public_address_pattern_resolves_in_each_language():
    for language in LANGUAGES:
        translation.activate(language)
        for path in (
            "",
            "initiatives/",
            "events/",
            "series/",
            "themes/",
            "countries/",
            "organisations/",
            "people/",
            "sources/",
            "timeline/",
            "map/",
            "search/",
            "reuse/",
            "about/",
        ):
            try:
                resolve(f"/{language}/{path}")
            except Resolver404:
                pytest.fail(f"/{language}/{path}")
