"""What the home page shows of the initiatives."""

import datetime as dt
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from initiatives.horizon import LABEL, TODAY, candidates, marks, mirrored
from initiatives.models import Milestone
from tests.factories import (
    make_figure_draft,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db
TODAY_DATE = dt.date(2026, 11, 22)


def shown(tag):
    return BeautifulSoup(Template("{% load initiatives %}{% " + tag + " %}").render(Context()), "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def make_step(date, **fields):
    draft = make_initiative_draft(title_en=f"Of {date}")
    make_milestone_draft(draft, date=date, **fields)
    return publish(draft)


def test_home_page_needs_eight_queries_after_a_publication_and_then_one(client):
    numbers = []
    for first, number in ((0, 1), (1, 12)):
        for n in range(first, first + number):
            draft = make_initiative_draft(themes=[make_theme(f"theme-{n}")])
            make_figure_draft(draft)
            make_milestone_draft(draft, date=str(1991 + n))
            publish(draft)
        for _visit in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get("/en/")
            numbers.append(len(queries))

    # The state, two for the milestones, the next events, two for the lines of work, the figures, the latest changes.
    assert numbers == [8, 1, 8, 1]


def test_latest_are_those_published_last():
    first, second = make_initiative(title_en="First"), make_initiative(title_en="Second")
    type(first).objects.filter(pk=first.pk).update(updated_at=second.updated_at + dt.timedelta(hours=1))

    assert [words(link) for link in shown("latest_initiatives").select("a")] == ["First", "Second"]


def test_lines_of_work_count_each_initiative_once_and_lead_to_the_list():
    relief = [make_theme(key, line="humanitarian") for key in ("food-security", "humanitarian-aid")]
    make_initiative(themes=relief)
    make_initiative(themes=relief[:1])
    make_initiative_draft(themes=[make_theme("peacekeeping", line="peacekeeping")])

    rows = shown("lines_of_work").select("li")

    assert [words(row.select_one(".num")) for row in rows] == ["2 initiatives"]
    assert rows[0].a["href"] == "/en/initiatives/?theme=food-security&theme=humanitarian-aid"


def test_key_figures_are_the_newest_of_each_unit_and_the_largest_of_these():
    draft = make_initiative_draft()
    for label, value, unit, as_of in [
        ("old", 9000, "people", "2001"),
        ("new", 600, "people", "2024"),
        ("bodies", 700, "bodies", "2020"),
        ("interval", 3, "years", "2024"),
    ]:
        make_figure_draft(draft, label_en=label, value=value, unit=unit, as_of=as_of)
    publish(draft)

    assert [words(label) for label in shown("key_figures").select("dt")] == ["bodies", "new"]


def test_horizon_takes_first_steps_that_are_done_and_exactly_dated():
    draft = make_initiative_draft(title_en="Two steps")
    make_milestone_draft(draft, date="2000")
    make_milestone_draft(draft, date="2015")
    publish(draft)
    make_step("1991")
    make_step("1991-08-29")
    make_step("2006~")
    make_step("1989")
    make_step("2020", status="planned")

    assert [str(mark.title) for mark in marks(TODAY_DATE)] == ["Of 1991-08-29", "Two steps"]


def test_horizon_has_one_step_of_a_year_the_first_of_the_most_exact_ones():
    for date in ("2001", "2001-03", "2001-02", "2002-12-31", "2002-01-31/..", "2003-05-01", "2003-05-01", "2003-04"):
        make_step(date)

    found = candidates(TODAY_DATE)

    assert [milestone.date for milestone in found] == ["2001-02", "2002-12-31", "2003-05-01"]
    assert found[2] == Milestone.objects.filter(date="2003-05-01").order_by("id").first()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_labels_of_the_horizon_do_not_collide(language):
    for year in range(1991, 2027):
        make_step(str(year))

    with override(language):
        placed = marks(TODAY_DATE)
        starts = {side: [mirrored(mark.x) for mark in placed if mark.is_below is side] for side in (True, False)}

    assert len(placed) >= 8
    assert all(after - before >= LABEL for side in starts.values() for before, after in pairwise(side))
    assert max(starts[False]) <= TODAY - LABEL


def test_horizon_runs_the_way_of_the_page():
    make_step("1991-08-29")

    with override("en"):
        left = marks(TODAY_DATE)[0].x
    with override("ar"):
        right, anchor = marks(TODAY_DATE)[0].x, marks(TODAY_DATE)[0].anchor

    assert (left + right, anchor) == (1180, "end")
