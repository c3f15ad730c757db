"""What the filters of the list of initiatives find, and what they answer to values that do not hold."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from initiatives.filters import InitiativeFilterSet
from initiatives.models import Initiative
from tests.factories import (
    make_country,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db


def filtered(query=""):
    request = RequestFactory().get(f"/en/initiatives/?{query}")
    return InitiativeFilterSet(request.GET, Initiative.objects.cards(), request=request)


def slugs(query=""):
    return [entry.slug for entry in filtered(query).rows()]


def options(name, query=""):
    facet = next(facet for facet in filtered(query).facets if facet.name == name)
    return [(choice.value, str(choice.label), choice.entries) for choice in facet.choices]


def test_options_are_the_records_of_public_entries_with_their_numbers():
    make_initiative(slug="a", countries=[make_country("kz"), make_country("ru", name_en="Russia")])
    make_initiative(slug="b", countries=[make_country("kz")])
    make_initiative_draft(slug="hidden", countries=[make_country("cn", name_en="China")])
    make_country("fr", name_en="France")

    assert options("country") == [("kz", "Kazakhstan", 2), ("ru", "Russia", 1)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ["Azerbaijan", "Kazakhstan", "Turkmenistan"]), ("kk", ["Әзербайжан", "Қазақстан", "Түрікменстан"])],
)
def test_options_follow_the_language_of_the_request_and_its_alphabet(language, expected):
    make_initiative(
        countries=[
            make_country("tm", name_en="Turkmenistan", name_kk="Түрікменстан"),
            make_country("kz"),
            make_country("az", name_en="Azerbaijan", name_kk="Әзербайжан"),
        ]
    )

    with override(language):
        assert [name for _key, name, _entries in options("country")] == expected


def test_themes_stand_in_their_own_order():
    themes = [make_theme("b", name_en="B", position=1), make_theme("a", name_en="A", position=2)]
    make_initiative(themes=themes)

    assert [key for key, _name, _entries in options("theme")] == ["b", "a"]


def test_several_values_of_one_filter_mean_either_and_find_each_entry_once():
    a, b, c = (make_theme(key, name_en=key) for key in "abc")
    make_initiative(slug="both", themes=[a, b])
    make_initiative(slug="one", themes=[b])
    make_initiative(slug="other", themes=[c])

    assert slugs("theme=a&theme=b&sort=title") == ["both", "one"]


def test_several_filters_must_all_hold():
    theme, country, organisation = make_theme(), make_country(), make_organisation()
    make_initiative(slug="all", themes=[theme], countries=[country], organisations=[organisation], status="completed")
    make_initiative(slug="some", themes=[theme], countries=[country], status="completed")

    query = f"theme={theme.key}&country={country.key}&organisation={organisation.key}&status=completed"
    assert slugs(query) == ["all"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2000", ["present", "point"]),
        ("from=2013", ["present", "point"]),
        ("from=2014", ["present"]),
        ("to=1995", ["early"]),
        ("from=1994&to=1994", []),
        ("from=1990&to=2017", ["present", "point", "early"]),
        ("from=2999", ["present"]),
        ("to=1000", []),
    ],
)
def test_years_find_what_overlaps_them(query, expected):
    make_initiative(slug="early", date="early:199X")
    make_initiative(slug="point", date="2013-05-05")
    make_initiative(slug="present", date="2017/..")
    make_initiative(slug="undated", date="")

    assert slugs(query) == expected


@pytest.mark.parametrize("words", ["kurchatov", "KURCHATOV", "test site", "site, test", "degelen", "Semey"])
def test_words_are_found_in_title_summary_text_and_milestones(words):
    draft = make_initiative_draft(
        slug="found", title_en="Test site", summary_en="Kurchatov, 1991", body_en="<p>Degelen site, closed.</p>"
    )
    make_milestone_draft(draft, place_en="Semey")
    publish(draft)
    make_initiative(slug="other")

    assert slugs(f"q={words}") == ["found"]


def test_all_words_must_occur():
    make_initiative(slug="both", title_en="Nuclear tests")
    make_initiative(slug="one", title_en="Nuclear power")

    assert slugs("q=nuclear+tests") == ["both"]


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("kk", "ШЕКАРАЛЫҚ", ["translated"]),
        ("kk", "border", ["english-only"]),
        ("en", "border", ["english-only", "translated"]),
        ("en", "шекаралық", []),
        ("ar", "border", ["english-only", "translated"]),
    ],
)
def test_words_are_looked_for_in_what_the_page_shows(language, words, expected):
    make_initiative(slug="translated", title_en="Border one", title_kk="Шекаралық бір", summary_kk="Бір.")
    make_initiative(slug="english-only", title_en="Border two")

    with override(language):
        assert sorted(slugs(f"q={words}")) == expected


def test_the_source_language_stands_in_before_english():
    make_initiative(
        slug="russian", source_language="ru", title_ru="Форум", title_en="Forum", summary_en="", summary_ru=""
    )

    with override("ar"):
        assert (slugs("q=форум"), slugs("q=forum")) == (["russian"], [])


@pytest.mark.parametrize("words", ["%25", "_", "%5C", "P%25n"])
def test_words_have_no_wildcards(words):
    make_initiative(title_en="Plain")

    assert slugs(f"q={words}") == []


def test_orders():
    make_initiative(slug="new", title_en="Beta", date="2020")
    make_initiative(slug="old", title_en="alpha", date="1991-08-29")
    make_initiative(slug="undated", title_en="Gamma", date="")

    assert slugs() == slugs("sort=newest") == ["new", "old", "undated"]
    assert slugs("sort=oldest") == ["old", "new", "undated"]
    assert slugs("sort=title") == ["old", "new", "undated"]


def test_titles_are_sorted_by_the_alphabet_of_the_language_as_they_are_shown():
    for slug, title in {"1": "Яссы", "2": "Қазақстан", "3": "Әлем", "4": "Кеңес"}.items():
        make_initiative(slug=slug, title_kk=title, title_en=f"English {slug}")
    make_initiative(slug="5", source_language="ru", title_ru="Меморандум", title_en="English 5")

    with override("kk"):
        assert slugs("sort=title") == ["3", "4", "2", "5", "1"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("theme=zzz", "Theme: “zzz” is not known."),
        ("country=%3Cb%3E", "Country: “<b>” is not known."),
        ("status=zzz", "Status: “zzz” is not known."),
        ("from=0", "From: “0” is no year from 1000 to 2999. Write it as 2015."),
        ("to=10000", "To: “10000” is no year from 1000 to 2999. Write it as 2015."),
        ("from=abc", "From: “abc” is no year from 1000 to 2999. Write it as 2015."),
        ("from=" + "9" * 5000, f"From: “{'9' * 60}” is no year from 1000 to 2999. Write it as 2015."),
        ("from=2010&to=2000", "The first year, 2010, comes after the last year, 2000."),
        ("q=" + "a" * 201, "The words are too long to search for. Write at most 200 characters."),
        ("q=" + "+".join(f"w{n}" for n in range(21)), "Search for at most 20 words at a time."),
        ("q=a%00b", "The words hold a character that cannot be searched for."),
        ("theme=a%00b", "Theme: “ab” is not known."),
        ("unknown=%00", "The address holds a character that cannot be searched for."),
    ],
)
def test_a_value_that_does_not_hold_is_named_and_finds_nothing(query, fault):
    make_initiative()

    found = filtered(query)

    assert (found.faults, list(found.rows())) == ([fault], [])


@pytest.mark.parametrize("query", ["status=", "q=+", "theme=%0A&from=", "sort=", "unknown=1"])
def test_empty_values_and_unknown_parameters_change_nothing(query):
    make_initiative(slug="a")

    assert (slugs(query), filtered(query).faults, filtered(query).chips) == (["a"], [], [])


def test_every_chip_leads_to_the_list_without_its_value():
    make_initiative(themes=[make_theme("a", name_en="A"), make_theme("b", name_en="B")])

    found = filtered("theme=a&theme=b&q=it&from=1991&status=ongoing&sort=oldest&zz=1&page=2")

    everything = [
        ("q", "it"),
        ("sort", "oldest"),
        ("theme", "a"),
        ("theme", "b"),
        ("status", "ongoing"),
        ("from", "1991"),
    ]
    assert sorted(found.pairs) == sorted(everything)
    labels = {str(chip.label): QueryDict(chip.url.partition("?")[2]) for chip in found.chips}
    assert set(labels) == {"A", "B", "“it”", "From 1991", "Ongoing"}
    assert labels["A"] == QueryDict("theme=b&q=it&from=1991&status=ongoing&sort=oldest")
    assert labels["From 1991"] == QueryDict("theme=a&theme=b&q=it&status=ongoing&sort=oldest")
    assert found.cleared == "/en/initiatives/?sort=oldest"


def test_addresses_hold_only_values_that_hold():
    make_initiative(themes=[make_theme("a", name_en="A")])

    found = filtered("theme=a&theme=zzz&status=nonsense&sort=nonsense")

    assert (found.kept, len(found.faults)) == ("/en/initiatives/?theme=a", 3)
