import copy
import json
import uuid

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, EventDraft
from initiatives.models import Initiative, InitiativeDraft, Milestone
from peacedesk.accounts.models import User
from peacedesk.editorial import graph, publishing, revisions, workflow
from peacedesk.editorial.models import Entry, Part, Revision, SiteGeneration
from peacedesk.library.models import Image, Theme
from peacedesk.website.search import find
from tests.factories import publish

pytestmark = pytest.mark.django_db


def pk(name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


THEME = {
    "model": "library.theme",
    "pk": pk("t"),
    "fields": {"key": "dialogue", "name_en": "Dialogue", "line": "institutions"},
}
SOURCE = {
    "model": "library.source",
    "pk": pk("s"),
    "fields": {"key": "sheet", "kind": "fact_sheet", "title_en": "Facts", "date": "2024-09-21"},
}
INITIATIVE = {
    "model": "initiatives.initiative",
    "pk": pk("i"),
    "fields": {
        "slug": "forum",
        "title_en": "Forum",
        "title_kk": "Форум",
        "body_en": "<p>It meets.</p>",
        "kind": "forum",
        "status": "ongoing",
        "date": "2023/..",
        "themes": [["dialogue"]],
        "published_at_en": "2026-11-20T05:00:00Z",
        "published_at_kk": "2026-11-20T05:00:00Z",
        "published_seq": 1,
        "updated_at": "2026-11-20T05:00:00Z",
    },
}
MILESTONE = {
    "model": "initiatives.milestone",
    "pk": pk("m"),
    "fields": {"initiative": pk("i"), "date": "early:199X", "text_en": "It began.", "source": ["sheet"]},
}
FIGURE = {
    "model": "initiatives.figure",
    "pk": pk("f"),
    "fields": {"initiative": pk("i"), "value": 1410, "unit": "warheads", "label_en": "Given up", "source": ["sheet"]},
}
EVENT = {
    "model": "events.event",
    "pk": pk("e"),
    "fields": {
        "slug": "forum-2023",
        "title_en": "Forum 2023",
        "format": "forum",
        "status": "held",
        "date": "2023-06-08/2023-06-09",
        "initiatives": [pk("i")],
        "published_at_en": "2026-11-20T05:00:00Z",
        "published_seq": 1,
        "updated_at": "2026-11-20T05:00:00Z",
    },
}
NOTE = {
    "model": "editorial.note",
    "pk": pk("n"),
    "fields": {"kind": "initiatives.initiative", "object_id": pk("i"), "text": "Look again."},
}
GOOD = [THEME, SOURCE, INITIATIVE, MILESTONE, FIGURE, EVENT]


@pytest.fixture
def load(tmp_path):
    """Load objects from a file called catalogue.json, through the real command."""

    def load(*objects):
        path = tmp_path / "catalogue.json"
        path.write_text(objects[0] if isinstance(objects[0], str) else json.dumps(objects), "utf-8")
        call_command("loaddata", path, verbosity=0)

    return load


def changed(entry, **fields):
    """A copy of a fixture object with other fields; None removes one."""
    entry = copy.deepcopy(entry)
    entry["fields"].update(fields)
    entry["fields"] = {name: value for name, value in entry["fields"].items() if value is not None}
    return entry


def test_a_load_makes_the_public_rows_the_working_copy_and_a_revision(load):
    load(*GOOD)

    initiative = Initiative.objects.get()
    assert initiative.published_languages == ["kk", "en"]
    assert str(initiative.milestones.get().date_from) == "1990-01-01"
    assert graph.capture(InitiativeDraft, initiative.pk) == graph.capture(Initiative, initiative.pk)
    assert EventDraft.objects.get().initiatives.get().slug == "forum"
    assert Revision.objects.get(entry=initiative.pk).origin == "load"
    live = set(Part.objects.filter(entry=initiative.pk, live__isnull=False).values_list("part", "state"))
    assert live == {("shared", "approved"), ("en", "approved"), ("kk", "approved")}


def test_the_order_of_the_objects_does_not_matter(load):
    load(*reversed(GOOD))

    assert Event.objects.get().initiatives.get().themes.get().key == "dialogue"
    assert EventDraft.objects.get().initiatives.get().slug == "forum"


def test_a_second_load_changes_nothing(load):
    load(*GOOD)
    before = (list(Entry.objects.values()), Revision.objects.count(), SiteGeneration.objects.get().number)

    load(*GOOD)

    assert (list(Entry.objects.values()), Revision.objects.count(), SiteGeneration.objects.get().number) == before


def test_a_corrected_file_is_loaded_as_a_new_revision(load):
    load(*GOOD)

    load(THEME, SOURCE, changed(INITIATIVE, title_en="The forum"), EVENT)

    assert Initiative.objects.get().title_en == InitiativeDraft.objects.get().title_en == "The forum"
    assert not Milestone.objects.exists()
    assert list(Revision.objects.filter(entry=pk("i")).values_list("number", "parts")) == [
        (1, ["shared", "en", "kk"]),
        (2, ["shared", "en"]),
    ]


def test_an_entry_edited_at_the_desk_is_left_alone(load, capsys):
    load(*GOOD)
    draft = InitiativeDraft.objects.get()
    draft.title_en = "Edited"
    draft.save()
    revisions.record(root=draft, origin="desk")

    load(
        THEME,
        SOURCE,
        changed(INITIATIVE, title_en="From the file"),
        MILESTONE,
        changed(EVENT, title_en="Event from the file"),
    )

    assert InitiativeDraft.objects.get().title_en == "Edited"
    assert Initiative.objects.get().title_en == "Forum"
    assert Event.objects.get().title_en == "Event from the file"


def test_a_working_copy_that_is_ahead_of_the_public_version_is_loaded_beside_it(load):
    fields = {
        name: value for name, value in INITIATIVE["fields"].items() if not name.startswith(("published", "updated"))
    }
    ahead = {"model": "initiatives.initiativedraft", "pk": pk("i"), "fields": {**fields, "title_en": "Corrected"}}

    load(THEME, SOURCE, INITIATIVE, ahead)

    assert Initiative.objects.get().title_en == "Forum"
    assert InitiativeDraft.objects.get().title_en == "Corrected"
    assert Entry.objects.get().dirty == ["en"]
    assert Part.objects.get(part="en").live.number == 1


def test_an_entry_that_is_only_a_draft_is_not_public(load):
    fields = {
        name: value for name, value in EVENT["fields"].items() if not name.startswith(("published", "updated", "init"))
    }

    load({"model": "events.eventdraft", "pk": pk("e"), "fields": fields})

    assert EventDraft.objects.get().title_en == "Forum 2023"
    assert not Event.objects.exists()


PASSWORD = {"model": "accounts.user", "pk": 1, "fields": {"username": "root", "is_superuser": True, "password": "x"}}


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        ([changed(INITIATIVE, titel_en="x")], "object 1 (initiatives.initiative forum), field titel_en: is not known"),
        (
            [changed(INITIATIVE, title="x")],
            "field title: names no language. Write title_en, title_kk, title_ru, title_ar",
        ),
        ([changed(INITIATIVE, date_from="2023-01-01")], "field date_from: is filled by the site itself"),
        ([changed(INITIATIVE, date="2023-99")], "field date: “2023-99” is not a date"),
        ([changed(INITIATIVE, status="done")], "field status: Value 'done' is not a valid choice."),
        ([changed(INITIATIVE, status=None)], "field status:"),
        ([changed(INITIATIVE, themes=[["war"]])], "field themes: there is no theme “war”"),
        ([changed(INITIATIVE, themes="dialogue")], "field themes: must be a list"),
        (
            [changed(INITIATIVE, title_kk=None)],
            "rule initiatives_initiative_kk_title: A language has a title exactly while it is published.",
        ),
        ([changed(INITIATIVE, title_en="x" * 161)], "field title_en: Ensure this value has at most 160 characters"),
        ([changed(INITIATIVE, body_en="<script>alert(1)</script>")], "field body_en: holds HTML"),
        ([changed(INITIATIVE, body_en='<a href="javascript:alert(1)">x</a>')], "field body_en: holds HTML"),
        ([changed(INITIATIVE, title_en="a\x00b")], "field title_en: Holds the invisible character"),
        (
            [changed(INITIATIVE, title_en="a\u202eb")],
            "field title_en: Holds the invisible character RIGHT-TO-LEFT OVERRIDE",
        ),
        (
            [INITIATIVE, changed(INITIATIVE, slug="other")],
            "object 2 (initiatives.initiative other), field pk: stands already",
        ),
        ([INITIATIVE, {**INITIATIVE, "pk": pk("i2")}], "field slug: stands already in catalogue.json: object 1"),
        ([MILESTONE], "field initiative: there is no initiative"),
        ([changed(INITIATIVE, summary_ru="О форуме.")], "field summary_ru: its language is not published"),
        ([SOURCE, INITIATIVE, changed(MILESTONE, text_ar="نص")], "field text_ar: its language is not published"),
        (
            [
                changed(
                    INITIATIVE, published_at_en=None, published_at_kk=None, title_en=None, title_kk=None, body_en=None
                )
            ],
            "rule initiatives_initiative_published",
        ),
        ([changed(INITIATIVE, title_en={"a": 1})], "field title_en: must be a text"),
        ([changed(INITIATIVE, date=2013)], "field date: must be a text"),
        ([changed(INITIATIVE, themes=[])], "field themes: is missing"),
        ([changed(INITIATIVE, themes=[["dialogue"], ["dialogue"]])], "field themes: names a record twice"),
        ([changed(INITIATIVE, themes=[[["dialogue"]]])], "field themes: there is no theme"),
        ([changed(INITIATIVE, related=[pk("i")])], "field related: there is no initiative"),
        ([changed(INITIATIVE, published_at_en="2026-11-20T05:00:00")], "field published_at_en: must name its zone"),
        (
            [changed(INITIATIVE, published_at_en="2026-13-20T05:00:00Z")],
            "field published_at_en: “2026-13-20T05:00:00Z”",
        ),
        ([changed(INITIATIVE, title_en="a\ud800")], "field title_en: Holds the invisible character"),
        ([changed(THEME, aliases=["a\u202eb"])], "field aliases: Holds the invisible character"),
        ([changed(THEME, key=["dialogue"])], "field key: must be a text"),
        ([INITIATIVE, changed(FIGURE, value=True)], "field value: must be a number"),
        ([INITIATIVE, changed(MILESTONE, source=["nowhere"])], "field source: there is no source “nowhere”"),
        ([INITIATIVE, changed(MILESTONE, source=None)], "field source: is missing"),
        ([changed(EVENT, status=None)], "field status: Give an event either a status"),
        ([changed(EVENT, recurrence="yearly")], "field status: Give an event either a status"),
        ([changed(EVENT, status="cancelled")], "field status_source: Name the source"),
        ([changed(EVENT, time_zone="Asia/Nowhere")], "field time_zone: “Asia/Nowhere” is no time zone"),
        ([{**THEME, "pk": "12"}], "object 1: pk “12” is not a UUID"),
        ([{**THEME, "model": "library.them"}], "object 1: there is no model “library.them”"),
        ([{"model": "library.theme", "fields": {}}], "object 1: must have the keys model, pk and fields"),
        ([PASSWORD], "accounts.user is not content"),
        (['[{"model": "library.theme", "model": "x"}]'], "catalogue.json: the key “model” stands twice"),
        (['{"model": 1}'], "catalogue.json: is not a list of objects"),
        (["[{]"], "catalogue.json: "),
        (["[" * 100_000], "catalogue.json: "),
    ],
)
def test_a_fault_is_named_and_nothing_is_loaded(load, faulty, sentence):
    load(THEME)

    with pytest.raises(CommandError) as refused:
        load(*faulty)

    assert sentence in str(refused.value)
    assert list(Theme.objects.values_list("key", flat=True)) == ["dialogue"]
    assert not Initiative.objects.exists()
    assert not Entry.objects.exists()
    assert not User.objects.exists()


def test_all_faults_are_reported_at_once(load):
    with pytest.raises(CommandError) as refused:
        load(changed(INITIATIVE, date="x", themes=[["war"]]), changed(EVENT, date="y"))

    assert "3 faults" in str(refused.value)


def test_a_good_object_beside_a_faulty_one_is_not_loaded(load):
    with pytest.raises(CommandError):
        load(THEME, SOURCE, changed(INITIATIVE, kind="party"))

    assert not Theme.objects.exists()


def test_an_address_of_another_entry_in_the_database_is_refused(load):
    load(THEME, INITIATIVE)

    with pytest.raises(CommandError, match="field slug: “forum” belongs to another record"):
        load({**INITIATIVE, "pk": pk("other")})


def test_a_row_without_its_entry_in_the_files_is_refused(load):
    load(*GOOD)
    alone = {**MILESTONE, "model": "initiatives.milestonedraft"}

    for row in (MILESTONE, alone):
        with pytest.raises(CommandError, match="field initiative: stands in none of these files"):
            load(row)

    assert InitiativeDraft.objects.get().milestones.count() == 1


@pytest.mark.parametrize("entry", [THEME, SOURCE, NOTE], ids=lambda entry: entry["model"])
def test_a_corrected_record_is_loaded_over_the_old_one(load, entry):
    field = {"library.theme": "scope_en", "library.source": "publisher", "editorial.note": "text"}[entry["model"]]
    load(entry)

    load(changed(entry, **{field: "Corrected"}))

    model = apps.get_model(entry["model"])
    assert [getattr(record, field) for record in model.objects.all()] == ["Corrected"]


def test_a_corrected_record_stays_to_be_found(load):
    load(THEME, SOURCE, INITIATIVE)

    load(changed(THEME, name_en="Quiet diplomacy"))

    (theme,) = Theme.objects.all()
    assert theme.pk in [hit.id for hit in find("quiet diplomacy", "en").hits]


def test_a_record_of_an_uploaded_picture_is_loaded_without_the_file(load):
    fields = {"key": "cover", "file": "images/cover.jpg", "width": 1200, "height": 630, "alt_en": "A hall."}

    load({"model": "library.image", "pk": pk("p"), "fields": fields})

    image = Image.objects.get()
    assert (image.file.name, image.width, image.height, image.alt_en) == ("images/cover.jpg", 1200, 630, "A hall.")


def test_an_entry_published_at_the_desk_is_left_alone(load):
    load(*GOOD)
    draft = InitiativeDraft.objects.get()
    InitiativeDraft.objects.update(title_ru="Форум")
    draft.refresh_from_db()
    publish(draft, "ru")

    load(THEME, SOURCE, changed(INITIATIVE, title_en="From the file"))

    public = Initiative.objects.get()
    assert (public.title_en, public.title_ru, public.published_seq) == ("Forum", "Форум", 2)


def test_a_file_of_public_rows_alone_keeps_a_working_copy_that_is_ahead(load):
    fields = {
        name: value for name, value in INITIATIVE["fields"].items() if not name.startswith(("published", "updated"))
    }
    ahead = {"model": "initiatives.initiativedraft", "pk": pk("i"), "fields": {**fields, "title_ru": "Форум"}}
    load(THEME, INITIATIVE, ahead)

    load(THEME, INITIATIVE)

    assert InitiativeDraft.objects.get().title_ru == "Форум"
    assert Initiative.objects.get().title_ru in (None, "")


def test_a_language_taken_out_of_the_files_is_taken_out_of_the_public(load):
    load(*GOOD)

    load(THEME, SOURCE, changed(INITIATIVE, title_kk=None, published_at_kk=None), MILESTONE, FIGURE)

    assert Initiative.objects.get().published_languages == ["en"]


def test_two_citations_may_exchange_their_sources(load):
    other = changed({**SOURCE, "pk": pk("s2")}, key="other")
    citations = [
        {"model": "initiatives.citation", "pk": pk(f"c{n}"), "fields": {"initiative": pk("i"), "source": [key]}}
        for n, key in enumerate(["sheet", "other"])
    ]
    load(THEME, SOURCE, other, INITIATIVE, *citations)

    load(
        THEME,
        SOURCE,
        other,
        INITIATIVE,
        *[changed(c, source=[k]) for c, k in zip(citations, ["other", "sheet"], strict=True)],
    )

    assert [c.source.key for c in Initiative.objects.get().citations.order_by("pk")] == [
        {pk("c0"): "other", pk("c1"): "sheet"}[i] for i in sorted([pk("c0"), pk("c1")])
    ]


def test_texts_are_stored_in_normal_form_c(load):
    load(changed(THEME, name_en="Cafe\u0301"))

    assert Theme.objects.get().name_en == "Caf\u00e9"


@pytest.mark.parametrize("is_deleted", [False, True])
def test_what_was_taken_down_at_the_desk_stays_down(load, is_deleted):
    load(*GOOD)
    entry = Entry.objects.get(kind="initiatives.initiative")
    superuser = User.objects.create_superuser("super")
    languages = Initiative.objects.get().published_languages
    workflow.unpublish(entry=entry, parts=languages, user=superuser, reason="Untrue.")
    if is_deleted:
        workflow.delete(entry=entry, user=superuser)

    load(*GOOD)

    assert not Initiative.objects.exists()
    assert InitiativeDraft.objects.exists() is not is_deleted


def test_a_file_of_lines_is_loaded_and_dumped_like_a_list(tmp_path):
    path = tmp_path / "catalogue.jsonl"
    path.write_text("\n".join(map(json.dumps, GOOD)) + "\n\n", "utf-8")
    call_command("loaddata", path, verbosity=0)
    before = (Event.objects.get().initiatives.get().slug, list(Entry.objects.values()), Revision.objects.count())

    call_command("dumpdata", "library", "initiatives", "events", natural_foreign=True, output=path, format="jsonl")
    call_command("loaddata", path, verbosity=0)

    assert (
        Event.objects.get().initiatives.get().slug,
        list(Entry.objects.values()),
        Revision.objects.count(),
    ) == before
    assert before[2] == 2


def test_a_fault_in_a_file_of_lines_is_named_with_its_line(tmp_path):
    path = tmp_path / "catalogue.jsonl"
    lines = [json.dumps(THEME), "", json.dumps(changed(INITIATIVE, status="done")), "{]"]
    path.write_text("\n".join(lines), "utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("loaddata", path, verbosity=0)

    assert "catalogue.jsonl: object 3 (initiatives.initiative forum), field status: Value" in str(refused.value)
    assert "catalogue.jsonl: line 4: Expecting property name" in str(refused.value)


def several(numbers):
    """The objects of some entries like those of `GOOD`, each with rows of its own."""
    objects = [THEME, SOURCE]
    for n in numbers:
        own = {pk(name): pk(f"{name}{n}") for name in "imfe"}
        for entry in (INITIATIVE, MILESTONE, FIGURE, EVENT):
            slug = {"slug": f"{entry['fields']['slug']}-{n}"} if "slug" in entry["fields"] else {}
            text = json.dumps(changed(entry, **slug))
            for old, new in own.items():
                text = text.replace(old, new)
            objects.append(json.loads(text))
    return objects


def test_many_entries_are_loaded_with_the_queries_of_few(load, monkeypatch):
    monkeypatch.setattr(publishing, "after_publish", [])  # the search index has its own number of words
    load(THEME, SOURCE)
    counts = []

    for numbers in (range(2), range(2, 12)):
        with CaptureQueriesContext(connection) as queries:
            load(*several(numbers))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Initiative.objects.count() == InitiativeDraft.objects.count() == 12
    assert Part.objects.filter(live__isnull=False, state="approved").count() == 12 * (3 + 2)


def test_entries_of_which_few_changed_are_written_alone(load):
    objects = several(range(3))
    load(*objects)
    numbers = dict(Initiative.objects.values_list("slug", "published_seq"))

    load(*(changed(entry, title_en="New") if entry["fields"].get("slug") == "forum-1" else entry for entry in objects))

    assert dict(Initiative.objects.values_list("slug", "title_en")) == {
        "forum-0": "Forum",
        "forum-1": "New",
        "forum-2": "Forum",
    }
    assert dict(Initiative.objects.values_list("slug", "published_seq")) == numbers
    assert dict(Entry.objects.filter(kind="initiatives.initiative").values_list("pk", "latest")) == {
        uuid.UUID(pk(f"i{n}")): 2 if n == 1 else 1 for n in range(3)
    }
