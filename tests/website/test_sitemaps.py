"""The sitemap and robots.txt, against the pages themselves."""

import re
from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from initiatives.models import Initiative
from peacedesk.website import sitemaps
from peacedesk.website.listing import forget
from tests.factories import make_country, make_event, make_initiative, make_initiative_draft, make_series, make_theme
from tests.project.crawl import crawl

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
SITEMAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


def files(client):
    """The paths of the files of the sitemap."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    tree = ElementTree.fromstring(response.content)  # noqa: S314  (our own text)
    assert tree.tag == f"{SITEMAP}sitemapindex"
    return [element.text.removeprefix(SITE) for element in tree.findall(f"{SITEMAP}sitemap/{SITEMAP}loc")]


def pages(client, paths=None):
    """All pages as {path: (moment of the last change or None, {hreflang: path})}."""
    found = {}
    for path in paths or files(client):
        tree = ElementTree.fromstring(client.get(path).content)  # noqa: S314
        assert tree.tag == f"{SITEMAP}urlset"
        for url in tree.findall(f"{SITEMAP}url"):
            address = url.find(f"{SITEMAP}loc").text
            assert address.startswith(SITE)
            assert address not in found
            links = {link.get("hreflang"): link.get("href").removeprefix(SITE) for link in url.findall(f"{XHTML}link")}
            found[address.removeprefix(SITE)] = (url.findtext(f"{SITEMAP}lastmod"), links)
    return found


@pytest.mark.usefixtures("catalogue")
def test_the_sitemap_has_every_page_that_links_lead_to_in_its_languages(client):
    named = pages(client)
    linked = {
        address
        for address, response, page in crawl(client, "/en/")
        if page and re.search(rf'rel="canonical" href="{SITE}{re.escape(address)}"', response.content.decode())
    }

    assert linked - {path for path in linked if "/search/" in path} == set(named)


@pytest.mark.usefixtures("catalogue")
def test_a_page_names_the_same_alternates_as_the_sitemap(client):
    named = pages(client)
    for path in list(named)[::9]:
        page = client.get(path).content.decode()
        links = dict(re.findall(rf'rel="alternate" hreflang="([\w-]+)" href="{SITE}([^"]*)"', page))
        assert links == named[path][1], path


def test_an_entry_is_named_in_published_languages_only_with_its_last_change(client):
    make_initiative_draft(slug="hidden")
    entry = make_initiative(slug="one", title_en="", title_ru="Один", title_ar="واحد", source_language="ru")

    named = {
        path: rest for path, rest in pages(client).items() if "/initiatives/" in path and path[4:] != "initiatives/"
    }

    links = {"ru": "/ru/initiatives/one/", "ar": "/ar/initiatives/one/", "x-default": "/ru/initiatives/one/"}
    assert {path: rest[1] for path, rest in named.items()} == {links["ru"]: links, links["ar"]: links}
    assert {datetime.fromisoformat(changed) for changed, _links in named.values()} == {entry.updated_at}


def test_a_record_is_named_while_a_public_entry_refers_to_it(client):
    make_theme("unused")
    make_series("unused-series")
    make_event(series=make_series("used-series"), country=make_country())

    named = pages(client)

    assert "/kk/series/used-series/" in named
    assert named["/ar/countries/kz/"][0]
    assert not [path for path in named if "unused" in path]


def test_a_large_section_is_divided_and_every_page_stands_in_one_file(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PAGES_PER_FILE", 2)
    slugs = {make_initiative(title_ru="Да").slug for _number in range(5)}

    found = [path for path in files(client) if "initiative" in path]

    assert found == [f"/sitemap-initiative-{number}.xml" for number in (1, 2, 3)]
    assert len(pages(client, found)) == 10
    assert {path.split("/")[3] for path in pages(client, found)} == slugs
    assert client.get("/sitemap-initiative-4.xml").status_code == 404


@pytest.mark.parametrize(
    "address", ["/sitemap-nothing-1.xml", "/sitemap-event-0.xml", "/sitemap-event-1.xml", f"/sitemap-event-{9**30}.xml"]
)
def test_a_file_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_file_stays_within_the_limits_of_the_protocol():
    assert sitemaps.PAGES_PER_FILE * 4 <= 50_000


def test_a_file_costs_the_same_for_one_entry_and_for_many(client, django_assert_num_queries):
    make_initiative()
    make_event(country=make_country())
    paths, counts = ["/sitemap.xml", *files(client)], {}
    forget()
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts[path] = len(queries)
    for number in range(3):
        make_initiative(themes=[make_theme(f"theme-{number}")])
        make_event(country=make_country(f"k{'abc'[number]}"))

    for path, number in counts.items():
        with django_assert_num_queries(number):
            client.get(path)
    assert (Initiative.objects.count(), Event.objects.count()) == (4, 4)


def test_who_has_the_present_sitemap_is_told_so_until_something_is_published(client):
    make_initiative()
    for path in ("/sitemap.xml", "/sitemap-initiative-1.xml"):
        condition = {"if-none-match": client.get(path)["ETag"]}
        assert client.get(path, headers=condition).status_code == 304
    make_initiative()
    assert client.get(path, headers=condition).status_code == 200


def test_addresses_never_come_from_the_host_of_the_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_initiative()
    for path in ("/sitemap.xml", "/sitemap-pages-1.xml", "/robots.txt", "/en/updates.atom"):
        text = client.get(path, headers={"host": "evil.example"}).content.decode()
        assert "evil" not in text
        assert SITE in text


def rules(client):
    """The rules of robots.txt as (allowed, pattern), read as RFC 9309 says; the longest that fits decides."""
    text = client.get("/robots.txt").content.decode()
    found = re.findall(r"^(Allow|Disallow): (\S+)$", text, re.MULTILINE)
    return [(word == "Allow", re.escape(path).replace(r"\*", ".*").replace(r"\$", "$"), path) for word, path in found]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/en/", True),
        ("/en/initiatives/", True),
        ("/en/initiatives/?page=2", True),
        ("/en/initiatives/?theme=a", False),
        ("/en/initiatives/?theme=a&page=2", False),
        ("/ar/search/", True),
        ("/ar/search/?q=a", False),
        ("/ar/search/suggestions?q=a", False),
        ("/admin/login/", False),
        ("/kk/events/forum/", True),
        ("/kk/events/forum.png?v=3", True),
        ("/kk/events.atom", True),
        ("/kk/events.atom?status=held", False),
        ("/static/css/site.css", True),
        ("/sitemap.xml", True),
    ],
)
def test_crawlers_are_kept_from_combinations_of_filters_and_from_the_desk(client, path, allowed):
    fitting = [(len(raw), is_allowed) for is_allowed, pattern, raw in rules(client) if re.match(pattern, path)]

    assert max(fitting, default=(0, True))[1] is allowed


def test_robots_txt_names_the_sitemap(client):
    response = client.get("/robots.txt")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert parser.site_maps() == [f"{SITE}/sitemap.xml"]
    assert not parser.can_fetch("*", "/admin/")
