"""The timeline: what it shows of each kind of content, the drawing, the filters, and its weight."""

import datetime as dt
import gzip
import random
import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from events.models import Event
from initiatives.models import Initiative, Milestone
from peacedesk.dates.edtf import parse
from peacedesk.languages import Text
from peacedesk.website.timeline.contributions import Entry, Group, Row, Words
from peacedesk.website.timeline.figures import figure_of
from peacedesk.website.timeline.packing import GAP, packed
from peacedesk.website.timeline.scale import Scale
from peacedesk.website.timeline.views import TimelineView
from tests.factories import (
    make_country,
    make_event,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_source,
    make_theme,
    publish,
)

TODAY = dt.date(2026, 11, 22)
ROWS = 12
SCALE = Scale(dt.date(1991, 1, 1), dt.date(2027, 12, 31), 0, 13513)  # one unit is a day


def page(client, query="", *, language="en", status=200):
    response = client.get(f"/{language}/timeline/{query}")
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def titles(soup):
    return [words(heading) for heading in soup.select(".milestones h3")]


def drawn(soup):
    """The addresses of the marks in the drawing."""
    return sorted(link["href"] for link in soup.select(".chart a"))


def listed(soup):
    return sorted(link["href"] for link in soup.select(".milestones h3 a"))


def make_milestone(date, **fields):
    """A milestone of an initiative without a date."""
    draft = make_initiative_draft(date="")
    make_milestone_draft(draft, date=date, **fields)
    return publish(draft)


def entry(date, *, group=Group.DONE, title="Talks", language="en", is_major=False):
    parsed = parse(date)
    row = Row("event", uuid.uuid4(), date, parsed.first, parsed.last, None, group)
    direction = "rtl" if language == "ar" else "ltr"
    return Entry(row, Words(Text(title, language, direction, False), "/", "Held", "", ""), is_major=is_major)


# What is listed


@pytest.mark.django_db
def test_all_kinds_stand_in_one_list_in_the_order_of_time(client):
    make_event(title_en="Forum", date="2015-06-01")
    draft = make_initiative_draft(title_en="Zone", date="2006/..")
    make_milestone_draft(draft, text_en="In force", date="2009-03-21")
    publish(draft)

    soup = page(client)

    assert titles(soup) == ["Zone", "In force", "Forum"]
    assert [words(heading) for heading in soup.select("main h2")] == ["2000–2009", "2010–2019"]
    assert "Initiative: Zone" in [words(line) for line in soup.select(".milestones p")]
    assert words(soup.select_one("[role=status]")) == "3 entries"


@pytest.mark.django_db
def test_what_has_no_date_is_listed_at_the_end_and_not_drawn(client):
    make_initiative(title_en="No period", date="")
    make_event(title_en="Summit", date="unknown:2018")
    make_event(title_en="Forum", date="2023")

    soup = page(client)

    assert titles(soup)[0] == "Forum"
    assert sorted(titles(soup)[1:]) == ["No period", "Summit"]
    assert words(soup.select("main h2")[-1]) == "Without a date"
    assert len(drawn(soup)) == 1
    assert "2018" not in words(soup.select("section.ledger")[-1])


@pytest.mark.django_db
def test_drawing_and_list_show_the_same(client):
    for year in range(1985, 2030):
        make_event(date=str(year))

    soup = page(client)

    assert drawn(soup) == listed(soup)
    assert len(listed(soup)) == 45
    assert soup.select_one(".chart")["aria-hidden"] == "true"
    assert all(link["tabindex"] == "-1" for link in soup.select(".chart a"))
    assert words(soup.select_one("main h2")) == "Before 1991"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "css_class", "word"),
    [
        ("announced", "is-planned", "Announced"),
        ("confirmed", "is-planned", "Confirmed"),
        ("held", None, "Held"),
        ("postponed", "is-off", "Postponed"),
        ("cancelled", "is-off", "Cancelled"),
    ],
)
def test_an_event_is_drawn_and_worded_by_its_status_whatever_its_day(client, status, css_class, word):
    make_event(status=status, date="2020-06-13", status_source=make_source())

    soup = page(client)

    assert soup.select_one(".chart a").get("class") == (css_class and [css_class])
    assert words(soup.select_one(".chart title")).endswith(word)
    assert words(soup.select_one(".milestones .status")) == word
    assert len(soup.select(".chart a .cross")) == (css_class == "is-off")


@pytest.mark.django_db
def test_an_announced_event_of_the_past_says_that_nobody_knows(client):
    make_event(status="announced", date="2020-06-13")

    text = words(page(client).select_one(".milestones"))

    assert "Announced for 13 June 2020; this record does not say whether it took place." in text


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "css_class"), [("planned", "is-planned"), ("done", None), ("dropped", "is-off")])
def test_a_milestone_is_drawn_by_its_status(client, status, css_class):
    make_milestone("2020-05", status=status)

    soup = page(client, "?kind=milestone")

    assert soup.select_one(".chart a").get("class") == (css_class and [css_class])
    assert words(soup.select_one(".milestones .status")) == status.capitalize()


@pytest.mark.django_db
def test_the_next_event_is_marked_in_gold(client):
    make_event(title_en="Over", status="announced", date="2020")
    make_event(title_en="Next", status="announced", date="2090-06")
    make_event(title_en="Later", status="announced", date="2091")

    marked = page(client).select(".milestones .is-now")

    assert [words(item.h3) for item in marked] == ["Next"]


@pytest.mark.django_db
def test_only_one_of_all_pages_marks_the_next_event(client, monkeypatch):
    monkeypatch.setattr(TimelineView, "undivided", 2)
    monkeypatch.setattr(TimelineView, "paginate_by", 2)
    make_event(title_en="Over", status="held", date="2020")
    make_event(title_en="Next", status="announced", date="2090-06")
    make_event(title_en="Later", status="announced", date="2091")

    marked = [page(client, f"?page={number}").select(".milestones .is-now") for number in (1, 2)]

    assert [[words(item.h3) for item in items] for items in marked] == [["Next"], []]


@pytest.mark.django_db
def test_a_text_of_another_language_says_so(client):
    make_event(title_en="Forum")

    soup = page(client, language="ar")

    link = soup.select_one(".milestones h3 a")
    assert (link["lang"], link["dir"]) == ("en", "ltr")
    assert [words["lang"] for words in soup.select(".chart a text, .chart a title")] == ["en", "en"]


@pytest.mark.django_db
def test_what_is_only_a_draft_is_not_shown(client):
    draft = make_initiative_draft(title_en="Hidden")
    make_milestone_draft(draft, text_en="Hidden step")
    make_event(title_en="Shown")

    assert titles(page(client)) == ["Shown"]


@pytest.mark.django_db
def test_the_first_theme_decides_the_lane_and_a_chosen_line_comes_first(client):
    themes = [
        make_theme("un", name_en="UN", line="institutions", position=1),
        make_theme("keeping", name_en="Keeping", line="peacekeeping", position=2),
    ]
    make_initiative(themes=themes)
    make_event(themes=[])

    def lanes(query=""):
        return [name.get_text(" ") for name in page(client, query).select(".chart__lane")]

    assert lanes() == ["Institutions", "Without a line of work"]
    assert lanes("?line=peacekeeping") == ["Peacekeeping"]


# Filters


@pytest.fixture
def three_kinds(db):
    relief = make_theme("relief", name_en="Relief", line="humanitarian")
    draft = make_initiative_draft(
        title_en="Aid",
        date="2001",
        status="ongoing",
        themes=[relief],
        countries=[make_country("af", name_en="Afghanistan")],
    )
    make_milestone_draft(draft, text_en="Step", date="2003", status="planned")
    publish(draft)
    make_event(title_en="Forum", date="2010", country=make_country(), themes=[make_theme()])
    make_event(title_en="Off", date="2012", status="cancelled", status_source=make_source())


@pytest.mark.usefixtures("three_kinds")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Aid", "Step", "Forum", "Off"]),
        ("?kind=initiative", ["Aid"]),
        ("?kind=milestone&kind=event", ["Step", "Forum", "Off"]),
        ("?status=ongoing", ["Aid"]),
        ("?status=planned", ["Step"]),
        ("?status=done", ["Forum"]),
        ("?status=off", ["Off"]),
        ("?line=humanitarian", ["Aid", "Step"]),
        ("?line=humanitarian&line=disarmament", ["Aid", "Step", "Forum"]),
        ("?theme=relief&kind=milestone", ["Step"]),
        ("?country=af", ["Aid", "Step"]),
        ("?country=kz", ["Forum"]),
        ("?from=2003&to=2010", ["Step", "Forum"]),
        ("?unknown=1&page=1&kind=", ["Aid", "Step", "Forum", "Off"]),
    ],
)
def test_filters_leave_what_was_asked_for(client, query, expected):
    soup = page(client, query)

    assert titles(soup) == expected
    assert words(soup.select_one("[role=status]")).split()[0] == str(len(expected))


@pytest.mark.usefixtures("three_kinds")
def test_each_filter_can_be_taken_off(client):
    soup = page(client, "?kind=event&from=2001&line=disarmament")

    chips = {words(chip): chip["href"] for chip in soup.select(".chip")}
    assert list(chips) == [
        "Remove filter: Disarmament",
        "Remove filter: Events",
        "Remove filter: From 2001",
    ]
    assert chips["Remove filter: Disarmament"] == "/en/timeline/?kind=event&from=2001"
    assert all(chip["rel"] == ["nofollow"] for chip in soup.select(".chip"))


@pytest.mark.usefixtures("three_kinds")
@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?line=zzz", "Line of work: “zzz” is not known."),
        ("?kind=book&kind=event", "Show: “book” is not known."),
        ("?country=zz", "Country: “zz” is not known."),
        ("?from=soon", "From: “soon” is no year from 1000 to 2999. Write it as 2015."),
        ("?from=2010&to=2001", "The first year, 2010, comes after the last year, 2001."),
        ("?page=7", "There is no page “7”: the list has 1 page."),
    ],
)
def test_values_that_do_not_hold_are_named_and_the_answer_is_not_found(client, query, fault):
    soup = page(client, query, status=404)

    assert fault in [words(item) for item in soup.select(".empty li")]
    assert not soup.select(".chart, .milestones")


@pytest.mark.usefixtures("three_kinds")
def test_odd_input_gets_an_answer(client):
    page(client, "?from=%00", status=400)
    page(client, "?line=" + "x" * 10_000, status=404)
    page(client, "?country=%E2%80%AE%27%22", status=404)
    page(client, "?" + "&".join(f"a{n}={n}" for n in range(900)))
    page(client, "?from=1000&to=2999")
    page(client, "?to=1000")
    assert words(page(client, "?from=2999").select_one(".empty h2")) == "No entry matches these filters"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_empty_timeline_says_so(client, language):
    assert page(client, language=language).select_one(".empty h2")


# The drawing


def span(date, **kwargs):
    """The (first, last) day that a figure covers, both whole days of the scale."""
    figure = figure_of(entry(date, **kwargs), SCALE, TODAY)
    return tuple(SCALE.first + dt.timedelta(days=x) for x in (figure.start, figure.end))


@pytest.mark.parametrize(
    ("date", "start", "end", "soft"),
    [
        ("2013", "2013-01-01", "2014-01-01", "both"),
        ("2013~", "2013-01-01", "2014-01-01", "both"),
        ("2015-12", "2015-12-01", "2016-01-01", "both"),
        ("199X", "1991-01-01", "2000-01-01", "both"),
        ("early:199X", "1991-01-01", "1994-01-01", "both"),
        ("[2001..2003]", "2001-01-01", "2004-01-01", "both"),
        ("[2023-06-09..]", "2023-06-09", "2026-11-22", "end"),
        ("[..1995]", "1991-01-01", "1996-01-01", "start"),
    ],
)
def test_an_inexact_date_is_a_soft_span_of_all_it_can_mean(date, start, end, soft):
    figure = figure_of(entry(date), SCALE, TODAY)

    assert span(date) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert (figure.mark.soft, figure.is_day, figure.bar) == (soft, False, None)


def test_a_day_is_a_dot():
    figure = figure_of(entry("1991-08-29"), SCALE, TODAY)

    assert (figure.is_day, figure.mark.soft, figure.bar) == (True, "", None)


@pytest.mark.parametrize(
    ("date", "group", "end"),
    [
        ("2006/..", Group.ONGOING, "2026-11-22"),
        ("2006/..", Group.PLANNED, "2027-12-31"),
        ("2006/2008", Group.DONE, "2009-01-01"),
        ("../2008-05-06", Group.DONE, "2008-05-07"),
    ],
)
def test_work_that_continues_is_a_bar_until_it_ends_or_until_today(date, group, end):
    figure = figure_of(entry(date, group=group), SCALE, TODAY)

    assert SCALE.first + dt.timedelta(days=figure.bar.end) == dt.date.fromisoformat(end)
    assert (figure.bar.soft == "start") == date.startswith("..")


def test_plans_stand_on_the_far_side_of_today():
    today = SCALE.position(TODAY)

    assert figure_of(entry("2027", group=Group.PLANNED), SCALE, TODAY).start > today
    assert figure_of(entry("2090", group=Group.PLANNED), SCALE, TODAY).start >= SCALE.end
    assert figure_of(entry("1986-12-17"), SCALE, TODAY).end <= SCALE.start


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_in_a_lane_covers_anything_else(language):
    chance = random.Random(7)  # noqa: S311  (a repeatable crowd, no secret)
    scale = Scale(dt.date(1991, 1, 1), dt.date(2026, 12, 31), 214, 1148)
    dates = [f"{chance.randint(1991, 2026)}{chance.choice(['', '-05', '-05-09', '/..'])}" for _number in range(150)]
    entries = [entry(date, title="A title of several words", language=language) for date in dates]

    with override(language):
        placed, left_out = packed([(each, figure_of(each, scale, TODAY)) for each in entries], scale, ROWS)

    assert len(placed) + left_out == 150
    assert {each.row for each in placed} == set(range(ROWS))
    for row in range(ROWS):
        boxes = sorted(
            (min(box.start for box in parts), max(box.end for box in parts))
            for parts in ([each.figure, *filter(None, [each.label])] for each in placed if each.row == row)
        )
        assert all(end + GAP <= start for (_start, end), (start, _end) in zip(boxes, boxes[1:], strict=False))


def test_a_label_gives_way_to_a_mark():
    scale = Scale(dt.date(1991, 1, 1), dt.date(2026, 12, 31), 214, 1148)
    crowd = [entry(f"20{10 + n % 2 * 3}-05-09", title="A title of several words") for n in range(2 * ROWS)]

    placed, left_out = packed([(each, figure_of(each, scale, TODAY)) for each in crowd], scale, ROWS)

    assert (len(placed), left_out) == (2 * ROWS, 0)
    assert any(each.label is None for each in placed)


@pytest.mark.django_db
def test_time_runs_the_way_of_the_page(client):
    make_event(date="1991-08-29")
    make_event(date="2020-08-29")

    places = {}
    for language in ("en", "ar"):
        dots = page(client, language=language).select(".chart a circle")
        places[language] = sorted(int(dot["cx"]) for dot in dots)

    assert [left + right for left, right in zip(places["en"], reversed(places["ar"]), strict=True)] == [1180, 1180]
    assert places["en"][0] < places["en"][1]


# Weight


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(client):
    def queries():
        page(client)
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    def add():
        draft = make_initiative_draft(countries=[make_country()])
        make_milestone_draft(draft)
        publish(draft)
        make_event()

    add()
    at_one = queries()
    for _number in range(3):
        add()

    assert queries() == at_one == 2


def fill(number):
    """Write as many public rows as asked, with dates and titles of the usual length, straight into the tables."""
    chance = random.Random(1)  # noqa: S311  (repeatable titles, no secret)
    theme, source = make_theme(), make_source()
    vocabulary = ["".join(chance.choices("abcdefghiklmnoprstuvwy", k=chance.randint(3, 10))) for _word in range(3000)]

    def title():
        return " ".join(chance.choices(vocabulary, k=7)).capitalize()

    def date():
        year = min(2026, 1991 + int(36 * chance.random() ** 0.5))
        return chance.choice([f"{year}", f"{year}-05", f"{year}-05-{chance.randint(1, 31):02}", f"{year}/.."])

    def common():
        text = title()
        slug = text.lower().replace(" ", "-")[:45] + f"-{chance.randint(0, 10**6)}"
        return {"slug": slug, "title_en": text, "date": date(), "published_at_en": timezone.now()}

    third = number // 3
    initiatives = Initiative.objects.bulk_create(
        Initiative(kind="proposal", status="ongoing", **common()) for _row in range(third)
    )
    Initiative.themes.through.objects.bulk_create(
        Initiative.themes.through(initiative=row, theme=theme) for row in initiatives
    )
    Milestone.objects.bulk_create(
        Milestone(initiative=row, text_en=title(), date=date(), source=source) for row in initiatives
    )
    Event.objects.bulk_create(Event(format="forum", status="held", **common()) for _row in range(number - 2 * third))


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "listed"), [(250, 250), (2000, TimelineView.paginate_by)])
def test_the_page_stays_light(client, number, listed):
    fill(number)

    response = client.get("/en/timeline/")

    soup = BeautifulSoup(response.content, "html.parser")
    assert words(soup.select_one("[role=status]")).startswith(f"{number} entr" if number < 1000 else "2000 entr")
    assert len(soup.select(".milestones li")) == listed
    assert len(gzip.compress(response.content, 6)) <= 60 * 1024


@pytest.mark.django_db
def test_many_entries_are_drawn_as_numbers_and_listed_page_by_page(client):
    fill(600)

    soup = page(client)

    assert not soup.select(".chart .mark")
    columns = [words(title).removesuffix(" begin").removesuffix("s").split() for title in soup.select(".chart title")]
    assert sum(int(column[1]) for column in columns) == 600
    narrowed = page(client, soup.select_one(".chart a")["href"].removeprefix("/en/timeline/"))
    assert 0 < len(listed(narrowed)) < 250


@pytest.mark.django_db
def test_each_of_many_entries_is_on_one_page_in_the_order_of_time(client):
    fill(600)
    pages = [page(client, f"?page={number}") for number in range(1, 21)]

    items = [item for soup in pages for item in soup.select("li:has(h3)")]
    found = [(words(item.select_one(".when")), item.h3.a["href"]) for item in items]

    assert len(found) == len(set(found)) == 600
    years = [int(date[-4:]) for date, _address in found if date[-4:].isdigit()]
    assert years == sorted(years)
    page(client, "?page=21", status=404)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?", "?kind=milestone&"])
def test_a_decade_of_many_entries_is_a_link_to_the_page_where_it_begins(client, query):
    fill(900)

    links = {words(link): link["href"] for link in page(client, query).select(".chip--pick")}

    assert list(links) == ["1991–1999", "2000–2009", "2010–2019", "2020–2029"]
    for decade, address in links.items():
        path, _hash, anchor = address.partition("#")
        soup = page(client, path.removeprefix("/en/timeline/"))
        assert words(soup.select_one(f"#{anchor}")) == decade
        before = soup.select("main h2")[0]
        assert before["id"] == anchor or words(before) < decade


@pytest.mark.django_db
def test_filters_count_the_same_in_columns_and_in_the_list(client):
    fill(900)

    soup = page(client, "?kind=initiative&kind=milestone&from=2001&to=2020")

    total = int(words(soup.select_one("[role=status]")).split()[0])
    columns = [words(title).removesuffix(" begin").removesuffix("s").split() for title in soup.select(".chart title")]
    assert 250 < sum(int(column[1]) for column in columns) <= total < 600
    year, number, *_words = columns[0]
    narrowed = page(client, soup.select_one(".chart a")["href"].removeprefix("/en/timeline/"))
    assert year == "2001:"
    assert int(number) <= len(listed(narrowed))


@pytest.mark.django_db
def test_what_is_published_is_there_at_the_next_request(client):
    make_event(title_en="First", date="2001")
    assert titles(page(client)) == ["First"]

    make_event(title_en="Before", date="2000")

    assert titles(page(client)) == ["Before", "First"]
