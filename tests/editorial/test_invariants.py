"""Rules that hold for the desk as a whole, whatever page or command is used."""

import copy
import datetime as dt
import sqlite3
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from events.models import EventDraft
from initiatives.models import Initiative, InitiativeDraft, Milestone, MilestoneDraft
from peacedesk.editorial import graph, revisions, workflow
from peacedesk.editorial.models import (
    ALL_PARTS,
    Entry,
    PublicAddress,
    PublicChild,
    PublicEntry,
    ReferenceRecord,
    Revision,
    SiteGeneration,
    WorkingChild,
    WorkingEntry,
)
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.uploads import cleaned_picture
from tests.editorial.test_admin import address, save
from tests.editorial.test_publishing import public_rows
from tests.factories import (
    make_citation_draft,
    make_event_draft,
    make_figure_draft,
    make_image,
    make_initiative_draft,
    make_milestone_draft,
    make_session_draft,
    make_superuser,
    make_theme,
    publish,
)
from tests.forms import Forms
from tests.library.test_pictures import encoded, upload
from tests.project.crawl import crawl

pytestmark = pytest.mark.django_db

PUBLIC = [m for m in apps.get_models() if issubclass(m, (PublicEntry, PublicChild))]
WORKING = [m for m in apps.get_models() if issubclass(m, (WorkingEntry, WorkingChild))]
# What readers may see: all else is closed to them.
READABLE = [*PUBLIC, *(m for m in apps.get_models() if issubclass(m, ReferenceRecord)), PublicAddress, SiteGeneration]
LINKS = [field.remote_field.through for m in READABLE for field in m._meta.many_to_many]
READABLE_TABLES = {m._meta.db_table for m in (*READABLE, *LINKS)}


def in_four_languages(**texts):
    codes = CONTENT_LANGUAGES
    return {f"{name}_{language}": f"{text} {language}" for name, text in texts.items() for language in codes}


def tomorrow():
    return timezone.now() + dt.timedelta(days=1)


def make_public():
    """A working copy with rows of each kind in four languages, as it is public."""
    draft = make_initiative_draft(**in_four_languages(title="Forum", summary="It meets."))
    make_milestone_draft(draft, **in_four_languages(text="It began."))
    make_figure_draft(draft, **in_four_languages(label="States"))
    make_citation_draft(draft)
    publish(draft)
    return draft


# The public tables are written by publishing alone


PAGES = ("change", "history", *admin.site.get_model_admin(InitiativeDraft).get_pages(), "delete")


def buttons(client, draft, name):
    """Each button of the forms of a page that are sent by POST, as (address, fields)."""
    url = address(draft, name) + "?revision=1"
    html = client.get(url).content.decode()
    soup, fields = BeautifulSoup(html, "html.parser"), Forms(html).fields
    for form in soup.select("#content form[method=post]"):
        target, own = urljoin(url, form.get("action", "")), fields[form.get("id") or form["action"]]
        if target.startswith((address(draft, "publish"), address(draft, "take-down"))):
            continue
        pressed = form.select("[type=submit]") + soup.select(f"[type=submit][form={form.get('id', 'none')}]")
        for button in pressed:
            sent = {button["name"]: button.get("value", "")} if button.has_attr("name") else {}
            yield target, own | sent


def test_no_page_but_those_that_publish_changes_a_public_row(client, settings):
    """Whoever may do everything opens each page in each state and presses each of its buttons."""
    settings.FOUR_EYES = False
    boss = make_superuser("boss")
    client.force_login(boss)
    draft = make_public()
    before, addresses = public_rows(), list(PublicAddress.objects.values())
    save(client, draft, title_en="Later", **{"milestones-0-text_kk": "Кейін", "figures-0-DELETE": "on"})
    entry = Entry.objects.get(pk=draft.pk)
    about = {"entry": entry, "parts": ["shared", "en", "kk"], "user": boss}
    numbers = dict.fromkeys(about["parts"], entry.latest)
    seen = about | {"revision": entry.latest}
    states = {
        "draft": lambda: None,
        "in review": lambda: workflow.submit(**seen),
        "returned": lambda: workflow.send_back(**seen, reason="A word is missing."),
        "in review again": lambda: workflow.submit(**seen),
        "approved": lambda: workflow.approve(**seen),
        "scheduled": lambda: workflow.schedule(entry=entry, parts=numbers, at=tomorrow(), user=boss),
        "off the schedule": lambda: workflow.unschedule(**about),
        "assigned": lambda: workflow.assign(**about, assignee=boss),
        "discarded": lambda: workflow.discard(**about),
        "restored": lambda: workflow.restore(**about, revision=2),
    }
    pressed = set()
    for state, reach in states.items():
        reach()
        assert public_rows() == before, state
        for name in PAGES:
            for url, form in buttons(client, draft, name):
                with transaction.atomic():
                    response = client.post(url, form)
                    assert public_rows() == before, (state, name, form)
                    assert list(PublicAddress.objects.values()) == addresses
                    transaction.set_rollback(True)
                pressed.add((name, form.get("action", ""), response.status_code))
    assert {name for name, _action, _status in pressed} == {"change", "restore", "review", "publish"}
    assert {action for name, action, _status in pressed if name == "review"} == {
        "submit",
        "recall",
        "approve",
        "return",
    }


def test_deleting_an_entry_that_is_not_public_changes_no_public_row(client, publisher):
    make_public()
    draft = make_initiative_draft()
    before = public_rows()
    client.force_login(publisher)

    client.post(address(draft, "delete"), {"post": "yes"})

    assert not InitiativeDraft.objects.filter(pk=draft.pk).exists()
    assert public_rows() == before


@pytest.mark.parametrize("part", ALL_PARTS)
def test_publishing_a_part_changes_only_its_columns(part):
    draft = make_public()
    before = graph.capture(Initiative, draft.pk)["rows"]
    for record in (draft, draft.milestones.get(), draft.figures.get(), draft.citations.get()):
        for field in graph.edited_columns(type(record)):
            if getattr(field, "language", None):
                setattr(record, field.name, "<p>New</p>" if field.name.startswith("body") else "New")
        record.save()
    InitiativeDraft.objects.filter(pk=draft.pk).update(status="completed", slug="new")
    draft.refresh_from_db()
    draft.themes.set([make_theme("peacekeeping")])
    MilestoneDraft.objects.update(date="2020")

    publish(draft, part)

    after = graph.capture(Initiative, draft.pk)["rows"]
    changed = {
        (kind, name)
        for kind, rows in before.items()
        for pk, row in rows.items()
        for name in row
        if row[name] != after[kind][pk][name]
    }
    of_part = {(kind, name) for kind in before for name in graph.split(graph.public_model(kind))[part]}
    assert changed
    assert changed <= of_part
    if part in CONTENT_LANGUAGES:
        assert changed == of_part


def test_a_text_taken_back_before_its_row_is_public_is_a_draft_again():
    draft = make_public()
    milestone = make_milestone_draft(draft, text_en="It went on.", text_kk="Жалғасты.")
    publish(draft, "kk")  # the text waits for its row
    milestone.text_kk = ""
    milestone.save()

    part = revisions.record(root=draft, origin="desk").entry.parts.get(part="kk")

    assert (part.state, part.live) == ("draft", part.approved)
    publish(draft, "shared", "kk")
    assert not Milestone.objects.get(pk=milestone.pk).text_kk


# Public and working tables


@pytest.mark.parametrize("model", WORKING, ids=lambda model: model.__name__)
def test_twins_have_the_same_columns_in_the_same_parts(model):
    twin = graph.public_model(graph.kind_of(model))

    assert twin in PUBLIC
    assert graph.split(model) == graph.split(twin)


def test_no_relation_leads_from_what_readers_see_to_what_the_desk_works_on():
    targets = {field.related_model for model in (*READABLE, *LINKS) for field in model._meta.concrete_fields}

    assert targets - {None} <= set(READABLE)


@contextmanager
def as_a_reader():
    """The database refuses whatever names a table that readers have no business with."""
    if connection.vendor == "postgresql":
        quoted = ", ".join(map(connection.ops.quote_name, READABLE_TABLES))
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE peacedesk_reader")
            cursor.execute(f"GRANT SELECT ON {quoted} TO peacedesk_reader")
            cursor.execute("SET ROLE peacedesk_reader")
            yield
            cursor.execute("RESET ROLE")
        return
    tables = set(connection.introspection.table_names())

    def authorise(action, name, *_about):
        writes = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
        reads_hidden = action == sqlite3.SQLITE_READ and name in tables - READABLE_TABLES
        return sqlite3.SQLITE_DENY if reads_hidden or action in writes else sqlite3.SQLITE_OK

    connection.connection.set_authorizer(authorise)
    yield
    connection.connection.set_authorizer(None)


def is_refused(query):
    try:
        with transaction.atomic():
            list(query)
    except DatabaseError:
        return True
    return False


def test_public_pages_need_no_right_but_to_read_public_tables(client):
    draft = make_public()
    event = make_event_draft(initiatives=[draft])
    make_session_draft(event)
    publish(event)
    save_draft(draft, title_en="Later")
    hidden = [EventDraft.objects.all(), InitiativeDraft.objects.all(), Revision.objects.all(), Entry.objects.all()]

    with as_a_reader():
        assert [is_refused(query[:1]) for query in hidden] == [True] * 4
        statuses = {path: response.status_code for path, response, _page in crawl(client, "/en/")}

    assert set(statuses.values()) == {200}
    assert {f"/ar/initiatives/{draft.slug}/", f"/kk/events/{event.slug}/"} <= statuses.keys()


def save_draft(draft, **fields):
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return revisions.record(root=draft, origin="desk")


# Dumping and loading


CONTENT = ("initiatives", "events", "library", "editorial.note")


def working_graphs():
    roots = [model for model in WORKING if issubclass(model, WorkingEntry)]
    return {str(pk): graph.capture(model, pk) for model in roots for pk in model.objects.values_list("pk", flat=True)}


def pages(client):
    return {path: response.content.decode() for path, response, _page in crawl(client, "/en/")}


@pytest.mark.django_db(transaction=True)
def test_dump_and_load_give_the_same_pages_and_the_same_drafts(client, tmp_path):
    draft = make_public()
    make_milestone_draft(draft, text_en="Not public yet.")
    draft.themes.set([make_theme("peacekeeping")])
    save_draft(draft, title_en="Later", status="completed")
    photo = make_image(static_path="", file=cleaned_picture(upload(encoded())), rendition_widths=[20, 40])
    event = make_event_draft(initiatives=[draft], title_kk="Форум", time_zone="Asia/Almaty", cover=photo)
    make_session_draft(event, starts_at=dt.datetime(2023, 6, 8, 4, 30, tzinfo=dt.UTC))
    publish(event, "shared", "en")
    make_event_draft(title_ar="منتدى")
    shown, drafts = pages(client), working_graphs()
    dirty = dict(Entry.objects.values_list("pk", "dirty"))
    path = tmp_path / "everything.json"

    call_command("dumpdata", *CONTENT, natural_foreign=True, output=path, verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    assert pages(client) != shown
    call_command("loaddata", path, verbosity=0)

    assert pages(client) == shown
    assert any("-20.webp 20w, /media/images/" in page for page in shown.values())
    assert working_graphs().keys() == drafts.keys()
    assert all(graph.changed_parts(drafts[pk], found) == [] for pk, found in working_graphs().items())
    assert dict(Entry.objects.values_list("pk", "dirty")) == dirty
    assert dirty[draft.pk] == ["shared", "en"]


# Revisions outlive the models they were made of


def test_a_revision_of_other_models_is_published_and_restored_without_blanking_anything():
    draft = make_public()
    entry = Entry.objects.get(pk=draft.pk)
    row = revisions.newest(entry)
    kept = graph.capture(InitiativeDraft, draft.pk)
    data = copy.deepcopy(row.data)
    data["rows"]["initiatives.gone"] = {"1": {"text_en": "Of a table that is no more."}}
    for rows in data["rows"].values():
        for columns in rows.values():
            columns["gone_en"] = "Of a column that is no more."
            for newer in ("summary_kk", "place_en", "status", "countries"):
                columns.pop(newer, None)
    Revision.objects.filter(pk=row.pk).update(data=data)
    save_draft(draft, title_en="Later", summary_kk="Кейін")
    boss = make_superuser("boss")
    public = graph.capture(Initiative, draft.pk)

    workflow.restore(entry=entry, parts=ALL_PARTS, revision=row.number, user=boss)

    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_kk) == ("Forum en", "Кейін")
    assert draft.status == kept["rows"]["initiatives.initiative"][str(draft.pk)]["status"]
    save_draft(draft, title_en="Later still")
    publish(draft, "en")
    entry.parts.filter(part__in=ALL_PARTS).update(approved=row)
    workflow.publish(entry=entry, parts=dict.fromkeys(ALL_PARTS, row.number), user=boss)
    assert graph.capture(Initiative, draft.pk) == public
