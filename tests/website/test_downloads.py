"""Lists as files: what they hold, how they are written, and what happens when something is published meanwhile."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from initiatives.models import Initiative, InitiativeDraft
from peacedesk.editorial import workflow
from peacedesk.editorial.graph import content_roots, models_of
from peacedesk.editorial.models import Entry
from peacedesk.website.downloads.entries import read, shared_columns, text_columns
from peacedesk.website.downloads.formats import header
from tests.factories import (
    make_citation_draft,
    make_country,
    make_event,
    make_event_draft,
    make_figure_draft,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_series,
    make_session_draft,
    make_source,
    make_superuser,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "data.md"


def body(response):
    return b"".join(response.streaming_content).decode()


def download(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    text = body(response)
    if ".csv" in address:
        assert text.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(text[1:], newline="")))
    if ".jsonl" in address:
        assert text.endswith("\n") or not text
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text)["entries"]


def slugs(entries):
    return [entry["slug"] for entry in entries]


def take_down(entry, *languages):
    stored = Entry.objects.get(pk=entry.pk)
    workflow.unpublish(entry=stored, parts=list(languages), user=make_superuser("factory"), reason="Untrue.")


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_file_holds_what_the_list_finds_in_its_order_and_nothing_else(client, format, language):
    make_initiative(slug="old", date="1991")
    make_initiative(slug="new", date="2024", themes=[make_theme("water")])
    make_initiative(slug="between", date="2013", themes=[make_theme("water")])
    make_initiative_draft(slug="draft")

    assert slugs(download(client, f"/{language}/initiatives.{format}")) == ["new", "between", "old"]
    assert slugs(download(client, f"/{language}/initiatives.{format}?theme=water&sort=oldest")) == ["between", "new"]


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
def test_every_event_of_the_catalogue_is_there_with_its_status(client, catalogue, format):
    found = download(client, f"/en/events.{format}")

    stated = {entry["slug"]: (entry["status"] or "", entry["recurrence"] or "") for entry in found}
    assert stated == {event.slug: (event.status, event.recurrence) for event in Event.objects.all()}
    assert stated["astana-international-forum-2024"][0] == "cancelled"


def test_events_without_a_time_are_all_and_with_one_those_of_the_list(client):
    make_event(slug="past", date="2023-06-08")
    make_event(slug="ahead", date="2999", status="announced")

    assert sorted(slugs(download(client, "/en/events.csv"))) == ["ahead", "past"]
    assert slugs(download(client, "/en/events.csv?when=upcoming")) == ["ahead"]


def test_entry_has_its_facts_texts_links_and_rows(client):
    source, other = make_source("src-a"), make_source("src-b")
    make_initiative(slug="public")
    draft = make_initiative_draft(
        slug="talks",
        title_en="Talks",
        title_ru="Переговоры",
        body_en="<p>Rounds.</p>",
        date="2017/..",
        countries=[make_country("ru"), make_country("kz")],
        related=[InitiativeDraft.objects.get(slug="public"), make_initiative_draft(slug="hidden")],
    )
    milestone = make_milestone_draft(draft, date="2018~", text_ru="Начало", source=source)
    make_figure_draft(draft, value="1410.5", source=source)
    make_citation_draft(draft, source=other, locator="p. 3")
    entry = publish(draft)

    (found,) = download(client, "/ru/initiatives.json?country=ru")

    assert found.pop("updated_at") == f"{entry.updated_at:%Y-%m-%dT%H:%M:%SZ}"
    assert {name: found[name] for name in ("id", "url", "languages", "published_seq")} == {
        "id": str(entry.pk),
        "url": "http://127.0.0.1:8000/ru/initiatives/talks/",
        "languages": ["en", "ru"],
        "published_seq": 1,
    }
    assert (found["date"], found["date_from"], found["date_to"]) == ("2017/..", "2017-01-01", None)
    assert (found["themes"], found["countries"], found["related"]) == (
        ["nuclear-disarmament"],
        ["kz", "ru"],
        ["public"],
    )
    assert {name: value for name, value in found.items() if name.startswith(("title", "summary", "body"))} == {
        "title_en": "Talks",
        "title_ru": "Переговоры",
        "summary_en": "What it is about.",
        "summary_ru": None,
        "body_en": "<p>Rounds.</p>",
        "body_ru": None,
    }
    assert found["sources"] == ["src-b", "src-a"]
    assert found["figures"][0]["value"] == 1410.5
    assert found["citations"][0]["locator"] == "p. 3"
    assert found["milestones"] == [
        {
            "id": str(milestone.pk),
            "date": "2018~",
            "date_from": "2018-01-01",
            "date_to": "2018-12-31",
            "status": "done",
            "source": "src-a",
            "text_en": "It began.",
            "text_ru": "Начало",
            "place_en": None,
            "place_ru": None,
        }
    ]

    (row,) = download(client, "/ru/initiatives.csv?country=ru")

    assert (row["countries"], row["languages"], row["milestones_count"]) == ("kz ru", "en ru", "1")
    assert (row["title_ru"], row["title_kk"], row["date_to"]) == ("Переговоры", "", "")


def test_a_language_that_was_taken_down_is_in_no_file(client):
    draft = make_event_draft(slug="forum", title_kk="Форум", title_en="Forum")
    make_session_draft(draft, title_kk="Ашылуы", starts_at="2023-06-08T04:30:00Z")
    event = publish(draft)
    assert "Ашылуы" in body(client.get("/en/events.json"))

    take_down(event, "kk")

    for format in ("csv", "json", "jsonl"):
        text = body(client.get(f"/en/events.{format}"))
        assert "Форум" not in text
        assert "Ашылуы" not in text
    (found,) = download(client, "/en/events.jsonl")
    assert found["sessions"][0]["starts_at"] == "2023-06-08T04:30:00Z"
    assert not [name for name in found if name.endswith("_kk")]
    assert not [name for name in found["sessions"][0] if name.endswith("_kk")]


def test_records_are_named_by_keys_and_what_is_not_public_by_nothing(client):
    gone = make_event_draft(slug="later")
    make_event(slug="first", series=make_series("forum"), country=make_country("kz"), successor=gone, status="held")

    (found,) = download(client, "/en/events.json")
    assert (found["series"], found["country"], found["successor"]) == ("forum", "kz", None)

    publish(gone)
    found = {entry["slug"]: entry for entry in download(client, "/en/events.json")}
    assert found["first"]["successor"] == "later"


def test_csv_is_rfc_4180_with_a_byte_order_mark(client):
    make_initiative(slug="a", title_en='Say "peace", twice', summary_en="One\nTwo")

    raw = b"".join(client.get("/en/initiatives.csv").streaming_content)

    assert raw.startswith(b"\xef\xbb\xbfid,url,")
    assert b'"Say ""peace"", twice"' in raw
    assert b'"One\nTwo"' in raw
    assert raw.count(b"\r\n") == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 700", "-1", "@SUM(A1)", "\tx", "＝1", "'quoted", "''", "plain", "a=b", "Ә", "عربي"]
)
def test_no_cell_can_be_taken_for_a_formula_and_each_can_be_undone(client, text):
    entry = make_initiative(title_en="Title")
    Initiative.objects.filter(pk=entry.pk).update(title_en=text)

    (row,) = download(client, "/en/initiatives.csv")

    assert not row["title_en"].startswith(("=", "+", "-", "@", "\t", "＝"))
    assert row["title_en"].removeprefix("'") == text


def test_json_says_what_it_is(client):
    make_initiative(themes=[make_theme("water")])

    about = json.loads(body(client.get("/kk/initiatives.json?theme=water&zz=1&sort=title")))["meta"]

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", about.pop("generated"))
    assert about == {
        "site": "PeaceDesk",
        "kind": "initiative",
        "url": "http://127.0.0.1:8000/kk/initiatives.json?sort=title&theme=water",
        "terms": "http://127.0.0.1:8000/kk/reuse/#terms",
        "columns": "http://127.0.0.1:8000/kk/reuse/#columns",
        "filters": {"theme": ["water"], "sort": ["title"]},
        "count": 1,
        "languages": ["en", "kk", "ru", "ar"],
        "texts": ["title", "summary", "body"],
    }


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
def test_an_empty_list_is_a_whole_file(client, format):
    assert download(client, f"/en/initiatives.{format}") == []


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("?theme=zz", 404, "Theme: “zz” is not known."),
        ("?from=x", 404, "“x” is no year"),
        ("?q=%00", 400, "cannot be searched for"),
        ("?zz=%00", 400, "cannot be searched for"),
    ],
)
def test_what_does_not_hold_is_said_in_plain_text(client, query, status, sentence):
    make_initiative()

    response = client.get(f"/en/initiatives.csv{query}")

    assert (response.status_code, response["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert sentence in response.content.decode()
    assert "Content-Disposition" not in response.headers


def test_headers(client):
    make_initiative(title_en="Water", themes=[make_theme("food-security")])

    response = client.get("/ar/initiatives.csv?theme=food-security&q=Water")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = "peacedesk-initiatives-q-water-theme-food-security.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    for address in ("/en/events.csv", "/en/events.csv?sort=title&when=all"):
        assert client.get(address)["Content-Disposition"] == 'attachment; filename="peacedesk-events.csv"'
    assert client.get("/en/initiatives.csv?q=вода")["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert body(client.head("/en/initiatives.csv")) == ""
    assert client.post("/en/initiatives.csv").status_code == 405


def test_who_has_the_file_gets_it_again_only_after_a_publication(client):
    make_initiative()
    first = client.get("/en/initiatives.csv")
    known = {"if-none-match": first["ETag"]}
    assert client.get("/en/initiatives.csv", headers=known).status_code == 304

    make_initiative()

    assert client.get("/en/initiatives.csv", headers=known).status_code == 200


def test_queries_do_not_grow_with_the_number_of_entries(client):
    counts = []
    for _round in range(2):
        for _n in range(len(counts) * 9 + 1):
            draft = make_event_draft(themes=[make_theme()], countries=[make_country()], country=make_country())
            make_session_draft(draft)
            publish(draft)
        with CaptureQueriesContext(connection) as queries:
            download(client, "/en/events.json")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_is_published_after_the_start_is_not_in_the_file_and_what_is_withdrawn_is_gone(client):
    gone = make_initiative(slug="gone")
    make_initiative(slug="stays")
    pieces = client.get("/en/initiatives.csv").streaming_content
    start = next(pieces)

    make_initiative(slug="late")
    take_down(gone, "en")
    rows = csv.DictReader(io.StringIO((start + b"".join(pieces)).decode("utf-8-sig"), newline=""))

    assert slugs(rows) == ["stays"]


def test_an_entry_published_between_two_queries_is_read_again(client):
    draft = make_initiative_draft(title_en="Before")
    milestone = make_milestone_draft(draft, text_en="Before")
    entry = publish(draft)
    waiting = ["title"]

    def publish_meanwhile(execute, sql, params, many, context):
        if waiting and 'FROM "initiatives_milestone"' in sql:
            waiting.clear()
            draft.title_en = milestone.text_en = "After"
            draft.save()
            milestone.save()
            publish(draft)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(publish_meanwhile):
        (found,) = read(Initiative, [entry.pk])

    assert not waiting
    assert (found["title_en"], found["milestones"][0]["text_en"]) == ("After", "After")


def test_language_of_a_file_is_that_of_its_address_whatever_the_thread_does_meanwhile(client):
    make_initiative(slug="a", title_ar="محادثات")
    pieces = client.get("/ar/initiatives.jsonl").streaming_content

    client.get("/en/")

    assert json.loads(b"".join(pieces))["url"] == "http://127.0.0.1:8000/ar/initiatives/a/"


@pytest.mark.usefixtures("catalogue")
def test_document_names_every_column():
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", DOCUMENT.read_text(), re.M | re.S))
    for root, name in zip(content_roots(), ("Initiatives", "Events"), strict=True):
        documented = [*first_cells(sections["Every entry"]), *first_cells(sections[name])]
        assert sorted(documented) == sorted(header(root))
        assert len(documented) == len(set(documented))

    rows = {line.split("`")[1]: line for line in sections["Owned rows, in JSON only"].splitlines() if "| `" in line}
    for root in content_roots():
        for name, model in zip(root.owned, models_of(root)[1:], strict=True):
            texts = dict.fromkeys(column.rpartition("_")[0] for column in text_columns(model))
            named = re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", rows[name]))
            assert named == [name, *shared_columns(model), *texts]


def first_cells(section):
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return re.findall(r"`(\w+)`", " ".join(cells))
