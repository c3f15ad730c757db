from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from events.models import EventDraft
from initiatives.models import InitiativeDraft
from peacedesk.editorial import graph as graphs
from peacedesk.editorial.models import ALL_PARTS, PublicAddress
from peacedesk.editorial.quality import BLOCKING, WARNING, problems, problems_by_part
from tests.factories import (
    make_appearance_draft,
    make_event,
    make_event_draft,
    make_figure_draft,
    make_image,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_outcome_draft,
    make_person,
    make_series,
    make_session_draft,
    make_source,
    make_theme,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db


def graph_of(draft):
    return graphs.capture(type(draft), draft.pk)


def make_draft(**fields):
    """An initiative whose title has no number, which a translation would have to have too."""
    return make_initiative_draft(**{"title_en": "Title", **fields})


def found(draft, part):
    """The problems of a part of a working copy, as (level, anchor, text)."""
    return [(p.level, p.anchor, str(p.text)) for p in problems(graph_of(draft), part)]


def column(graph, kind, row, name, value):
    """Write into a graph what the tables would refuse."""
    graph["rows"][kind][str(row.pk)][name] = value


# Shared facts.


def test_a_complete_entry_has_no_problem_in_any_part():
    texts = {f"{name}_{lang}": "Text" for name in ("title", "summary") for lang in ("en", "kk", "ru", "ar")}
    draft = make_draft(**texts)
    make_milestone_draft(draft, text_kk="Басталды.", text_ru="Началось.", text_ar="بدأ.")

    assert problems_by_part(graph_of(draft)) == {part: [] for part in ALL_PARTS}


@pytest.mark.parametrize("source", [None, "5d0ae4ab-0000-4000-8000-000000000000"])
def test_a_milestone_and_a_figure_without_an_existing_source_block(source):
    draft = make_draft()
    milestone, figure = make_milestone_draft(draft), make_figure_draft(draft)
    graph = graph_of(draft)
    column(graph, "initiatives.milestone", milestone, "source", source)
    column(graph, "initiatives.figure", figure, "source", source)

    assert [(p.level, p.anchor, str(p.text)) for p in problems(graph, "shared")] == [
        (BLOCKING, "id_figures-0-source", "Figure “States”, Source is missing. Choose one."),
        (BLOCKING, "id_milestones-0-source", "Milestone “It began.”, Source is missing. Choose one."),
    ]


def test_an_outcome_without_source_blocks():
    draft = make_event_draft()
    outcome = make_outcome_draft(draft)
    graph = graph_of(draft)
    column(graph, "events.outcome", outcome, "source", None)

    assert [p.text for p in problems(graph, "shared")] == ["Outcome “A declaration.”, Source is missing. Choose one."]


def test_a_missing_person_is_said_without_a_name():
    draft = make_event_draft()
    appearance = make_appearance_draft(draft)
    graph = graph_of(draft)
    column(graph, "events.appearance", appearance, "person", None)

    assert [p.text for p in problems(graph, "shared")] == ["Appearance without a text, Person is missing. Choose one."]


def test_an_initiative_without_theme_or_kind_blocks():
    draft = make_draft(themes=[], kind="")

    assert found(draft, "shared") == [
        (BLOCKING, "id_themes", "Themes: nothing is chosen. Choose at least one."),
        (BLOCKING, "id_kind", "Kind is missing. Fill it in."),
    ]


def test_an_unreadable_date_blocks_and_says_how_to_write_it():
    draft = make_draft()
    graph = graph_of(draft)
    column(graph, "initiatives.initiative", draft, "date", "spring 2013")

    [problem] = problems(graph, "shared")

    assert (problem.level, problem.anchor) == (BLOCKING, "id_date")
    assert problem.text.startswith("Period: “spring 2013” is not a date this site can read. Write 2024,")


def test_a_period_that_ends_before_it_begins_blocks():
    draft = make_event_draft()
    graph = graph_of(draft)
    column(graph, "events.event", draft, "date", "2023-06-09/2023-06-08")

    assert [p[1:] for p in problems(graph, "shared")] == [
        ("Date: “2023-06-09/2023-06-08” ends before it begins.", "id_date")
    ]


def test_a_session_that_ends_before_it_begins_blocks():
    draft = make_event_draft()
    make_session_draft(draft, title_en="Closing", position=0)
    session = make_session_draft(draft, starts_at=datetime(2023, 6, 8, 9, tzinfo=UTC), position=1)
    graph = graph_of(draft)
    column(graph, "events.session", session, "ends_at", "2023-06-08T08:00:00Z")

    [problem] = problems(graph, "shared")

    assert problem.level == BLOCKING
    assert problem.text == "Session “Opening”, Ends: A session ends after it begins."
    assert problem.anchor in {"id_sessions-0-ends_at_0", "id_sessions-1-ends_at_0"}  # databases order NULLs differently


@pytest.mark.parametrize(("day", "words"), [(date(2023, 6, 7), "7 June 2023"), (date(2023, 6, 10), "10 June 2023")])
def test_a_session_outside_the_days_of_the_event_is_a_warning(day, words):
    draft = make_event_draft(date="2023-06-08/2023-06-09")
    make_session_draft(draft, day=day)
    for inside in (date(2023, 6, 8), date(2023, 6, 9)):
        make_session_draft(draft, title_en="Talks", day=inside)

    [(level, anchor, text)] = found(draft, "shared")

    assert (level, anchor) == (WARNING, f"id_sessions-{0 if day.day == 7 else 2}-day")
    assert text == (
        f"Session “Opening”, Day: {words} is not among the days of the event, 8–9 June 2023. Correct one of the two."
    )


def test_a_session_of_an_open_or_recurring_event_may_be_on_any_later_day():
    open_ended = make_event_draft(date="2023/..")
    recurring = make_event_draft(recurrence="irregular", date="2023")
    for draft in (open_ended, recurring):
        make_session_draft(draft, day=date(2025, 1, 1))

    assert found(open_ended, "shared") == found(recurring, "shared") == []


# Texts.


@pytest.mark.parametrize(("part", "name"), [("en", "English"), ("kk", "Қазақша"), ("ar", "العربية")])
def test_a_language_without_title_blocks(part, name):
    draft = make_draft(title_en="")

    assert (BLOCKING, f"id_title_{part}", f"The text in {name} has no title. Write one.") in found(draft, part)


def test_a_translation_that_is_not_begun_has_no_other_problem():
    draft = make_draft()
    make_milestone_draft(draft)

    assert [anchor for _level, anchor, _text in found(draft, "ru")] == ["id_title_ru"]


def test_a_missing_title_is_said_once():
    draft = make_draft(summary_ru="Кратко")

    assert [anchor for _level, anchor, _text in found(draft, "ru")] == ["id_title_ru"]


def test_a_cover_without_description_blocks_its_language_only():
    draft = make_draft(cover=make_image(alt_en="A ring", alt_kk=""), title_kk="Атауы", summary_kk="Қысқаша")

    assert found(draft, "en") == []
    assert found(draft, "kk") == [
        (BLOCKING, "id_cover", "Cover: the picture has no description in Қазақша. Write one in the library.")
    ]


def test_long_titles_and_summaries_are_warned_of_from_the_first_character_too_many():
    draft = make_draft(title_en="x" * 91, summary_en="x" * 300, title_ru="ж" * 90, summary_ru="ж" * 301)

    assert found(draft, "en") == [
        (WARNING, "id_title_en", "Title (English) has 91 characters; 90 are the most that fit. Shorten it.")
    ]
    assert found(draft, "ru") == [
        (WARNING, "id_summary_ru", "Summary (Русский) has 301 characters; 300 are the most that fit. Shorten it.")
    ]


@pytest.mark.parametrize("model", [InitiativeDraft, EventDraft])
def test_the_help_texts_say_the_lengths_that_are_checked(model):
    for name, limit in model.advised_lengths.items():
        assert f"at most {limit} characters" in model._meta.get_field(f"{name}_en").help_text


def test_a_row_without_its_translation_is_a_warning():
    draft = make_draft(title_kk="Атауы", summary_kk="Қысқаша")
    make_milestone_draft(draft, text_en="It began.", place_en="Almaty", place_kk="Алматы")

    sentence = "Milestone “It began.”, Text (Қазақша) is empty, but there is a text in English. Translate it."
    assert found(draft, "kk") == [(WARNING, "id_milestones-0-text_kk", sentence)]


def test_the_source_language_of_an_entry_is_the_one_that_others_are_compared_with():
    draft = make_draft(source_language="kk", title_kk="Атауы", summary_kk="28 мемлекет", summary_en="Many")

    assert found(draft, "kk") == []
    assert found(draft, "en") == [
        (
            WARNING,
            "id_summary_en",
            "Summary (English) lacks a number of the text in Қазақша: 28. Compare them.",
        )
    ]


def test_numbers_that_a_translation_lost_are_warned_of():
    draft = make_draft(
        title_ar="عنوان",
        summary_ar="ملخص ١٩٩١",
        summary_en="In 1991, 1,410 warheads.",
        body_en="<p>From 2013</p><p>28 states, 2.5% of 30,000</p>",
        body_ar="<p>30 000 و 2,5% و 28 دولة</p>",
    )

    assert found(draft, "ar") == [
        (
            WARNING,
            "id_summary_ar",
            "Summary (العربية) lacks numbers of the text in English: 1991, 1,410. Compare them.",
        ),
        (WARNING, "id_body_ar", "Text (العربية) lacks a number of the text in English: 2013. Compare them."),
    ]


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("1,410 warheads", "1 410 боеголовок"),
        ("1,410 warheads", "1410 боеголовок"),
        ("the 1990s", "девяностые"),
        ("the 148th assembly", "148-я ассамблея"),
        ("2023-2024", "2023–2024 гг."),
        ("12,000,000 people", "12 000 000 человек"),
        ('<a href="https://example.org/2013">It</a>', "<p>Он</p>"),
    ],
)
def test_numbers_are_the_same_however_they_are_grouped(source, translated):
    draft = make_draft(body_en=source, title_ru="Название", summary_ru="Кратко", body_ru=translated)

    assert found(draft, "ru") == []


# Names.


def test_a_known_wrong_name_is_a_warning_with_the_right_one():
    make_organisation("iofs", name_en="Islamic Organization", wrong_forms=["IFSA", "IOPS"])
    draft = make_draft(summary_en="Members of ifsa met.", body_en="<p>IFSAT, XIFSA <b>IOPS</b></p>")

    assert found(draft, "en") == [
        (
            WARNING,
            "id_summary_en",
            "Summary (English): “ifsa” is a known wrong form. The right name is “Islamic Organization”.",
        ),
        (
            WARNING,
            "id_body_en",
            "Text (English): “IOPS” is a known wrong form. The right name is “Islamic Organization”.",
        ),
    ]


def test_a_wrong_name_in_another_script_gives_the_right_name_of_that_language():
    make_organisation("iofs", name_ar="المنظمة الإسلامية للأمن الغذائي", wrong_forms=["منظمة الأمن الغذائي"])
    draft = make_draft(title_ar="منظمة الأمن الغذائي", summary_ar="ملخص")

    [(level, anchor, text)] = found(draft, "ar")

    assert (level, anchor) == (WARNING, "id_title_ar")
    assert "“المنظمة الإسلامية للأمن الغذائي”" in text


def test_a_wrong_form_within_a_right_one_is_no_problem():
    make_series(name_en="Astana International Forum", wrong_forms=["International Forum"])
    draft = make_draft(summary_en="The Astana International Forum, an International Forum?")

    assert len(found(draft, "en")) == 1
    draft.summary_en = "The Astana International Forum."
    draft.save()
    assert found(draft, "en") == []


# Links.


def test_links_to_public_pages_are_no_problem():
    initiative = make_initiative(themes=[make_theme()], slug="now", title_kk="Атауы")
    PublicAddress.objects.create(kind="initiatives.initiative", slug="before", entry=initiative.pk)
    make_event(slug="forum", series=make_series())
    links = [
        "/en/initiatives/now/",
        "/kk/initiatives/now/#milestones",
        "/initiatives/now/",
        "/en/initiatives/before/",
        "/en/initiatives/?theme=peacekeeping",
        "/en/events/forum/",
        "/en/series/astana-international-forum/",
        "/en/themes/nuclear-disarmament/",
        "/en/about/",
        "/",
        "http://127.0.0.1:8000/en/initiatives/now/",
        "https://example.org/en/initiatives/none/",
        "mailto:desk@example.org",
        "#top",
    ]
    draft = make_draft(body_en="".join(f'<p><a href="{link}">x</a></p>' for link in links))

    assert found(draft, "en") == []


@pytest.mark.parametrize(
    "link",
    [
        "/en/initiatives/none/",
        "/ru/initiatives/none/?a=1&amp;b=2",
        "http://127.0.0.1:8000/en/initiatives/none/",
        "/en/themes/peacekeeping/",
        "/en/nothing/",
        "/admin/",
        "initiatives/none",
        "http://[",
    ],
)
def test_a_link_that_leads_to_no_public_page_is_a_warning(link):
    make_theme("peacekeeping")
    draft = make_draft(slug="own")
    graph = graph_of(draft)
    column(graph, "initiatives.initiative", draft, "body_en", f'<p>See <a href="{link}">this</a>.</p>')

    address = link.replace("&amp;", "&")
    assert [tuple(p) for p in problems(graph, "en")] == [
        (
            WARNING,
            f"Text (English): the link {address} leads to no public page. Correct or remove it.",
            "id_body_en",
        )
    ]


def test_a_link_to_a_draft_or_a_withdrawn_entry_is_dead():
    draft = make_draft(slug="draft")
    PublicAddress.objects.create(
        kind="initiatives.initiative", slug="gone", entry=draft.pk, gone_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    draft.body_en = '<p><a href="/en/initiatives/draft/">a</a> <a href="/en/initiatives/gone/">b</a></p>'
    draft.save()

    assert [anchor for _level, anchor, _text in found(draft, "en")] == ["id_body_en", "id_body_en"]


# What they look like, and what they cost.


def faulty_event(rows=1):
    make_organisation("iofs", name_en="Islamic Organization", wrong_forms=["IFSA"])
    link = '<p><a href="/en/initiatives/none/">IFSA</a> in 1991</p>'
    draft = make_event_draft(
        title_en="Forum", title_ar="عنوان", body_en=link, body_ar=link.replace("1991", ""), cover=make_image()
    )
    for number in range(rows):
        person = make_person(f"person-{number}", name_en=f"Person {number}")
        session = make_session_draft(
            draft, day=date(2023, 6, 12), title_en=f"IFSA {number}", source=make_source(f"s{number}")
        )
        make_appearance_draft(draft, session=session, person=person)
        make_outcome_draft(draft, position=number)
    return draft


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_anchor_is_the_id_of_a_field_of_the_form(client, chief, language):
    draft = faulty_event(rows=2)
    chief.interface_language = language
    chief.save()
    client.force_login(chief)

    page = client.get(reverse("admin:events_eventdraft_change", args=[draft.pk])).content.decode()

    ids = {attrs.get("id") for _tag, attrs in Forms(page).elements}
    with translation.override(language):
        anchors = {p.anchor for part in problems_by_part(graph_of(draft)).values() for p in part}
    assert len(anchors) > 10
    assert anchors <= ids


def test_anchors_follow_the_order_of_the_form():
    draft = make_draft(title_kk="Атауы", summary_kk="Қысқаша")
    make_milestone_draft(draft, date="2020", text_en="Later")
    make_milestone_draft(draft, date="1991", text_en="First", text_kk="Бірінші")

    assert [anchor for _level, anchor, _text in found(draft, "kk")] == ["id_milestones-1-text_kk"]


def test_a_row_that_the_form_no_longer_has_gives_no_anchor():
    draft = make_draft(title_kk="Атауы", summary_kk="Қысқаша")
    milestone = make_milestone_draft(draft)
    graph = graph_of(draft)
    milestone.delete()

    assert [p.anchor for p in problems(graph, "kk")] == [None]


def test_the_number_of_queries_depends_on_no_row(django_assert_num_queries):
    few, many = graph_of(faulty_event(1)), graph_of(faulty_event(12))

    for graph in (few, many):
        with django_assert_num_queries(18):
            found_in = problems_by_part(graph)
    assert len(found_in["ar"]) > 36


def test_a_good_translation_costs_two_queries(django_assert_num_queries):
    graph = graph_of(make_draft(title_kk="Атауы", summary_kk="Қысқаша", cover=make_image(alt_kk="Сақина")))

    with django_assert_num_queries(2):
        assert problems(graph, "kk") == []


def test_the_words_of_people_have_their_language_in_a_template():
    draft = make_draft(title_kk="Атауы", summary_kk="Қысқаша")
    make_milestone_draft(draft, text_en="It <began>.")

    with translation.override("ar"):
        page = render_to_string(
            "admin/desk/_checks.html", {"problems": problems(graph_of(draft), "kk"), "form_page": "/admin/x/"}
        )

    assert '<span lang="en" dir="ltr">It &lt;began&gt;.</span>' in page
    assert '<a href="/admin/x/#id_milestones-0-text_kk">' in page
    assert "is-warn" in page
    assert "is-bad" not in page


def test_the_catalogue_has_nothing_that_blocks(catalogue):
    blocking, warnings = [], []
    for root in graphs.content_roots():
        model = graphs.working_model(graphs.kind_of(root))
        for draft in model.objects.all():
            for part, found_there in problems_by_part(graph_of(draft)).items():
                blocking += [(draft.slug, part, p.text) for p in found_there if p.level == BLOCKING]
                warnings += [(draft.slug, part, p.text) for p in found_there if p.level == WARNING]

    assert blocking == []
    assert len(warnings) <= 5
