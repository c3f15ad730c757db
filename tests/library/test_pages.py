"""Pages of reference records: there only while something public refers to them, and never slower for more."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_citation_draft,
    make_country,
    make_event,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_person,
    make_source,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db

RECORDS = {
    "themes": make_theme,
    "countries": make_country,
    "organisations": make_organisation,
    "people": make_person,
    "sources": make_source,
}


def make_linked(number):
    """Public initiatives and events that refer to a record of each kind of their own, and to a common one."""
    for n in range(number):
        key = f"{chr(97 + n // 26)}{chr(97 + n % 26)}"  # a country has two letters
        own = {name: make(key) for name, make in RECORDS.items()}
        links = {name: [make(), own[name]] for name, make in RECORDS.items() if name not in ("sources", "people")}
        draft = make_initiative_draft(people=[make_person(), own["people"]], **links)
        make_citation_draft(draft, source=own["sources"])
        make_milestone_draft(draft)
        publish(draft)
        make_event(country=own["countries"], countries=[make_country()], themes=[make_theme()])


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_has_no_page_until_something_public_refers_to_it(client, kind):
    record = RECORDS[kind]()
    fields = {} if kind == "sources" else {kind: [record]}
    draft = make_initiative_draft(**fields, title_en="The one that refers")
    if kind == "sources":
        make_citation_draft(draft, source=record)
    address = f"/en/{kind}/{record.key}/"
    hidden = client.get(address).status_code, client.get(f"/en/{kind}/").content.decode()

    publish(draft)

    assert hidden[0] == 404
    assert address not in hidden[1]
    assert "The one that refers" in client.get(address).content.decode()
    assert address in client.get(f"/en/{kind}/").content.decode()


def test_pages_of_records_are_the_same_number_of_queries_for_1_and_20_entries(client):
    addresses = [f"/en/{kind}/" for kind in RECORDS] + [f"/en/{kind}/{make().key}/" for kind, make in RECORDS.items()]
    make_linked(1)
    client.get("/en/")
    few = {address: queries(client, address) for address in addresses}

    make_linked(20)

    assert {address: queries(client, address) for address in addresses} == few
    assert max(few[address] for address in addresses[:5]) <= 8
    assert max(few[address] for address in addresses[5:]) <= 10


def test_names_that_the_language_lacks_are_shown_in_another_and_marked(client):
    make_initiative(themes=[make_theme(name_en="Water", name_ar=None, name_kk=None)])

    page = BeautifulSoup(client.get("/ar/themes/nuclear-disarmament/").content, "html.parser")

    heading = page.h1 if page.h1.has_attr("lang") else page.h1.select_one("[lang]")
    assert (heading["lang"], heading["dir"], heading.get_text(strip=True)) == ("en", "ltr", "Water")


def test_the_author_of_a_public_source_has_a_page(client):
    author = make_person("badawi", name_en="Fatma Badawi", kind="author")
    draft = make_initiative_draft()
    make_citation_draft(draft, source=make_source("report", title_en="A report", author=author))
    publish(draft)

    assert "A report" in client.get("/en/people/badawi/").content.decode()


def test_garbled_forms_and_desk_texts_of_a_record_are_never_public(client):
    make_initiative(organisations=[make_organisation(wrong_forms=["CANARY form"])])

    assert "CANARY" not in client.get("/en/organisations/un/").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "٣", "99999999999", "1%00"])
def test_an_odd_page_of_a_record_is_not_found(client, page):
    make_initiative(people=[make_person()])

    assert client.get(f"/en/people/tokayev/?page={page}").status_code == 404
