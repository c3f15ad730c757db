"""The JSON-LD of pages: expanded by a processor of its own, and held against the words of schema.org and the page."""

import json
from itertools import product

import pytest
from bs4 import BeautifulSoup
from pyld import jsonld

from events.models import Event
from initiatives.models import Initiative
from peacedesk.website import linked_data
from tests.factories import (
    make_appearance_draft,
    make_country,
    make_event,
    make_event_draft,
    make_figure_draft,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_person,
    make_series,
    make_source,
    publish,
)

pytestmark = pytest.mark.django_db

SCHEMA = "https://schema.org/"
SITE = "http://127.0.0.1:8000"
THING = {"alternateName", "description", "identifier", "image", "name", "sameAs", "subjectOf", "url"}
WORK = THING | {
    "about", "author", "citation", "creativeWorkStatus", "dateModified", "datePublished", "headline", "inLanguage",
    "isBasedOn", "mainEntity", "publisher", "temporalCoverage",
}  # fmt: skip
OCCASION = THING | {
    "about", "attendee", "endDate", "eventSchedule", "eventStatus", "inLanguage", "location", "organizer", "performer",
    "startDate", "superEvent",
}  # fmt: skip
# The properties that each type may have, of those that are used here (schema.org 29).
PROPERTIES = {
    "Article": WORK,
    "BreadcrumbList": THING | {"itemListElement"},
    "Country": THING,
    "CreativeWork": WORK,
    "DefinedTerm": THING | {"termCode"},
    "DigitalDocument": WORK,
    "EntryPoint": THING | {"urlTemplate"},
    "Event": OCCASION,
    "EventSeries": OCCASION,
    "ImageObject": WORK | {"caption"},
    "ListItem": THING | {"item", "position"},
    "NewsArticle": WORK,
    "OpinionNewsArticle": WORK,
    "Organization": THING,
    "Person": THING,
    "Place": THING | {"address"},
    "PostalAddress": THING | {"addressCountry", "addressLocality"},
    "Report": WORK,
    "Schedule": THING | {"byMonth", "byMonthDay", "repeatFrequency"},
    "SearchAction": THING | {"query-input", "target"},
    "WebPage": WORK | {"primaryImageOfPage"},
    "WebSite": WORK | {"potentialAction"},
}
# What search engines ask for (developers.google.com/search/docs/appearance/structured-data), where it is known.
REQUIRED = {
    "Article": {"headline", "author", "datePublished", "image"},
    "BreadcrumbList": {"itemListElement"},
    "Event": {"name", "eventStatus"},
    "EventSeries": {"name"},
    "ListItem": {"position", "name"},
    "Organization": {"name"},
    "Person": {"name"},
    "Place": {"name"},
    "WebSite": {"name", "url", "potentialAction"},
}


def context_of_schema_org(url, _options):
    """Stands for https://schema.org, without the network: all plain words are of its vocabulary."""
    assert url == "https://schema.org"
    context = {"@context": {"@vocab": SCHEMA}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}


def blocks(client, address):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [json.loads(block.string) for block in page.select('script[type="application/ld+json"]')]


def nodes(client, address):
    """All nodes with a type on a page, from expanded JSON-LD: a list of (type, {property: [value, …]})."""
    found = []
    for block in blocks(client, address):
        _collect(jsonld.expand(block, {"documentLoader": context_of_schema_org}), found)
    return found


def _collect(value, found):
    if isinstance(value, list):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        if "@type" in value:
            (kind,) = value["@type"]
            properties = {name.removeprefix(SCHEMA): held for name, held in value.items() if not name.startswith("@")}
            found.append((kind.removeprefix(SCHEMA), properties))
        for held in value.values():
            _collect(held, found)


def only(client, address, kind):
    """The properties of the top node of a type, as the page has them."""
    (found,) = [n for block in blocks(client, address) for n in block.get("@graph", [block]) if n["@type"] == kind]
    return found


@pytest.mark.usefixtures("catalogue")
def test_every_kind_of_page_speaks_the_vocabulary(client):
    entries = [*Initiative.objects.all()[::4], *Event.objects.all()[::3], *Event.objects.exclude(recurrence="")]
    paths = [f"{entry._meta.model_name}s/{entry.slug}/" for entry in entries]
    paths += ["", "initiatives/", "series/astana-international-forum/", "themes/nuclear-disarmament/", "countries/kz/"]
    paths += ["organisations/un/", "people/tokayev/", "sources/src-fakti-facts/", "about/"]
    seen = set()
    for path, language in product(paths, ("kk", "ar")):
        for kind, properties in nodes(client, f"/{language}/{path}"):
            seen.add(kind)
            assert set(properties) <= PROPERTIES[kind], (path, kind)
            assert REQUIRED.get(kind, set()) <= set(properties), (path, kind)
    assert {"Article", "Event", "EventSeries", "Country", "Person", "WebSite", "Report", "Schedule"} <= seen


@pytest.mark.usefixtures("catalogue")
def test_breadcrumbs_match_the_crumbs_that_are_seen(client):
    paths = ["initiatives/", "initiatives/closure-of-semipalatinsk-test-site/", "about/", "countries/kz/", "series/"]
    paths += ["events/astana-international-forum-2024/", "events/jcpoa-adoption-2015/", "series/cica-meetings/"]
    for path, language in product(paths, ("en", "ar")):
        page = BeautifulSoup(client.get(f"/{language}/{path}").content, "html.parser")
        seen = [(li.get_text(strip=True), li.a and SITE + li.a["href"]) for li in page.select(".crumbs li")]
        trail = only(client, f"/{language}/{path}", "BreadcrumbList")["itemListElement"]

        assert [(crumb["name"], crumb.get("item")) for crumb in trail] == seen
        assert [crumb["position"] for crumb in trail] == list(range(1, len(seen) + 1))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("announced", "EventScheduled"),
        ("confirmed", "EventScheduled"),
        ("held", "EventScheduled"),
        ("postponed", "EventPostponed"),
        ("cancelled", "EventCancelled"),
    ],
)
def test_the_status_of_an_event_follows_its_publication(client, status, word):
    draft = make_event_draft(slug="forum", status="announced", date="2001-05-01")
    publish(draft)
    draft.status, draft.status_source = status, make_source()
    draft.save()

    assert only(client, "/en/events/forum/", "Event")["eventStatus"] == f"{SCHEMA}EventScheduled"
    publish(draft)

    assert only(client, "/ar/events/forum/", "Event")["eventStatus"] == f"{SCHEMA}{word}"


@pytest.mark.parametrize(("status", "word"), [("postponed", "EventPostponed"), ("cancelled", "EventCancelled")])
def test_an_event_that_was_put_off_keeps_its_status_and_dates_whatever_took_its_place(client, status, word):
    successor = make_event_draft(status="announced", date="2031-05-02")
    publish(successor)
    make_event(slug="forum", date="2030-04-01", status=status, status_source=make_source(), successor=successor)

    found = only(client, "/en/events/forum/", "Event")

    assert (found["eventStatus"], found["startDate"]) == (f"{SCHEMA}{word}", "2030-04-01")


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2024", "2024", None),
        ("2024-06", "2024-06", None),
        ("2024-06-13", "2024-06-13", None),
        ("2024-06-13/2024-06-14", "2024-06-13", "2024-06-14"),
        ("2017/..", "2017", None),
        ("../1995", None, "1995"),
        ("2013~", None, None),
        ("199X", None, None),
        ("early:199X", None, None),
        ("[2023-06-09..2024-06-12]", None, None),
        ("unknown", None, None),
        ("unknown:2018", None, None),
        ("", None, None),
    ],
)
def test_a_date_is_given_as_exactly_as_it_is_known_and_no_more(date, start, end):
    assert linked_data.ends(date) == (start, end)


def test_intervals_are_those_of_iso_8601():
    dates = ("1991/2000", "2017/..", "2015-11", "../1995", "2013~", "")
    assert [linked_data.interval(date) for date in dates] == ["1991/2000", "2017/..", "2015-11", None, None, None]


def test_a_recurring_event_has_a_schedule_and_no_status(client):
    make_event(slug="day", date="2009/..", recurrence="yearly", recurrence_day="08-29")

    found = only(client, "/en/events/day/", "EventSeries")

    assert found["eventSchedule"] == {"@type": "Schedule", "repeatFrequency": "P1Y", "byMonth": 8, "byMonthDay": 29}
    assert "eventStatus" not in found


def test_an_event_says_who_and_where_as_far_as_it_is_known_and_nothing_else(client):
    draft = make_event_draft(slug="full", city_en="Astana", country=make_country(), series=make_series())
    draft.hosts.create(name_en="United Nations", organisation=make_organisation())
    make_appearance_draft(draft)
    make_appearance_draft(draft, person=make_person("guest", name_en="A guest"), kind="participant")
    publish(draft)
    make_event(slug="bare", date="unknown")

    full, bare = (only(client, f"/en/events/{slug}/", "Event") for slug in ("full", "bare"))

    address = {"@type": "PostalAddress", "addressLocality": "Astana", "addressCountry": "KZ"}
    assert full["location"] == {"@type": "Place", "name": "Astana", "address": address}
    assert [(host["@type"], host["name"]) for host in full["organizer"]] == [("Organization", "United Nations")]
    assert full["organizer"][0]["url"] == f"{SITE}/en/organisations/un/"
    assert [person["name"] for person in full["performer"]] == ["Kassym-Jomart Tokayev"]
    assert [person["name"] for person in full["attendee"]] == ["A guest"]
    assert full["superEvent"]["name"] == "Astana International Forum"
    assert set(bare) == {"@type", "@id", "name", "description", "url", "image", "subjectOf", "eventStatus"}
    assert "eventAttendanceMode" not in full


def test_an_initiative_is_an_article_with_its_sources(client):
    draft = make_initiative_draft(slug="one", title_kk="Бір", countries=[make_country()], date="2013")
    make_milestone_draft(draft, source=make_source("report", title_en="Report", date="2024-09-21"))
    make_figure_draft(draft, source=make_source("vague", title_en="Vague", date="unknown"))
    entry = publish(draft)

    article = only(client, "/kk/initiatives/one/", "Article")

    assert (article["headline"], article["inLanguage"]) == ("Бір", "kk")
    assert article["datePublished"] == entry.published_at_kk.isoformat(timespec="seconds")
    assert article["dateModified"] == entry.updated_at.isoformat(timespec="seconds")
    dates = {source["url"].split("/")[-2]: source.get("datePublished") for source in article["citation"]}
    assert dates == {"report": "2024-09-21", "vague": None}
    assert len(article["isBasedOn"]) == 2
    assert "Қазақстан" in [about["name"] for about in article["about"]]
    assert article["temporalCoverage"] == "2013"


def test_a_page_in_another_language_speaks_of_the_one_it_shows(client):
    make_event(slug="forum", title_en="Forum", series=make_series(name_ar="منتدى"))

    (block,) = [block for block in blocks(client, "/ar/events/forum/") if "@graph" in block]

    page, event = block["@graph"]
    assert (page["inLanguage"], page["url"], event["url"]) == ("en", *[f"{SITE}/en/events/forum/"] * 2)
    assert page["mainEntity"]["@id"] == event["@id"]
    assert event["superEvent"]["name"] == "Astana International Forum"
    assert "/ar/" not in json.dumps(block)


def test_the_home_page_tells_how_to_search(client):
    action = only(client, "/kk/", "WebSite")["potentialAction"]

    template = action["target"]["urlTemplate"]
    assert action["query-input"] == "required name=search_term_string"
    assert template.startswith(f"{SITE}/kk/search/?")
    assert client.get(template.format(search_term_string="x").removeprefix(SITE)).status_code == 200


def test_a_text_cannot_end_the_data_block(client):
    title = "</script><script>alert(1)</script> & <!-- \u2028"
    make_initiative(slug="one", title_en=title)

    response = client.get("/en/initiatives/one/").content.decode()

    assert "<script>alert" not in response
    assert only(client, "/en/initiatives/one/", "Article")["headline"] == title
