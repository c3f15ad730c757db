"""The search page: what it says of what was found, how it narrows down, and what it makes of any input."""

import gc
import time
import weakref
from itertools import product
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from peacedesk.website.models import SearchRow
from peacedesk.website.search import tiers
from peacedesk.website.searching.directory import directory
from tests.factories import make_event, make_initiative, make_organisation, make_person, make_source, make_theme

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "kk", "ru", "ar")


def answer(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def search(client, words, language="en", status=200, **parameters):
    return answer(client, f"/{language}/search/?{urlencode({'q': words, **parameters}, doseq=True)}", status)


def titles(soup):
    return [link.get_text() for link in soup.select(".entries h3 a")]


def total(soup):
    return int(soup.select_one("main [role=status]").get_text().split()[0])


def tabs(soup):
    return {
        tab.get_text(" ", strip=True).rsplit(" ", 1)[0]: int(tab.select_one(".num").get_text())
        for tab in soup.select(".tabs a")
    }


@pytest.fixture
def tests_of_all_kinds():
    """Things that hold the word “testing”: two initiatives, two events, an organisation and a person."""
    water = make_theme("climate-and-water", name_en="Climate and water", line="humanitarian", position=2)
    body = make_organisation("ctbto", name_en="Testing Commission")
    guest = make_person("guest", name_en="Ann Testing")
    make_initiative(slug="closure", title_en="Closure of the testing ground", date="1991", status="completed")
    make_initiative(
        slug="water", title_en="Water", summary_en="Testing <b>water</b> & air.", date="2015", status="ongoing",
        themes=[water, make_theme()], organisations=[body], people=[guest],
    )  # fmt: skip
    make_event(slug="day", title_en="Day against testing", date="2010-08-29", status="held", themes=[make_theme()])
    make_event(slug="off", title_en="Testing forum", date="2024-06-13", status="cancelled", status_source=make_source())


def test_results_are_a_list_with_date_title_text_and_what_each_is(client, tests_of_all_kinds):
    soup = search(client, "testing")

    assert soup.h1.get_text() == "Search"
    assert soup.title.get_text() == "Search: testing | PeaceDesk"
    assert soup.select_one("main input[name=q]")["value"] == "testing"
    assert soup.select_one("main [role=status]").get_text(" ", strip=True) == "6 results in English for “testing”"
    assert tabs(soup) == {"All": 6, "Initiatives": 2, "Events": 2, "Organisations": 1, "People": 1}
    rows = {row.h3.get_text(): row for row in soup.select(".entries article")}
    assert rows["Closure of the testing ground"].h3.a["href"] == "/en/initiatives/closure/"
    assert rows["Closure of the testing ground"].time.get_text() == "1991"
    assert rows["Testing forum"].select_one(".status").get_text() == "Cancelled"
    assert [span.get_text() for span in rows["Water"].select(".entry__facts > span")] == [
        "Initiative",
        "Ongoing",
        "Nuclear disarmament",
        "Climate and water",
    ]
    assert rows["Ann Testing"].select_one(".entry__facts").get_text(strip=True) == "Person"


def test_hits_are_marked_and_everything_else_is_escaped(client, tests_of_all_kinds):
    soup = search(client, "tests <i>")

    row = next(row for row in soup.select(".entries article") if row.h3.get_text() == "Water")
    assert [mark.get_text() for mark in row.select("mark")] == ["Testing"]
    assert row.select_one(".entry__text").get_text() == "Testing <b>water</b> & air."
    assert not soup.select("main b, main i")


def test_result_pages_are_kept_out_of_search_engines_and_the_bare_page_is_not(client, tests_of_all_kinds):
    found, bare = search(client, "testing", sort="newest"), answer(client, "/en/search/")

    assert "noindex" in found.select_one("meta[name=robots]")["content"]
    assert not bare.select("meta[name=robots]")
    for soup in (found, bare):
        assert soup.select_one("link[rel=canonical]")["href"] == "http://127.0.0.1:8000/en/search/"
    links = found.select(".tabs a, .sort a, .chips a")
    assert links
    assert {link["rel"][0] for link in links} == {"nofollow"}


def test_a_page_of_results_sets_no_cookie_and_follows_no_host(client, settings, tests_of_all_kinds):
    settings.ALLOWED_HOSTS = ["*"]
    for address in ("/en/search/?q=testing", "/en/search/suggestions?q=te"):
        response = client.get(address, headers={"host": "evil.example"})
        assert not response.cookies
        assert "evil.example" not in response.content.decode()


def test_every_number_is_that_of_the_list_which_a_click_gives(client, catalogue):
    for language, words in (("en", "nuclear"), ("ru", "Казахстан"), ("kk", "форум"), ("ar", "السلام")):
        queue, seen = [f"/{language}/search/?q={quote(words)}"], set()
        while queue and len(seen) < 5:
            address = queue.pop()
            if address in seen:
                continue
            seen.add(address)
            soup = answer(client, address)
            for url, number in promises(soup, address):
                assert found_at(client, url) == number, (address, url)
                queue.append(url)
        assert len(seen) == 5


def promises(soup, address):
    """The addresses that tabs and unchecked options lead to, with the number beside each."""
    for tab in soup.select(".tabs a"):
        yield tab["href"], int(tab.select_one(".num").get_text())
    pairs = parse_qsl(urlsplit(address).query)
    for option in soup.select(".filters .opt"):
        box = option.input
        if not any(name == box["name"] for name, _value in pairs):
            query = urlencode([*pairs, (box["name"], box["value"])])
            yield f"{urlsplit(address).path}?{query}", int(option.select_one(".num").get_text())


def found_at(client, address):
    response = client.get(address)
    return response.context["paginator"].count


def test_years_leave_the_same_entries_as_in_the_lists(client, catalogue):
    for kind, path in (("initiative", "initiatives/?"), ("event", "events/?when=all&")):
        found = {hit.id for hit in hits(client, kind=kind)}
        for first, last in product(("", "1992", "2015"), ("", "2010", "2020")):
            years = {name: value for name, value in (("from", first), ("to", last)) if value}
            listed = client.get(f"/en/{path}{urlencode(years)}").context["filter"].qs.values_list("pk", flat=True)

            assert {hit.id for hit in hits(client, kind=kind, **years)} == found & set(listed)


def hits(client, **parameters):
    return client.get("/en/search/", {"q": "Kazakhstan", **parameters}).context["filter"].hits


def test_an_options_own_choice_does_not_empty_its_siblings(client, tests_of_all_kinds):
    soup = search(client, "testing", theme="climate-and-water")

    options = {o.input["value"]: int(o.select_one(".num").get_text()) for o in soup.select(".filters .opt")}
    assert options == {"nuclear-disarmament": 3, "climate-and-water": 1, "ongoing": 1}
    assert titles(soup) == ["Water"]
    assert [chip.get_text(" ", strip=True) for chip in soup.select(".chip")] == ["Remove filter: Climate and water"]
    assert dict(parse_qsl(urlsplit(soup.select_one(".chip")["href"]).query)) == {"q": "testing"}


def test_filters_that_leave_nothing_can_be_taken_back(client, tests_of_all_kinds):
    soup = search(client, "testing", theme="climate-and-water", to="1990")

    assert total(soup) == 0
    assert soup.select_one(".empty a")["href"] == "/en/search/?q=testing"
    assert [label.input["value"] for label in soup.select(".opt.is-zero")] == ["climate-and-water"]


def test_the_order_is_by_match_or_by_date(client, tests_of_all_kinds):
    assert titles(search(client, "testing", sort="newest", kind="event")) == ["Testing forum", "Day against testing"]
    links = {link.get_text(): link for link in search(client, "testing", sort="newest").select(".sort a")}

    assert links["Newest first"].has_attr("aria-current")
    assert links["Best match"]["href"] == "/en/search/?q=testing"


def test_pages_are_bounded_and_number_on(client):
    for number in range(45):
        make_initiative(slug=f"i-{number}", title_en=f"Bridge {number}")

    second = search(client, "bridge", page=2)
    third = search(client, "bridge", page=3)

    assert second.select_one(".entries")["start"] == "21"
    assert (len(titles(second)), len(titles(third))) == (20, 5)
    assert third.select_one(".pager [aria-current]").get_text() == "3"
    assert search(client, "bridge", page=4, status=404).select_one("main .empty li")


def test_another_language_that_has_more_is_named_in_its_own_words(client):
    make_initiative(title_en="One", title_ru="Мост", title_ar="جسر")

    soup = search(client, "Мост", "kk")

    link = soup.select_one("main a[hreflang=ru]")
    assert (link["lang"], link["dir"], link["href"]) == ("ru", "ltr", f"/ru/search/?q={quote('Мост')}")
    assert link.get_text(" ", strip=True) == "Русский (1)"
    assert found_at(client, link["href"]) == 1


def test_other_forms_of_a_name_say_their_language(client):
    person = make_person(name_ru="Касым-Жомарт Токаев", name_ar="قاسم جومارت توكاييف")
    make_initiative(title_en="Tokayev", title_ru="Токаев", title_ar="توكاييف", people=[person])

    forms = search(client, "Tokayev").select(".page-head .hint bdi")

    assert {(form["lang"], form["dir"]) for form in forms} == {("ru", "ltr"), ("ar", "rtl")}


def test_a_slip_is_put_right_and_says_so(client, catalogue):
    soup = search(client, "Semipalatinks")

    for sentence in (soup.select_one(".page-head .hint"), soup.select_one("main [role=status]")):
        assert "semipalatinsk" in sentence.get_text().lower()
    assert soup.select_one("main input[name=q]")["value"] == "Semipalatinks"
    assert titles(soup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_helps_on(client, language):
    soup = search(client, "qqqqzzzzxxxx", language)

    assert "qqqqzzzzxxxx" in soup.select_one("main [role=status]").get_text()
    assert f"/{language}/events/?when=all" in [a["href"] for a in soup.select(".empty a")]
    assert soup.select_one("main input[name=q]")["value"] == "qqqqzzzzxxxx"


def test_the_examples_of_the_start_page_find_something(client, catalogue):
    for language in LANGUAGES:
        examples = answer(client, f"/{language}/search/").select(".search__start .chip")

        assert len(examples) == 4
        for link in examples:
            assert found_at(client, link["href"])


WRONG = {
    "kind=none": "none",
    "theme=none": "“none” is not known",
    "status=none": "“none” is not known",
    "from=soon": "“soon” is no year",
    "from=2020&to=1990": "comes after",
    "page=0": "“0”",
    "page=99999999999999999999": "99999",
    "page=x": "“x”",
    "sort=none": "none",
}


@pytest.mark.parametrize("query", WRONG)
def test_a_value_that_does_not_hold_is_named_with_a_way_out(client, tests_of_all_kinds, query):
    soup = answer(client, f"/en/search/?q=testing&{query}", 404)

    assert WRONG[query] in soup.select_one(".empty").get_text()
    assert found_at(client, soup.select_one(".empty p a")["href"]) == 6


ODD = [
    '"',
    "'\"`",
    '"testing',
    "testing AND OR NOT",
    "NEAR(testing, 2)",
    "title:testing",
    "test* -testing ^x",
    "testing & | ! <-> :*",
    "(((",
    "%_\\",
    "...!?—«»",
    "؟،ـ",
    " \t\n ",
    "testing тестинг اختبار",
    "‮gnitset‬",
    "test\u200bing",
    "\ufdfa",
    "🕊" * 50,
    "x" * 10_000,
    "слово " * 2000,
    "ا" * 10_000,
    "a b " * 100,
    "٢٠٢٣",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% now %}",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
]


def test_odd_words_get_an_answer_or_a_helpful_page_soon(client, catalogue):
    for words, language in product(ODD, ("en", "ar")):
        begun = time.process_time()
        response = client.get(f"/{language}/search/", {"q": words})
        assert time.process_time() - begun < 1, words
        soup = BeautifulSoup(response.content, "html.parser")
        assert response.status_code in {200, 404}
        assert soup.select("main .entries li, main .empty a, main .search__start a")
        assert not soup.select("main script")
        assert "\u202e" not in soup.title.get_text()
        assert client.get(f"/{language}/search/suggestions", {"q": words}).status_code == 200


@pytest.mark.parametrize("query", ["q=%00", "q=testing%00", "q=a&%00=b", "q=a&page=1%00", "q=a&theme=%00"])
def test_a_nul_character_is_a_bad_request_that_helps_on(client, tests_of_all_kinds, query):
    soup = answer(client, f"/en/search/?{query}", 400)

    assert soup.select(".empty li")
    assert client.get("/en/search/suggestions?q=a%00").status_code == 400


def test_unknown_parameters_change_nothing_and_are_not_carried_on(client, tests_of_all_kinds):
    many = "&".join(f"p{number}=x" for number in range(1000))

    soup = answer(client, f"/en/search/?q=testing&{many}&q=")

    assert total(soup) == 6
    assert not [a for a in soup.select("main a[href]") if "p1=" in a["href"]]


def queries_of(client, words, **parameters):
    """How many queries a search takes, the index of the present state being at hand."""
    with CaptureQueriesContext(connection) as queries:
        search(client, words, **parameters)
    return len(queries)


def test_the_number_of_queries_does_not_grow(client, tests_of_all_kinds):
    asked = [("testing", {"kind": "initiative"}), ("tests", {"sort": "newest"}), ("Ann Testing", {}), ("texting", {})]
    search(client, "water")
    few = [queries_of(client, words, **parameters) for words, parameters in asked]
    for number in range(20):
        make_initiative(title_en=f"Testing {number}", themes=[make_theme(f"theme-{number}", name_en=f"Theme {number}")])
    search(client, "water")

    assert [queries_of(client, words, **parameters) for words, parameters in asked] == few
    # The present state, the names in the words, all hits with what is counted beside them, and what a page shows of
    # them. What is nowhere takes more, each from what the last one found: what begins so, what is written or sounds
    # alike, the names in that, how often each is found, how most of the texts write it, and its hits.
    assert few == [4, 4, 4, 10]


def test_a_search_that_was_made_in_the_present_state_is_not_made_again(client, tests_of_all_kinds):
    search(client, "testing")

    assert queries_of(client, "testing", kind="event", sort="newest") == 2  # the present state, and what is shown
    make_initiative(title_en="Another testing ground")
    assert total(search(client, "testing")) == 7


def test_suggestions_say_their_language_where_they_lead_and_what_they_are(client, tests_of_all_kinds):
    response = client.get("/en/search/suggestions?q=testing co")

    assert response.json() == {
        "suggestions": [
            {
                "text": "Testing Commission",
                "lang": "en",
                "dir": "ltr",
                "url": "/en/organisations/ctbto/",
                "kind": "Organisation",
            }
        ],
        "announcement": "1 suggestion",
    }
    assert response["Cache-Control"] == "public, max-age=300"
    assert client.get("/en/search/suggestions").json()["suggestions"] == []
    assert client.post("/en/search/suggestions").status_code == 405


def test_a_lost_address_offers_the_closest_entries(client, tests_of_all_kinds):
    soup = answer(client, "/en/initiatives/closing-testing-grounds/", 404)

    closest = [a["href"] for a in soup.select(".lost ul")[0].select("a")]
    assert closest[0] == "/en/initiatives/closure/"
    assert len(closest) <= 3
    assert soup.select_one("main input[name=q]")["value"] == "closing testing grounds"


@pytest.mark.parametrize("last", ["%22", "AND", "(((", "%E2%80%AE", "a" * 3000, "-", "%D8%A7" * 300])
def test_a_lost_address_of_odd_words_is_not_found_all_the_same(client, last):
    answer(client, f"/ar/{last}/", 404)


@pytest.mark.parametrize("address", ["/en/", "/en/initiatives/", "/en/nothing-here/", "/en/search/"])
def test_every_search_field_leads_to_the_search_page(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser")

    fields = soup.select("form[role=search]")
    assert fields
    assert {form["action"] for form in fields} == {"/en/search/"}
    assert {form.input["name"] for form in fields} == {"q"}
    assert len({form["aria-label"] for form in fields}) == len(fields)


def test_only_the_first_of_very_many_hits_are_looked_through(client):
    initiative = make_initiative(title_en="A lantern of its own", date="2020")
    SearchRow.objects.bulk_create(
        SearchRow(
            pk=number * 2 + (code == "ru"),
            kind="library.person",
            object_id=uuid4(),
            language=code,
            lexemes=f"{code}0krecord {code}4wlantern",
        )
        for number in range(tiers.MOST_HITS + 1)
        for code in ("en", "ru")
    )

    page = client.get("/en/search/?q=lantern&sort=newest")

    soup = BeautifulSoup(page.content, "html.parser")
    assert "Only the first 500 results are looked through here." in soup.get_text()
    assert total(soup) == tiers.MOST_HITS
    assert soup.select_one(".search__elsewhere a[hreflang=ru] .num").get_text() == "(500+)"
    newest, *others = page.context["filter"].hits
    assert newest.id == initiative.pk
    assert [hit.row for hit in others] == [2 * number for number in range(tiers.MOST_HITS, 1, -1)]


def test_a_search_in_one_language_lets_go_of_what_was_known_in_another(client):
    make_initiative(title_en="Lantern", title_ru="Фонарь")
    search(client, "lantern")
    with override("en"):
        former = weakref.ref(directory("en"))
    make_initiative(title_en="Another lantern", title_ru="Другой фонарь")

    search(client, "фонарь", language="ru")

    gc.collect()
    assert former() is None
