"""What the facets of a list count: for every pair of values, what the list shows after the click."""

from itertools import combinations, product

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Q
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from events.filters import EventFilterSet
from events.models import Event
from initiatives.filters import InitiativeFilterSet
from initiatives.models import Initiative
from peacedesk.editorial import graph, publishing, workflow
from peacedesk.editorial.desk.previews import put_in_public
from peacedesk.editorial.models import Entry
from peacedesk.editorial.numbering import newest_first
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.models import Theme
from peacedesk.website.search import matching
from tests.factories import (
    make_country,
    make_event,
    make_initiative,
    make_initiative_draft,
    make_superuser,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db

# The bit sets are the same on every database: beyond the first, in the other languages, one in so many pairs is opened.
SAMPLE = 1 if connection.vendor == "sqlite" else 13
WORDS = {"en": "nuclear", "kk": "ядролық", "ru": "ядерного", "ar": "النووية"}
RELATIONS = {
    "series": ["series"],
    "theme": ["themes"],
    "track": ["tracks"],
    "country": ["country", "countries"],
    "organisation": ["organisations", "hosts__organisation"],
}
COLUMNS = {"status", "format"}


def initiatives(query=""):
    request = RequestFactory().get(f"/en/initiatives/?{query}")
    return InitiativeFilterSet(request.GET, Initiative.objects.cards(), request=request)


def events(query=""):
    request = RequestFactory().get(f"/en/events/?when=all&{query}")
    return EventFilterSet(request.GET, Event.objects.cards(), request=request)


LISTS = {Initiative: initiatives, Event: events}


def counts_of(found):
    return {(facet.name, choice.value): choice.entries for facet in found.facets for choice in facet.choices}


def overlapping(first, last):
    """The condition that an entry overlaps the years from `first` to `last`."""
    has_begun = Q(date_from__year__lte=last) | Q(date_from=None, date_to__isnull=False)
    goes_on = Q(date_to__year__gte=first) | Q(date_to=None, date_from__isnull=False)
    return has_begun & goes_on


def condition(model, name, value):
    """What a value means, in words other than those of the index."""
    if name == "language":
        return Q(**{f"published_at_{value}__isnull": False})
    if name == "period":
        return overlapping(int(value[:4]), int(value[:4]) + 9)
    if name in COLUMNS:
        return ~Q(recurrence="") if value == "recurring" else Q(**{name: value})
    fields = {field.name for field in model._meta.get_fields()}
    lookups = [lookup for lookup in RELATIONS[name] if lookup.partition("__")[0] in fields]
    meant = Q()
    for lookup in lookups:
        meant |= Q(**{f"{lookup}__key": value})
    return meant


@pytest.mark.usefixtures("catalogue")
def test_counts_are_the_totals_of_the_lists_for_every_pair_of_values_in_every_language():
    for model, filtered in LISTS.items():
        check_pairs(model, filtered)


def check_pairs(model, filtered):
    alone = counts_of(filtered())
    meant = {pair: set(model.objects.filter(condition(model, *pair)).values_list("pk", flat=True)) for pair in alone}
    assert alone == {pair: len(pks) for pair, pks in meant.items()}
    assert 0 not in alone.values()

    for language in CONTENT_LANGUAGES:
        with override(language):
            counts = {(name, value): counts_of(filtered(f"{name}={value}")) for name, value in alone}
            for number, (one, other) in enumerate(combinations(alone, 2)):
                a, b = meant[one], meant[other]
                is_one_facet = one[0] == other[0]
                assert counts[one][other] == len(b if is_one_facet else a & b)
                assert counts[other][one] == len(a if is_one_facet else a & b)
                if language == "en" or number % SAMPLE == 0:
                    found = filtered(f"{one[0]}={one[1]}&{other[0]}={other[1]}").found
                    assert (len(found), set(found.pks)) == (len(set(found.pks)), a | b if is_one_facet else a & b)


@pytest.mark.usefixtures("catalogue")
def test_counts_beside_words_years_and_tabs_are_the_totals_of_the_lists():
    for (model, filtered), (language, word) in product(LISTS.items(), WORDS.items()):
        with override(language):
            found = set(matching(word, language, model._meta.label_lower))
            assert 0 < len(found) <= len(filtered(f"q={word}").found)
            for query in (f"q={word}", "from=1995&to=2015", "when=past", f"when=upcoming&q={word}"):
                for (name, value), count in counts_of(filtered(query)).items():
                    assert count == len(filtered(f"{query}&{name}={value}").found), (query, name, value)


def test_years_mean_the_same_to_the_index_as_to_the_database():
    for date_ in ("1994", "199X", "2017/..", "../1990", "2013-05-05", "1998/2003", ""):
        make_initiative(date=date_)

    for first in range(1985, 2026):
        for last in range(first, 2026, 4):
            expected = set(Initiative.objects.filter(overlapping(first, last)).values_list("pk", flat=True))
            assert set(initiatives(f"from={first}&to={last}").found.pks) == expected, (first, last)


def test_decades_reach_from_the_first_stated_to_the_present():
    make_initiative(date="1988/..")
    make_initiative(date="2002")

    with time_machine.travel("2024-06-14 12:00+05:00"):
        facet = next(facet for facet in initiatives().facets if facet.name == "period")

    assert [(choice.value, str(choice.label), choice.entries) for choice in facet.choices] == [
        ("1980s", "1980s", 1),
        ("1990s", "1990s", 1),
        ("2000s", "2000s", 2),
        ("2010s", "2010s", 1),
        ("2020s", "2020s", 1),
    ]


def test_a_recurring_event_has_a_status_to_choose():
    make_event(date="2009/..", recurrence="yearly", recurrence_day="08-29")
    make_event(status="held")

    assert {value: count for (name, value), count in counts_of(events()).items() if name == "status"} == {
        "held": 1,
        "recurring": 1,
    }
    assert [event.recurrence for event in events("status=recurring").rows()] == ["yearly"]


def test_facets_follow_publication_withdrawal_and_the_names_of_records():
    theme = make_theme("a", name_en="A", name_ar="ا")
    draft = make_initiative_draft(title_ar="محادثات", themes=[theme])
    assert counts_of(initiatives()) == {}

    publish(draft)
    languages = {value: count for (name, value), count in counts_of(initiatives()).items() if name == "language"}
    assert languages == {"en": 1, "ar": 1}

    entry = Entry.objects.get(pk=draft.pk)
    workflow.unpublish(entry=entry, parts=["ar"], user=make_superuser("publisher"), reason="A wrong name.")
    languages = {value: count for (name, value), count in counts_of(initiatives()).items() if name == "language"}
    assert languages == {"en": 1}

    Theme.objects.filter(pk=theme.pk).update(name_en="B")
    publishing.announce("library.theme", [theme.pk])
    facet = next(facet for facet in initiatives().facets if facet.name == "theme")
    assert [str(choice.label) for choice in facet.choices] == ["B"]

    workflow.unpublish(entry=entry, parts=["en"], user=make_superuser("publisher"), reason="A wrong name.")
    assert counts_of(initiatives()) == {}


def test_an_index_made_in_a_preview_serves_no_reader():
    draft = make_initiative_draft(title_en="Hidden lantern")
    shown = make_initiative(title_en="Ring")
    for reader in ("of none yet", "of a kept index"):
        with transaction.atomic():
            put_in_public(graph.capture(type(draft), draft.pk), Initiative)
            assert set(initiatives().found.pks) == {draft.pk, shown.pk}
            transaction.set_rollback(True)

        assert set(initiatives().found.pks) == {shown.pk}, reader


def test_what_becomes_public_while_an_index_is_made_has_no_part_in_it():
    found = make_initiative(slug="found", date="2001", status="ongoing", themes=[make_theme("one")])
    newest_first(Initiative)
    words = {"source_language": "ru", "title_ru": "Встреча", "published_at_ru": found.published_at_en}
    meanwhile = Initiative.objects.create(slug="meanwhile", date="2013", kind=found.kind, status="completed", **words)
    meanwhile.themes.add(make_theme("other"))

    index = InitiativeFilterSet.present_index()

    assert index.everything == index.bits([found.pk, meanwhile.pk]) == 1
    assert {name: sets for name, sets in index.sets.items() if sets} == {"status": {"ongoing": 1}, "theme": {"one": 1}}
    assert (index.written_in, index.published, index.years.stated) == ({"en": 1}, {"en": 1}, {2001})


def test_a_name_in_another_language_says_so(client):
    make_initiative(themes=[make_theme("a", name_en="Water")])

    page = client.get("/ar/initiatives/").content.decode()

    assert '<span lang="en" dir="ltr">Water</span>' in page
    assert '<span lang="kk" dir="ltr">Қазақша</span>' not in page  # nothing is published in it
    assert '<span lang="en" dir="ltr">English</span>' in page


def test_a_value_that_finds_nothing_with_the_others_can_still_be_chosen():
    make_initiative(themes=[make_theme("a", name_en="A")], status="ongoing")
    make_initiative(themes=[make_theme("b", name_en="B")], status="completed")

    assert counts_of(initiatives("theme=a&status=completed")) == {
        ("theme", "a"): 0,
        ("theme", "b"): 1,
        ("status", "ongoing"): 1,
        ("status", "completed"): 0,
        ("language", "en"): 0,
    } | {("period", "2010s"): 0}


def test_many_options_are_folded_but_for_the_chosen_and_the_most_common():
    countries = [make_country(f"a{letter}", name_en=f"Land {letter}") for letter in "abcdefghijkl"]
    for country in countries[6:]:
        make_initiative(countries=[country])
    make_initiative(countries=countries)

    facet = next(facet for facet in initiatives("country=aa").facets if facet.name == "country")

    assert [choice.value for choice in facet.shown] == ["aa", "ag", "ah", "ai", "aj", "ak", "al"]
    assert [choice.value for choice in facet.others] == ["ab", "ac", "ad", "ae", "af"]


def test_an_index_is_made_once_and_by_as_many_queries_however_many_values_there_are(client):
    numbers = []
    for first, last in ((0, 1), (1, 12)):
        for n in range(first, last):
            make_initiative(
                themes=[make_theme(f"theme-{n}", name_en=f"{n}")],
                countries=[make_country(f"{'abcdefghijkl'[n]}z", name_en=f"{n}")],
            )
        for _visit in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get("/en/initiatives/")
            numbers.append(len(queries))

    assert numbers[0] == numbers[2]
    assert numbers[1] == numbers[3] <= 4


@pytest.mark.parametrize("address", ["/en/initiatives/", "/ar/events/"])
def test_a_thousand_parameters_are_answered_by_as_many_queries_as_one(client, address):
    make_initiative()
    make_event()
    client.get(address)
    numbers = []
    for number in (1, 1000):
        query = "&".join(f"country=z{n}&zz{n}=1" for n in range(number // 2 or 1))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"{address}?{query}")
        numbers.append(len(queries))
        assert response.status_code == 404

    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("query", ["theme=zz", "language=de", "period=1990", "period=3990s", "status=unknown"])
def test_a_value_that_no_facet_has_is_not_known(client, query):
    make_initiative()

    assert client.get(f"/en/initiatives/?{query}").status_code == 404


def test_found_is_read_as_far_as_it_is_looked_at():
    for n in range(12):
        make_initiative(slug=f"entry-{n:02}", date=f"{2000 + n}")
    found = initiatives("sort=oldest").found

    with CaptureQueriesContext(connection) as queries:
        assert [entry.slug for entry in found[10:15]] == ["entry-10", "entry-11"]
        assert found[0].slug == "entry-00"
        assert (len(found), found[12:]) == (12, [])

    assert len(queries) == 2  # one for each look, which brings the themes along
    assert [entry.date_from.year for entry in found] == list(range(2000, 2012))


def test_latest_are_the_last_changed_in_the_language_of_the_page():
    make_initiative(slug="first", title_ru="Первый")
    make_initiative(slug="second")
    make_initiative(slug="third", title_ru="Третий", date="1990")

    slugs = dict(Initiative.objects.values_list("pk", "slug"))

    def latest(query, *places):
        return [slugs[key] for key in initiatives(query).latest(*places)]

    assert latest("", 0, 2) == ["third", "second"]
    assert latest("", 1, 9) == ["second", "first"]
    with override("ru"):
        assert latest("", 0, 9) == ["third", "first"]
        assert latest("to=2000", 0, 9) == ["third"]


def test_what_a_list_shows_in_another_language_is_found_by_its_words():
    make_initiative(slug="plain", title_en="Water talks")

    with override("ar"):
        assert [entry.slug for entry in initiatives("q=water").rows()] == ["plain"]
