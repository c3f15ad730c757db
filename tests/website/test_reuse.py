"""The page that leads to feeds, calendars, downloads and citations."""

import re

import pytest
from bs4 import BeautifulSoup

from peacedesk.editorial.graph import content_roots
from peacedesk.website.downloads.formats import header

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

LANGUAGES = ("kk", "ru", "en", "ar")


def page(client, language="en"):
    response = client.get(f"/{language}/reuse/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_page_answers(client, language):
    links = {link["href"] for link in page(client, language).select("main a")}

    for link in links:
        path = re.sub(r"^webcal://127\.0\.0\.1:8000", "", link)
        assert path.startswith("/"), link
        response = client.get(path)
        assert response.status_code == 200, link
        assert not response.streaming or any(response.streaming_content), link


def test_page_leads_to_each_kind_in_each_way(client):
    links = {link["href"] for link in page(client).select("main a")}

    assert links >= {
        "/en/updates.atom",
        "/en/initiatives.atom",
        "/en/events.atom",
        "/en/events.ics",
        "webcal://127.0.0.1:8000/en/events.ics",
        "/en/initiatives.csv",
        "/en/initiatives.json",
        "/en/initiatives.jsonl",
        "/en/events.csv",
        "/sitemap.xml",
        "/en/search/",
        "/en/timeline/",
        "/en/map/",
    }


def test_page_explains_every_column(client):
    explained = [
        {code.get_text() for code in details.select("th code")} for details in page(client).select("details.columns")
    ]

    assert len(explained) == len(content_roots())
    for root, names in zip(content_roots(), explained, strict=True):
        assert names == {*header(root), *root.owned}


def test_page_says_what_the_codes_of_a_status_mean(client):
    rows = page(client).select("details.columns tr")

    (meaning,) = [
        row.td.get_text() for row in rows if row.th.get_text(strip=True) == "status" and "Held" in row.td.get_text()
    ]
    assert "cancelled Cancelled" in " ".join(meaning.split())


def test_footer_leads_to_the_page(client):
    soup = BeautifulSoup(client.get("/ar/about/").content, "html.parser")

    assert soup.select_one('.foot a[href="/ar/reuse/"]')
