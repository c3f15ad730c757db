"""The drawing of the places: rings of distance, lines from Astana, spots and their names, in a square of 1000 units."""

from dataclasses import dataclass

from django.utils.translation import gettext

from peacedesk.languages import Text, current_language, direction
from peacedesk.website.atlas.gazetteer import CENTRE, country_point
from peacedesk.website.atlas.labels import Box, Name, beside, box_around
from peacedesk.website.atlas.places import Place, in_kilometres
from peacedesk.website.atlas.projection import MIDDLE, Spot, ring, spot_of, spot_outside

RINGS = (2500, 5000, 7500, 10_000)  # kilometres
RING_SIZE, RING_BEARING, RING_GAP = 16.5, 119, 3
CENTRE_SIZE, CENTRE_RADIUS = 24, 11
# From so many entries on a spot has this radius.
RADII = ((10, 12), (5, 10), (2, 8), (0, 6))
HOME = "kz"
# Most of Kazakhstan, which is dark: names of other countries stay out of it.
INLAND = Box(412, 470, 580, 590)


@dataclass(frozen=True)
class Mark:
    """A place in the drawing; `name` is None where there is no room for it."""

    place: Place
    spot: Spot
    radius: int
    name: Name | None

    @property
    def is_home(self):
        return self.place.country.key == HOME


@dataclass(frozen=True)
class Drawing:
    """What is drawn: rings as (radius, `Name`), marks, and the name of the centre. `home` is Kazakhstan, if listed."""

    rings: list[tuple[int, Name]]
    marks: list[Mark]
    centre: Name
    home: Place | None

    @property
    def has_far_places(self):
        return any(mark.spot.is_beyond for mark in self.marks)


def drawing(places):
    """The `Drawing` of those places that have coordinates. The more entries a place has, the sooner it is named."""
    rings = [(ring(distance), _ring_name(distance)) for distance in RINGS]
    centre = Name(_in_page_language(gettext("Astana")), MIDDLE + 8, MIDDLE + 38, 1, CENTRE_SIZE)
    drawn = [(place, spot_of(place.point), _radius(place.entries)) for place in places if _has_spot(place)]
    taken = [INLAND, centre.box, box_around(Spot(MIDDLE, MIDDLE), CENTRE_RADIUS)]
    taken += [name.box for _ring, name in rings] + [box_around(spot, radius) for _place, spot, radius in drawn]
    marks = []
    for place, spot, radius in sorted(drawn, key=lambda item: -item[0].entries):
        name = beside(place.name, spot, radius, taken)
        taken += [name.box] if name else []
        marks.append(Mark(place, spot, radius, name))
    return Drawing(rings, marks, centre, next((place for place in places if place.point == CENTRE), None))


def _has_spot(place):
    """Whether a place has a spot of its own: the centre has one anyway, and a capital that of its country."""
    if place.is_town and place.point == country_point(place.country.key):
        return False
    return place.point not in (None, CENTRE)


def _radius(entries):
    return next(radius for least, radius in RADII if entries >= least)


def _ring_name(distance):
    spot = spot_outside(distance, RING_BEARING, RING_GAP)
    return Name(_in_page_language(in_kilometres(distance)), spot.x, spot.y, 0, RING_SIZE)


def _in_page_language(value):
    language = current_language()
    return Text(value, language, direction(language), False)
