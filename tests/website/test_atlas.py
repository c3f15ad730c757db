"""The map: where places are, what is drawn and listed, in which order, and what is said about wrong values."""

import csv
import re
from itertools import combinations
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from peacedesk.editorial.graph import content_roots
from peacedesk.languages import Text
from peacedesk.library.models import Country
from peacedesk.library.querysets import paths, public
from peacedesk.website.atlas import gazetteer
from peacedesk.website.atlas.drawing import drawing
from peacedesk.website.atlas.labels import Name
from peacedesk.website.atlas.places import Place, Tally, public_places
from peacedesk.website.atlas.projection import kilometres, spot_of
from tests.factories import make_country, make_event, make_event_draft, make_initiative

LANGUAGES = ("en", "kk", "ru", "ar")
TABLE = Path(gazetteer.__file__).with_name("places.csv")
LAND = Path(__file__).resolve().parent.parent.parent / "templates/website/map/_land.svg"


def page(client, address="/en/map/", status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def rows(soup):
    """The table as lists of texts."""
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in soup.select("tbody tr")]


def table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_places_is_whole_and_holds_each_place_once():
    places = [(row["country"], row["town"].casefold()) for row in table()]
    points = [gazetteer.town_point(*place) for place in places]

    assert len({country for country, _town in places}) == 249  # ISO 3166-1
    assert len(set(places)) == len(places)
    assert len(set(points) - {gazetteer.country_point("va")}) >= len(points) - 2  # Rome and the Vatican are one point
    assert all(re.fullmatch("[a-z]{2}", country) for country, _town in places)
    assert all(-90 <= point.latitude <= 90 and -180 < point.longitude <= 180 for point in points)
    assert [country for country, _town in places] == sorted(country for country, _town in places)


def test_a_country_is_drawn_at_its_first_town_and_an_unknown_place_nowhere():
    assert gazetteer.country_point("us") == gazetteer.town_point("us", "Washington")
    assert gazetteer.town_point("us", " new york ") == (40.71, -74.01)
    assert (
        gazetteer.town_point("kz", "New York")
        is gazetteer.town_point("kz", "")
        is gazetteer.country_point("zz")
        is None
    )


@pytest.mark.parametrize(
    ("country", "town", "distance"),
    [
        ("kz", "Astana", 0),
        ("kz", "Almaty", 970),
        ("uz", "Tashkent", 1110),
        ("ru", "Moscow", 2270),
        ("cn", "Beijing", 3650),
        ("gb", "London", 4770),
        ("us", "New York", 9260),
        ("au", "Canberra", 12220),
        ("ar", "Buenos Aires", 15630),
    ],
)
def test_distances_are_those_of_the_globe(country, town, distance):
    assert abs(kilometres(gazetteer.town_point(country, town)) - distance) < 40


def test_a_direction_on_the_map_is_the_true_one():
    north, south = spot_of(gazetteer.Point(60, 71.43)), spot_of(gazetteer.Point(30, 71.43))
    east, west = spot_of(gazetteer.Point(51.17, 71.53)), spot_of(gazetteer.Point(51.17, 71.33))

    assert north.x == south.x == 500
    assert north.y < 500 < south.y
    assert east.y == west.y == 500
    assert west.x < 500 < east.x


def test_a_place_beyond_the_rim_stands_on_it():
    far = spot_of(gazetteer.country_point("ar"))

    assert far.is_beyond
    assert abs((far.x - 500) ** 2 + (far.y - 500) ** 2 - 480**2) < 1000
    assert not spot_of(gazetteer.country_point("us")).is_beyond


def polygons(name):
    """The rings of a path of the drawing, which knows only M, l and z, as lists of points."""
    path = re.search(rf'class="{name}" d="([^"]+)"', LAND.read_text(encoding="utf-8"))[1]
    for ring in path.split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        if points:
            yield points


def is_inside(spot, name):
    """Whether a spot is on the land of a path, by the even-odd rule."""
    crossings = 0
    for ring in polygons(name):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > spot.y) != (y2 > spot.y) and spot.x < x1 + (spot.y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def test_places_lie_on_the_land_that_is_drawn():
    """The geometry and the projection were made with the same numbers."""
    inland = {"ru": "Moscow", "cn": "Beijing", "fr": "Paris", "sa": "Riyadh", "in": "New Delhi", "cf": "Bangui"}
    for country, town in inland.items():
        assert is_inside(spot_of(gazetteer.town_point(country, town)), "land"), town
    for town in ("Karaganda", "Kurchatov", "Shymkent", "Turkistan", "Burabay"):
        assert is_inside(spot_of(gazetteer.town_point("kz", town)), "home"), town
    for country in ("ru", "uz", "kg", "cn", "tm"):
        assert not is_inside(spot_of(gazetteer.country_point(country)), "home"), country
    for point in ((80, 0), (0, 70), (35, 18), (55, 170)):
        assert not is_inside(spot_of(gazetteer.Point(*point)), "land"), point


def test_the_geometry_is_light():
    assert LAND.stat().st_size < 60 * 1024


def entries_with(root, country):
    """The keys of the public entries that refer to a country anywhere."""
    found = [root.objects.filter(**{path: country}).values_list("pk", flat=True) for path in paths(root, Country)]
    return {pk for keys in found for pk in keys}


@pytest.mark.django_db
def test_the_table_lists_each_country_with_the_entries_that_refer_to_it(client, catalogue):
    listed = rows(page(client, "/en/map/?sort=name"))
    countries = {row[0]: row for row in listed}

    assert {country.name_en for country in public(Country)} <= set(countries)
    for country in public(Country):
        numbers = {root: len(entries_with(root, country)) for root in content_roots()}
        labels = [root.count_label % {"count": number} for root, number in numbers.items() if number]
        assert countries[country.name_en][1:3] == [" · ".join(labels), str(sum(numbers.values()))]
    assert countries["Uzbekistan"][3] == "1,110 km"


@pytest.mark.django_db
def test_the_counts_lead_to_lists_of_as_many_entries(client, catalogue):
    for link in page(client).select("tbody td a"):
        number = link.get_text().split()[0]
        assert page(client, link["href"]).select_one('[role="status"]').get_text().split()[0] == number, link["href"]


@pytest.mark.django_db
def test_towns_follow_their_country_and_count_what_takes_place_there(client):
    make_event(country=make_country("us", name_en="United States"), city_en="New York", city_ru="Нью-Йорк")
    make_event(country=make_country("us"), city_en="New York")
    make_event(country=make_country("us"), city_en="Nowhere Falls")
    make_event(city_en="Atlantis")

    assert rows(page(client, "/en/map/?sort=name")) == [
        ["United States", "3 events", "3", "9,540 km"],
        ["New York United States", "2 events", "2", "9,260 km"],
        ["Nowhere Falls United States", "1 event", "1", ""],
    ]


@pytest.mark.django_db
def test_one_town_is_one_row_in_a_language_that_only_one_event_has(client):
    make_event(country=make_country("us"), title_ru="Один", city_en="New York", city_ru="Нью-Йорк")
    make_event(country=make_country("us"), city_en="New York")

    cell = page(client, "/ru/map/?sort=name").select("tbody tr")[1]

    assert cell.th.get_text(" ").split()[0] == "Нью-Йорк"
    assert cell.select_one("td.num").get_text() == "2"


@pytest.mark.django_db
def test_a_name_in_another_language_says_so(client):
    make_event(country=make_country("us", name_en="United States", name_ar=""), city_en="New York")

    soup = page(client, "/ar/map/")

    for name in ("United States", "New York"):
        cell = soup.find("span", string=name)
        assert (cell["lang"], cell["dir"]) == ("en", "ltr")
        text = soup.find("text", string=name)
        assert (text["lang"], text["direction"]) == ("en", "ltr")
        title = soup.find("title", string=re.compile(name))
        assert title["lang"] == "en"


@pytest.mark.django_db
def test_kinds_and_orders_are_links(client):
    make_initiative(countries=[make_country("kz"), make_country("de", name_en="Germany")])
    make_event(country=make_country("kz"))
    make_event(country=make_country("cn", name_en="China"), city_en="Shanghai")

    soup = page(client)
    assert [link.get_text(" ").split() for link in soup.select(".chip--pick")] == [
        ["All", "4"],
        ["Initiatives", "2"],
        ["Events", "3"],
    ]
    assert [row[0] for row in rows(soup)] == ["Kazakhstan", "China", "Shanghai China", "Germany"]

    by_name = page(client, soup.find("a", string="Name")["href"])
    assert [row[0] for row in rows(by_name)] == ["China", "Shanghai China", "Germany", "Kazakhstan"]

    events = page(client, by_name.select(".chip--pick")[2]["href"])
    assert [row[:3] for row in rows(events)] == [
        ["China", "1 event", "1"],
        ["Shanghai China", "1 event", "1"],
        ["Kazakhstan", "1 event", "1"],
    ]
    assert [link.get_text(" ").split()[0] for link in events.select(".chip--pick[aria-current]")] == ["Events"]

    nearest = page(client, events.find("a", string="Nearest first")["href"])
    assert [row[3] for row in rows(nearest)] == ["0 km", "3,650 km", "4,620 km"]


@pytest.mark.django_db
def test_what_is_drawn_is_what_the_table_lists(client, catalogue):
    for language in LANGUAGES:
        soup = page(client, f"/{language}/map/")
        svg = soup.select_one(".map svg")
        drawn = {title.get_text().rsplit(":", 1)[0].strip() for title in svg.select("title")}
        listed = {" ".join(row.th.a.get_text(" ").split()) for row in soup.select("tbody tr")}
        towns = {row.th.contents[0].strip() for row in soup.select("tbody tr") if row.select_one(".places__country")}

        assert svg["aria-hidden"] == "true"
        assert all(link["tabindex"] == "-1" for link in svg.select("a"))
        assert drawn <= listed | towns
        # Kazakhstan is the centre; of the towns three stand apart from the capital of their country.
        assert len(drawn) == public(Country).count() - 1 + 3
        assert len(svg.select(".spot--centre")) == 1
        assert len(svg.select(".ray")) == len(drawn) - 1  # Almaty has none


def country(number, entries=1):
    """A place somewhere on the map, with a name as countries have them."""
    latitude, longitude = (number * 37) % 120 - 40, (number * 53) % 360 - 179
    record = Country(key="xx", name_en=f"Country number {number}")
    tallies = (Tally("initiative", entries, "", ""),)
    name = Text(record.name_en, "en", "ltr", False)
    return Place(record, name, False, tallies, gazetteer.Point(latitude, longitude))


def test_no_name_covers_another_name_or_a_spot():
    made = drawing([country(number, entries=number % 12 + 1) for number in range(300)])
    names = [mark.name for mark in made.marks if mark.name] + [made.centre]

    assert len(made.marks) == 300
    assert 20 < len(names) < 300
    assert made.has_far_places
    for one, other in combinations(names, 2):
        assert not one.box.overlaps(other.box), (one, other)
    for name in names:
        assert name.box.is_inside
        for mark in made.marks:
            box = name.box
            is_covered = box.left < mark.spot.x < box.right and box.top < mark.spot.y < box.bottom
            assert not is_covered, (name, mark)


def test_the_anchor_of_a_name_goes_by_its_own_direction():
    latin, arabic = Text("Oman", "en", "ltr", False), Text("عُمان", "ar", "rtl", False)

    assert [Name(latin, 0, 0, side).anchor for side in (1, 0, -1)] == ["start", "middle", "end"]
    assert [Name(arabic, 0, 0, side).anchor for side in (1, 0, -1)] == ["end", "middle", "start"]
    # A mark of a vowel takes no room.
    assert Name(arabic, 0, 0, 1).box == Name(Text("عمان", "ar", "rtl", False), 0, 0, 1).box


def test_a_spot_grows_with_the_number_of_entries():
    marks = drawing([country(1, entries) for entries in (1, 2, 5, 10, 500)]).marks

    assert sorted((mark.place.entries, mark.radius) for mark in marks) == [(1, 6), (2, 8), (5, 10), (10, 12), (500, 12)]


@pytest.mark.django_db
def test_an_empty_map_opens_in_each_language(client):
    for language in LANGUAGES:
        soup = page(client, f"/{language}/map/")
        assert soup.select_one(".land")
        assert soup.select("tbody tr") == []


@pytest.mark.django_db
def test_a_draft_is_not_on_the_map(client):
    make_event_draft(country=make_country("jp", name_en="CANARY"), city_en="CANARY")

    assert "CANARY" not in str(page(client))
    make_event(country=make_country("jp"), city_en="CANARY")
    assert "CANARY" in str(page(client))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("sort=size", 404, "“size”"),
        ("kind=person", 404, "“person”"),
        ("kind=initiative&kind=x", 404, "“x”"),
        ("sort=%E2%80%AEevil", 404, "“evil”"),
        ("sort=" + "a" * 10_000, 404, "aaa"),
        ("kind=%00", 400, "character"),
        ("x=%00", 400, "character"),
        ("kind=%3Cscript%3E", 404, "“<script>”"),
    ],
)
def test_a_wrong_value_is_named_and_the_whole_map_offered(client, query, status, word):
    soup = page(client, f"/en/map/?{query}", status)

    assert word in soup.select_one(".empty").get_text()
    assert soup.select_one(".empty a")["href"] == "/en/map/"
    assert len(soup.select_one(".empty").get_text()) < 400


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["kind=&sort=", "utm_source=x", "&".join(f"p{n}=1" for n in range(900))])
def test_empty_and_unknown_parameters_change_nothing(client, query):
    make_initiative(countries=[make_country()])

    assert len(rows(page(client, f"/en/map/?{query}"))) == 1


@pytest.mark.django_db
def test_the_map_costs_as_many_queries_for_many_places_as_for_one(client):
    make_event(country=make_country("us", name_en="United States"), city_en="New York")
    make_initiative(countries=[make_country("us")])
    few = costs_of_two_visits(client)
    for number, row in enumerate(table()[:60]):
        make_event(country=make_country(row["country"], name_en=f"C{number}"), city_en=row["town"])
    many = costs_of_two_visits(client)

    assert len(rows(page(client))) > 60
    assert many == few
    assert few[0] < 8
    assert few[1] == 1


def costs_of_two_visits(client):
    """The queries of the first visit after a publication, and of the next one."""
    costs = []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/map/")
        costs.append(len(queries))
    return costs


@pytest.mark.django_db
def test_the_country_index_leads_to_the_map(client):
    make_event(country=make_country())

    assert page(client, "/ar/countries/").select('a[href="/ar/map/"]')


@pytest.mark.django_db
def test_each_town_of_an_event_is_a_place(catalogue):
    towns = {(place.country.key, place.name.value) for place in public_places() if place.is_town}

    assert towns == {(c, t) for c, t in Event.objects.values_list("country__key", "city_en") if c and t}
