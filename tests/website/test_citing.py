"""Citations of entries: on the page, and as files that other programs read."""

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup

from events.models import Event
from initiatives.models import Initiative
from tests.factories import make_event, make_initiative, make_initiative_draft, publish

pytestmark = pytest.mark.django_db


def words(element):
    return " ".join(element.get_text().split())


def on_page(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return soup, words(soup.select_one("#cite-chicago")), words(soup.select_one("#cite-apa"))


def bib(client, address):
    parser = bibtexparser.bparser.BibTexParser(ignore_nonstandard_types=False)
    (entry,) = bibtexparser.loads(client.get(address).content.decode(), parser).entries
    return entry


def ris(client, address):
    (entry,) = rispy.loads(client.get(address).content.decode())
    return entry


def make_dated(**fields):
    entry = make_initiative(slug="talks", **fields)
    Initiative.objects.update(updated_at="2024-06-04T20:00Z")
    return entry


def test_page_cites_in_two_styles_with_its_lasting_address(client):
    make_dated(title_en="Talks & <peace>")
    address = "http://127.0.0.1:8000/en/initiatives/talks/"

    soup, chicago, apa = on_page(client, "/en/initiatives/talks/")

    # In Almaty the fourth of June, 20:00 UTC, was the fifth.
    assert chicago == f"PeaceDesk. “Talks & <peace>.” Last modified June 5, 2024. {address}."
    assert apa == f"PeaceDesk. (2024, June 5). Talks & <peace>. {address}"
    assert [link["href"] for link in soup.select(".cite a")] == [
        "/en/initiatives/talks.bib",
        "/en/initiatives/talks.ris",
    ]
    assert {button["data-from"] for button in soup.select(".cite [data-do=copy]")} == {"cite-chicago", "cite-apa"}


def test_a_title_that_ends_with_a_question_gets_no_full_stop(client):
    make_dated(title_en="What next?")

    _soup, chicago, apa = on_page(client, "/en/initiatives/talks/")

    assert "“What next?” Last" in chicago
    assert "What next? http" in apa


def test_event_is_cited_too(client):
    make_event(slug="forum", title_en="Forum")

    soup, chicago, _apa = on_page(client, "/en/events/forum/")

    assert chicago.startswith("PeaceDesk. “Forum.”")
    assert [link["href"] for link in soup.select(".cite a")] == ["/en/events/forum.bib", "/en/events/forum.ris"]


def test_a_language_that_is_not_published_cites_the_one_shown_and_marks_its_title(client):
    make_dated(title_en="Talks")

    soup, chicago, _apa = on_page(client, "/ar/initiatives/talks/")

    title = soup.select_one("#cite-chicago span")
    assert (title["lang"], title["dir"], words(title)) == ("en", "ltr", "Talks")
    assert "/en/initiatives/talks/" in chicago
    entry = bib(client, "/ar/initiatives/talks.bib")
    assert (entry["langid"], entry["url"]) == ("english", "http://127.0.0.1:8000/en/initiatives/talks/")


@pytest.mark.parametrize(
    ("language", "title", "name"),
    [
        ("en", "Talks", "english"),
        ("kk", "Келіссөздер: Ә Ғ Қ Ң", "kazakh"),
        ("ru", "Переговоры «Астана»", "russian"),
        ("ar", "محادثات السلام، 2024", "arabic"),
    ],
)
def test_files_hold_title_language_date_and_address(client, language, title, name):
    make_dated(title_en="Talks", **({} if language == "en" else {f"title_{language}": title}))
    address = f"http://127.0.0.1:8000/{language}/initiatives/talks/"

    assert bib(client, f"/{language}/initiatives/talks.bib") == {
        "ENTRYTYPE": "online",
        "ID": f"PeaceDesk-talks-{language}",
        "author": "{PeaceDesk}",
        "title": f"{{{title}}}",
        "date": "2024-06-05",
        "url": address,
        "langid": name,
        "language": name,
    }
    assert ris(client, f"/{language}/initiatives/talks.ris") == {
        "type_of_reference": "ELEC",
        "authors": ["PeaceDesk"],
        "title": title,
        "secondary_title": "PeaceDesk",
        "year": "2024",
        "date": "2024/06/05/",
        "language": language,
        "urls": [address],
    }


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50 % & more_#1 $5", r"50 \% \& more\_\#1 \$5"),
        ("a\\b {c ~d^", r"a\textbackslash{}b \textbraceleft{}c \textasciitilde{}d\textasciicircum{}"),
        ("two\n lines}", r"two lines\textbraceright{}"),
        ("@online{x, y = {z}}", r"@online\textbraceleft{}x, y = \textbraceleft{}z\textbraceright{}\textbraceright{}"),
        ("ER  - TY  - “x”", "ER - TY - “x”"),
    ],
)
def test_no_title_breaks_a_file(client, title, written):
    entry = make_initiative(slug="talks")
    Initiative.objects.filter(pk=entry.pk).update(title_en=title)

    assert bib(client, "/en/initiatives/talks.bib")["title"] == f"{{{written}}}"
    assert ris(client, "/en/initiatives/talks.ris")["title"] == " ".join(title.split())


def test_ris_keeps_the_rules_of_its_lines(client):
    make_initiative(slug="talks")

    lines = client.get("/en/initiatives/talks.ris").content.decode().split("\r\n")

    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])


def test_headers(client):
    make_initiative(slug="talks")

    for format, content_type in (("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")):
        response = client.get(f"/ar/initiatives/talks.{format}")
        assert response["Content-Type"] == f"{content_type}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="talks.en.{format}"'
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies


def test_nothing_is_cited_that_is_not_public(client):
    draft = make_initiative_draft(slug="old")
    assert client.get("/en/initiatives/old.bib").status_code == 404

    publish(draft)
    draft.slug = "new"
    draft.save()
    publish(draft)

    response = client.get("/en/initiatives/old.bib")
    assert (response.status_code, response["Location"]) == (301, "/en/initiatives/new.bib")
    assert client.get("/en/initiatives/new.xyz").status_code == 404


@pytest.mark.usefixtures("catalogue")
def test_every_entry_of_the_catalogue_has_files_that_programs_read(client):
    for kind, model in (("initiatives", Initiative), ("events", Event)):
        for entry in model.objects.all():
            for language in entry.published_languages:
                title = entry.localized("title", language).value
                assert ris(client, f"/{language}/{kind}/{entry.slug}.ris")["title"] == title
            assert bib(client, f"/ar/{kind}/{entry.slug}.bib")["langid"]
