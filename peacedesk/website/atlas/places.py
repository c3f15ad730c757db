"""The places that public entries refer to, with the number of these entries: what the map draws and the table lists."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext

from peacedesk.editorial.graph import content_roots
from peacedesk.editorial.keeping import kept
from peacedesk.languages import CONTENT_LANGUAGES, FALLBACK_ORDER, GROUP_DIGITS_FROM, Text, current_language
from peacedesk.library.models import Country
from peacedesk.library.querysets import by_name, reference_counts
from peacedesk.website.atlas.gazetteer import Point, country_point, town_point
from peacedesk.website.atlas.projection import kilometres


class Tally(NamedTuple):
    """How many entries of one kind refer to a place, and the list of them; "" where no list can be narrowed so."""

    kind: str
    number: int
    label: str
    url: str


@dataclass(frozen=True)
class Place:
    """A country, or a town in it. `point` is None where its coordinates are not known: it is then not drawn."""

    country: Country
    name: Text
    is_town: bool
    tallies: tuple[Tally, ...]
    point: Point | None

    @property
    def entries(self):
        return sum(tally.number for tally in self.tallies)

    @property
    def distance(self):
        """From Astana in kilometres, to the nearest ten; None where it is not known."""
        return self.point and round(kilometres(self.point), -1)

    @property
    def distance_in_words(self):
        return "" if self.point is None else in_kilometres(self.distance)

    def of_kind(self, kind):
        """The place with the entries of one kind, None when there are none."""
        tallies = tuple(tally for tally in self.tallies if tally.kind == kind)
        return replace(self, tallies=tallies) if tallies else None


def in_kilometres(number):
    """A distance in words of the active language: "2,500 km"."""
    grouping = number >= GROUP_DIGITS_FROM[current_language()]
    return gettext("%(number)s km") % {"number": number_format(number, 0, use_l10n=True, force_grouping=grouping)}


def public_places():
    """All places: countries in the alphabetical order of their names, each followed by its towns.

    A country counts the entries that refer to it in any way, a town those that take place there.
    """
    return kept(("places", current_language()), _public_places)


def _public_places():
    counted = [(root, reference_counts(root, Country)) for root in content_roots()]
    towns = _towns()
    countries = by_name(Country.objects.filter(pk__in=set().union(*(counts for _root, counts in counted))))
    places = []
    for country in countries:
        tallies = tuple(
            _tally(root, counts[country.pk], country=country.key) for root, counts in counted if counts[country.pk]
        )
        places.append(Place(country, country.localized("name"), False, tallies, country_point(country.key)))
        places += sorted(towns[country.pk].places(country), key=lambda town: (-town.entries, town.name.value))
    return places


def _tally(root, number, **filters):
    url = root.list_address(**filters) if filters else ""
    return Tally(root._meta.model_name, number, root.count_label % {"count": number}, url)


class Towns:
    """The towns of one country in which entries take place."""

    def __init__(self):
        self.names, self.english, self.numbers = {}, {}, defaultdict(Counter)

    def add(self, root, row, number):
        """Count `number` entries whose texts are those of `row`, an unsaved entry of `root`.

        Two names are one town when they agree in the first language of the order of fallbacks that both have.
        """
        field = root.place_fields[1]
        key = next(filter(None, (getattr(row, f"{field}_{code}") for code in FALLBACK_ORDER)))
        name = row.localized(field)
        if key not in self.names or self.names[key].is_fallback:
            self.names[key] = name
        self.numbers[key][root] += number

    def places(self, country):
        for key, name in self.names.items():
            tallies = tuple(_tally(root, number) for root, number in self.numbers[key].items())
            yield Place(country, name, True, tallies, town_point(country.key, key))


def _towns():
    """`Towns` by country id, from one query for each kind of content that takes place somewhere."""
    found = defaultdict(Towns)
    for root in content_roots():
        if root.place_fields:
            country, town = root.place_fields
            columns = [f"{town}_{code}" for code in CONTENT_LANGUAGES]
            is_named = reduce(or_, (Q(**{f"{column}__gt": ""}) for column in columns))
            rows = root.objects.order_by().filter(is_named, **{f"{country}__isnull": False})
            for row in rows.values(f"{country}_id", "source_language", *columns).annotate(number=Count("pk")):
                place, number = row.pop(f"{country}_id"), row.pop("number")
                found[place].add(root, root(**row), number)
    return found
