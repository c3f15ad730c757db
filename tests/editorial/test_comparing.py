import copy
import datetime as dt
import json
import time
from itertools import cycle

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from events.models import EventDraft
from initiatives.models import InitiativeDraft
from peacedesk.editorial.comparing import differences
from peacedesk.editorial.comparing.blocks import block_changes, lines_of
from peacedesk.editorial.comparing.words import word_changes
from peacedesk.editorial.graph import capture, changed_parts
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.library.models import Country
from tests.factories import (
    make_appearance_draft,
    make_citation_draft,
    make_country,
    make_event_draft,
    make_figure_draft,
    make_image,
    make_initiative_draft,
    make_milestone_draft,
    make_person,
    make_session_draft,
    make_source,
    make_theme,
)

KIND = "initiatives.initiative"


def graph_of(draft):
    return capture(type(draft), draft.pk)


def compare_edit(draft, **fields):
    """The comparison of a working copy before and after an edit of its root."""
    before = graph_of(draft)
    type(draft).objects.filter(pk=draft.pk).update(**fields)
    return differences(before, graph_of(draft), kind=type(draft).twin.lower())


def changes(comparison):
    """The changes in short: {part: [(label, old lines, new lines, note)]}, each line as marked text."""
    return {
        section.part: [
            (str(change.label), [shown(old) for old, _new in change.pairs], [shown(new) for _old, new in change.pairs])
            for change in section.changes
        ]
        for section in comparison.sections
        if section.changes
    }


def shown(lines):
    """Lines as text: what is removed in [-…-], what is added in {+…+}, names before a colon."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        (f"{line.name}: " if line.name else "") + "".join(marks[p.kind].format(p.text) for p in line.pieces)
        for line in lines
    ]


def in_marks(old, new):
    return tuple(
        "".join(p.text if p.kind == "same" else f"[{p.text}]" for p in side) for side in word_changes(old, new)
    )


# Texts.


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It kept neither.", "It kept neither.", ("It kept neither.", "It kept neither.")),
        ("about 1,400 warheads", "about 1,410 warheads", ("about [1,400] warheads", "about [1,410] warheads")),
        ("the world’s arsenal", "the world's arsenal", ("the [world’s] arsenal", "the [world's] arsenal")),
        ("", "New.", ("", "[New.]")),
        ("A law", "A law, signed", ("A law", "A law[, signed]")),
        (
            "Қазақстан қаруынан бас тартты",
            "Қазақстан қаруынан ерікті түрде бас тартты",
            ("Қазақстан қаруынан бас тартты", "Қазақстан қаруынан [ерікті түрде ]бас тартты"),
        ),
        ("Бұл қауіпсіз әлем", "Бұл қауіпті әлем", ("Бұл [қауіпсіз] әлем", "Бұл [қауіпті] әлем")),
        # The marks of Arabic and the stress of Cyrillic stay with their word.
        ("كَتَبَ الرئيسُ", "كُتِبَ الرئيسُ", ("[كَتَبَ] الرئيسُ", "[كُتِبَ] الرئيسُ")),
        ("نُزع السلاح، طوعاً", "نُزع السلاح، طوعًا", ("نُزع السلاح، [طوعاً]", "نُزع السلاح، [طوعًا]")),
        ("за\u0301мок стоит", "замо\u0301к стоит", ("[за\u0301мок] стоит", "[замо\u0301к] стоит")),
        # A few unchanged letters between two changes are no help to a reader.
        ("red, green", "blue, yellow", ("[red, green]", "[blue, yellow]")),
        ("1 – 2", "3 – 4", ("[1 – 2]", "[3 – 4]")),
        (
            "the warheads of the republic were gone",
            "the missiles of the federation were gone",
            ("the [warheads of the republic] were gone", "the [missiles of the federation] were gone"),
        ),
    ],
)
def test_words_are_compared_whole(old, new, expected):
    assert in_marks(old, new) == expected


def test_the_pieces_of_a_text_join_to_it():
    old, new = "One two,\tthree… four\n\nfive", "Two two, three – four five six"

    sides = word_changes(old, new)

    assert tuple("".join(piece.text for piece in side) for side in sides) == (old, new)


@pytest.mark.parametrize("old", ["a " * 20_000, " ".join(map(str, range(20_000))), "a b " * 10_000])
def test_a_long_text_is_compared_in_time(old):
    new = "z " + old.replace("9", "8") + " y"
    start = time.process_time()

    word_changes(old, new)

    assert time.process_time() - start < 2


# Fields of the root.


@pytest.mark.django_db
def test_a_text_is_told_by_its_own_name_with_its_language():
    draft = make_initiative_draft(title_kk="Бейбітшілік жолы", title_ar="طريق السلام")

    comparison = compare_edit(draft, title_kk="Бейбіт жолы", title_ar="طريق الحوار")

    assert changes(comparison) == {
        "kk": [("Title", [["[-Бейбітшілік-] жолы"]], [["{+Бейбіт+} жолы"]])],
        "ar": [("Title", [["طريق [-السلام-]"]], [["طريق {+الحوار+}"]])],
    }
    lines = {section.part: section.changes[0].pairs[0][0][0] for section in comparison.sections if section.changes}
    assert (lines["kk"].lang, lines["kk"].dir) == ("kk", "ltr")
    assert (lines["ar"].lang, lines["ar"].dir) == ("ar", "rtl")


@pytest.mark.django_db
def test_only_the_paragraphs_that_differ_are_shown():
    body = "<h2>How it began</h2><p>In 1991 the site was closed.</p><ul><li>One</li><li>Two</li></ul><p>End.</p>"
    draft = make_initiative_draft(body_en=body)

    comparison = compare_edit(
        draft, body_en=body.replace("1991", "August 1991").replace("</ul>", "<li>Three states</li></ul>")
    )

    assert changes(comparison)["en"] == [
        (
            "Text",
            [["Paragraph 1: In 1991 the site was closed."], []],
            [["Paragraph 1: In {+August +}1991 the site was closed."], ["List item 3: {+Three states+}"]],
        )
    ]


@pytest.mark.django_db
def test_an_edited_paragraph_faces_its_old_self_when_another_is_put_before_it():
    draft = make_initiative_draft(body_en="<p>The warheads went to Russia by 1995.</p>")

    comparison = compare_edit(
        draft, body_en="<p>Wholly new beginning.</p><p>The warheads went to Russia by April 1995.</p>"
    )

    (_label, old, new) = changes(comparison)["en"][0]
    assert old == [[], ["Paragraph 1: The warheads went to Russia by 1995."]]
    assert new == [
        ["Paragraph 1: {+Wholly new beginning.+}"],
        ["Paragraph 2: The warheads went to Russia by {+April +}1995."],
    ]


@pytest.mark.parametrize("added", [0, 2])
def test_the_paragraphs_of_a_text_that_was_edited_throughout_face_each_other(added):
    old = lines_of("\n".join(f"Line {number} of an old text" for number in range(40)))
    new = lines_of("\n".join(f"Line {number} of a new text" for number in range(40 + added)))

    pairs = block_changes(old, new)

    assert pairs[:40] == [([one], [other]) for one, other in zip(old, new, strict=False)]
    assert pairs[40:] == ([([], new[40:])] if added else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("new", "pairs"),
    [
        ("<p><strong>See</strong> the <a href='https://un.org/a'>text</a>.</p>", []),
        (
            "<p>See the <a href='https://un.org/b'>text</a>.</p>",
            [(["Link: [-https://un.org/a-]"], ["Link: {+https://un.org/b+}"])],
        ),
        ("<p>See the text.</p>", [(["Link: [-https://un.org/a-]"], [])]),
    ],
)
def test_a_change_of_formatting_or_links_alone_is_named(new, pairs):
    draft = make_initiative_draft(body_en="<p>See the <a href='https://un.org/a'>text</a>.</p>")

    change = compare_edit(draft, body_en=new).sections[1].changes[0]

    assert change.note == "Formatting or links changed"
    assert [(shown(old), shown(new)) for old, new in change.pairs] == pairs
    assert (change.added, change.removed) == (0, 0)


@pytest.mark.django_db
def test_formatting_is_named_beside_changed_words():
    draft = make_initiative_draft(body_en="<p>One.</p><p>Two.</p>")

    comparison = compare_edit(draft, body_en="<p><em>One.</em></p><p>Two and three.</p>")

    change = comparison.sections[1].changes[0]
    assert change.note == "Formatting or links changed"
    assert len(change.pairs) == 1


@pytest.mark.django_db
def test_a_change_of_spaces_alone_is_named():
    draft = make_initiative_draft(summary_en="One line. Two.")

    change = compare_edit(draft, summary_en="One line.\nTwo. ").sections[1].changes[0]

    assert (change.note, change.pairs) == ("Only spaces or line breaks changed", ())


@pytest.mark.django_db
def test_facts_are_told_in_words():
    draft = make_initiative_draft(status="ongoing", date="1993", cover=None)

    comparison = compare_edit(draft, status="completed", date="early:199X", cover=make_image().pk, slug="other")

    assert changes(comparison)["shared"] == [
        ("Address", [[f"[-{draft.slug}-]"]], [["{+other+}"]]),
        ("Status", [["[-Ongoing-]"]], [["{+Completed+}"]]),
        ("Period", [["[-1993-]"]], [["{+early 1990s+}"]]),
        ("Cover", [[]], [["{+A ring of laths+}"]]),
    ]


@pytest.mark.django_db
def test_different_values_with_the_same_words_are_shown_as_written():
    comparison = compare_edit(make_initiative_draft(date="unknown"), date="unknown:2018")

    assert changes(comparison)["shared"] == [("Period", [["[-unknown-]"]], [["{+unknown:2018+}"]])]


@pytest.mark.django_db
def test_linked_records_are_told_by_name_and_the_deleted_ones_as_such():
    draft = make_initiative_draft(countries=[make_country()])
    before = graph_of(draft)
    lost = make_country("xx", name_en="Lost")
    draft.countries.set([make_country(), make_country("ch", name_en="Switzerland", name_kk="Швейцария"), lost])
    draft.themes.set([])
    after = graph_of(draft)
    Country.objects.filter(pk=lost.pk).delete()

    comparison = differences(before, after, kind=KIND)

    assert changes(comparison)["shared"] == [
        ("Themes", [["[-Nuclear disarmament-]"]], [[]]),
        ("Countries", [["Kazakhstan"]], [["{+deleted record+}", "Kazakhstan", "{+Switzerland+}"]]),
    ]


@pytest.mark.django_db
def test_a_name_that_the_language_of_the_desk_lacks_is_marked_with_its_own():
    draft = make_initiative_draft(themes=[])
    before = graph_of(draft)
    draft.themes.set([make_theme()])

    with translation.override("ar"):
        comparison = differences(before, graph_of(draft), kind=KIND)

    line = comparison.sections[0].changes[0].pairs[0][1][0]
    assert (line.pieces[0].text, line.lang, line.dir) == ("Nuclear disarmament", "en", "ltr")


# Rows.


@pytest.mark.django_db
def test_a_row_is_told_by_the_beginning_of_its_text_or_by_its_number():
    draft = make_initiative_draft()
    named = make_milestone_draft(draft, date="2013", text_en="It began and went on for a very long time indeed.")
    bare = make_milestone_draft(draft, date="2014", text_en="")
    before = graph_of(draft)
    type(named).objects.filter(pk=named.pk).update(date="2012")
    type(bare).objects.filter(pk=bare.pk).update(date="2015")

    comparison = differences(before, graph_of(draft), kind=KIND)

    assert changes(comparison)["shared"] == [
        (
            'Milestone “<span lang="en" dir="ltr">It began and went on for a very…</span>”: date',
            [["[-2013-]"]],
            [["{+2012+}"]],
        ),
        ("Milestone 2: date", [["[-2014-]"]], [["{+2015+}"]]),
    ]


@pytest.mark.django_db
def test_an_added_row_is_told_with_its_facts_and_in_each_language_with_its_texts():
    draft = make_initiative_draft()
    before = graph_of(draft)
    make_milestone_draft(draft, date="1991-08-29", text_en="The site closed.", text_kk="Полигон жабылды.")

    comparison = differences(before, graph_of(draft), kind=KIND)

    label = 'Milestone “<span lang="en" dir="ltr">The site closed.</span>”'
    facts = ["Date: {+29 August 1991+}", "Status: {+Done+}", "Source: {+Facts about peace initiatives+}"]
    assert changes(comparison) == {
        "shared": [(label, [[]], [facts])],
        "en": [(label, [[]], [["Text: {+The site closed.+}"]])],
        "kk": [(label, [[]], [["Text: {+Полигон жабылды.+}"]])],
    }
    assert {change.note for section in comparison.sections for change in section.changes} == {"added"}


@pytest.mark.django_db
def test_a_removed_row_is_told_with_what_it_held():
    draft = make_initiative_draft()
    figure = make_figure_draft(draft, value="5000.5", label_en="People")
    before = graph_of(draft)
    figure.delete()

    comparison = differences(before, graph_of(draft), kind=KIND)

    change = comparison.sections[0].changes[0]
    assert change.note == "removed"
    assert shown(change.pairs[0][0])[0] == "Value: [-5000.5-]"
    assert changes(comparison)["en"][0][1:] == ([["Label: [-People-]"]], [[]])


@pytest.mark.django_db
def test_rows_that_changed_places_are_told_once():
    draft = make_initiative_draft()
    cited = [
        make_citation_draft(draft, position=place, source=make_source(f"s{place}", title_en=f"Source {place}"))
        for place in range(4)
    ]
    before = graph_of(draft)
    for place, row in enumerate([cited[3], *cited[:3]]):
        type(row).objects.filter(pk=row.pk).update(position=place)

    comparison = differences(before, graph_of(draft), kind=KIND)

    assert changes(comparison) == {
        "shared": [
            (
                "Citations: order",
                [["Source 0", "Source 1", "Source 2", "[-Source 3-]"]],
                [["{+Source 3+}", "Source 0", "Source 1", "Source 2"]],
            )
        ]
    }
    assert comparison.sections[0].changes[0].note == "1 moved"


@pytest.mark.django_db
def test_new_numbers_in_the_same_order_are_named():
    draft = make_initiative_draft()
    row = make_citation_draft(draft, position=1)
    before = graph_of(draft)
    type(row).objects.filter(pk=row.pk).update(position=5)

    change = differences(before, graph_of(draft), kind=KIND).sections[0].changes[0]

    assert (change.label, change.note, change.pairs) == (
        "Citations: order",
        "Only the numbers of their positions changed",
        (),
    )


@pytest.mark.django_db
def test_a_row_that_refers_to_another_of_the_entry_names_it_from_the_graph(django_assert_num_queries):
    event = make_event_draft()
    session = make_session_draft(event, title_en="Opening", day=dt.date(2023, 6, 8))
    speaker = make_appearance_draft(event, session=session)
    before = graph_of(event)
    speaker.session = None
    speaker.save()
    session.starts_at = dt.datetime(2023, 6, 8, 4, 30, tzinfo=dt.UTC)
    session.save()
    after = graph_of(event)
    session.delete()

    with django_assert_num_queries(1):  # for the person
        comparison = differences(before, after, kind="events.event")

    assert changes(comparison)["shared"] == [
        ('Session “<span lang="en" dir="ltr">Opening</span>”: begins', [[]], [["{+8 June 2023, 10:30+}"]]),
        (
            'Appearance “<span lang="en" dir="ltr">Kassym-Jomart Tokayev</span>”: session',
            [["[-Opening-]"]],
            [[]],
        ),
    ]


# Whole graphs.


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["old", "new"])
def test_one_side_may_be_missing(missing):
    draft = make_initiative_draft(title_ar="عنوان")
    make_milestone_draft(draft)
    sides = [graph_of(draft), None] if missing == "new" else [None, graph_of(draft)]

    comparison = differences(*sides, kind=KIND)

    assert [section.part for section in comparison.sections if section.changes] == changed_parts(*sides)
    assert (comparison.added == 0, comparison.removed == 0) == (missing == "new", missing == "old")


@pytest.mark.django_db
def test_nothing_differs_between_equals_and_nothing_is_asked(django_assert_num_queries):
    draft = make_initiative_draft()
    graph = graph_of(draft)

    with django_assert_num_queries(0):
        comparison = differences(graph, copy.deepcopy(graph), kind=KIND)
        nothing = differences(None, None, kind=KIND)

    assert not comparison
    assert not nothing
    assert comparison.summary == "Nothing differs"


@pytest.mark.django_db
def test_an_empty_text_equals_a_missing_one_and_unknown_keys_are_left_out():
    draft = make_initiative_draft(summary_en="")
    make_milestone_draft(draft, place_en="")
    old, new = graph_of(draft), graph_of(draft)
    root = old["rows"][KIND][old["root"]]
    del root["summary_en"], root["cover"], root["people"]
    root["colour"] = "blue"
    root["title_fr"] = "Titre"
    old["rows"]["initiatives.gone"] = {"1": {"text": "x"}}
    for row in old["rows"]["initiatives.milestone"].values():
        del row["place_en"]

    assert not differences(old, new, kind=KIND)


@pytest.mark.django_db
def test_what_an_old_graph_lacks_counts_as_empty():
    draft = make_initiative_draft()
    old, new = graph_of(draft), graph_of(draft)
    del old["rows"][KIND][old["root"]]["summary_en"]

    assert changes(differences(old, new, kind=KIND)) == {"en": [("Summary", [[]], [["{+What it is about.+}"]])]}


@pytest.mark.django_db
def test_values_that_the_models_of_today_refuse_are_shown_as_written():
    draft = make_initiative_draft()
    make_milestone_draft(draft)
    old, new = graph_of(draft), graph_of(draft)
    old["rows"][KIND][old["root"]] |= {"status": "paused", "date": "long ago"}
    old["rows"]["initiatives.milestone"]["b0000000-0000-4000-8000-000000000000"] = {"date": "once", "text_en": "Gone"}

    shared = changes(differences(old, new, kind=KIND))["shared"]

    assert [before for _label, before, _after in shared] == [[["[-paused-]"]], [["[-long ago-]"]], [["Date: [-once-]"]]]


@pytest.mark.django_db
def test_a_row_of_which_an_old_graph_knows_nothing_is_told_all_the_same():
    old = graph_of(make_initiative_draft())
    new = copy.deepcopy(old)
    old["rows"]["initiatives.milestone"] = {"b0000000-0000-4000-8000-000000000000": {}}

    assert changes(differences(old, new, kind=KIND)) == {"shared": [("Milestone 1", [[]], [[]])]}


@pytest.mark.django_db
def test_only_the_parts_that_were_asked_for_are_compared():
    draft = make_initiative_draft()
    before = graph_of(draft)
    InitiativeDraft.objects.update(title_en="A", title_kk="Ә", slug="a")

    comparison = differences(before, graph_of(draft), ["kk"], kind=KIND)

    assert [(section.part, len(section.changes)) for section in comparison.sections] == [("kk", 1)]


@pytest.mark.django_db
def test_the_summary_counts_fields_and_words():
    draft = make_initiative_draft(title_en="One two three", summary_en="Same", slug="here")

    one = compare_edit(draft, slug="there")
    two = compare_edit(draft, title_en="One four", slug="here")

    assert one.summary == "1 field changed"
    assert two.summary == "2 fields changed, 1 word added, 2 words removed"


# The catalogue of the whole, and its cost.


def edited_event(sessions):
    """The graphs of an event with sessions in four languages, before and after an edit of all of them."""
    event = make_event_draft(title_ru="Форум", title_ar="منتدى", title_kk="Форум")
    texts = {
        f"{name}_{language}": f"{word} " * 8
        for language, word in {"en": "peace", "kk": "бейбітшілік", "ru": "мир", "ar": "سلام"}.items()
        for name in ("title", "summary", "room")
    }
    for place in range(sessions):
        session = make_session_draft(
            event, position=place, source=make_source(f"s{place}"), **{**texts, "title_en": f"Session {place}"}
        )
        make_appearance_draft(event, session=session, person=make_person(f"p{place}", name_en=f"Person {place}"))
    before = graph_of(event)
    after = copy.deepcopy(before)
    other = make_source("other")
    for place, row in enumerate(after["rows"]["events.session"].values()):
        row |= {name: f"{row[name]}and now {place}" for name in texts}
        row |= {"source": str(other.pk), "position": 100 - row["position"]}
    return before, after


@pytest.mark.django_db
def test_queries_do_not_grow_with_rows(django_assert_num_queries):
    one, many = edited_event(1), edited_event(4)

    for before, after in (one, many):
        with django_assert_num_queries(1):
            differences(before, after, kind="events.event")


@pytest.mark.django_db
def test_fifty_sessions_in_four_languages_are_compared_whole():
    before, after = edited_event(50)

    comparison = differences(before, after, kind="events.event")

    assert comparison.fields == 50 * 13 + 1


def under_the_id_of(other, graph):
    return json.loads(json.dumps(graph).replace(graph["root"], other["root"]))


@pytest.mark.django_db
def test_any_two_entries_of_the_catalogue_differ_in_the_parts_that_their_graphs_do(catalogue):
    for kind, model in (("initiatives.initiative", InitiativeDraft), ("events.event", EventDraft)):
        graphs = [graph_of(draft) for draft in model.objects.order_by("slug")[:8]]
        for language, old, other in zip(cycle(["en", "kk", "ru", "ar"]), graphs, graphs[1:], strict=False):
            new = under_the_id_of(old, other)
            with translation.override(language):
                comparison = differences(old, new, kind=kind)
                html = render(comparison)
            assert [section.part for section in comparison.sections if section.changes] == changed_parts(old, new)
            assert html.count("<section>") == comparison.fields


# The page.


def render(comparison):
    labels = {"old_label": "Live, revision 6", "new_label": "Draft, revision 7"}
    return render_to_string("admin/desk/_changes.html", {"comparison": comparison, **labels})


@pytest.mark.django_db
def test_the_partial_says_for_the_ear_what_the_eye_sees_and_keeps_the_text_whole():
    draft = make_initiative_draft(title_kk="Бейбітшілік <жолы>")

    html = render(compare_edit(draft, title_kk="Бейбіт <жолы>"))

    assert "<b>1 field changed, 1 word added, 1 word removed</b>" in html
    assert '<h2><span lang="kk" dir="ltr">Қазақша</span></h2>' in html
    assert "<h3>Title</h3>" in html
    assert '<span class="side">Live, revision 6</span>' in html
    ear = '<span class="vh" lang="en" dir="ltr">{} </span>'
    assert f'<p lang="kk" dir="ltr"><del>{ear.format("removed")}Бейбітшілік</del> &lt;жолы&gt;</p>' in html
    assert f'<p lang="kk" dir="ltr"><ins>{ear.format("added")}Бейбіт</ins> &lt;жолы&gt;</p>' in html


@pytest.mark.django_db
def test_the_partial_says_that_nothing_differs():
    graph = graph_of(make_initiative_draft())

    html = render(differences(graph, graph, kind=KIND))

    assert "<b>Nothing differs</b>" in html
    assert "<h2" not in html


def test_all_parts_have_a_heading():
    comparison = differences(None, None, kind=KIND)

    assert [str(section.title) for section in comparison.sections] == [
        "Shared facts",
        "English",
        "Қазақша",
        "Русский",
        "العربية",
    ]
    assert [section.part for section in comparison.sections] == list(ALL_PARTS)
