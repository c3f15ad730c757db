"""The projection of the map: true direction from Astana, distances that shrink towards the rim.

With c the angular distance from Astana, a place stands at r = ln(1 + a c) / ln(1 + a c_max) of the radius. Every
straight line through the centre is a great circle. The paths of `templates/website/map/_land.svg` were drawn with the
same numbers.
"""

from math import asin, atan2, cos, hypot, log, radians, sin, sqrt
from typing import NamedTuple

from peacedesk.website.atlas.gazetteer import CENTRE

EARTH_RADIUS = 6371  # kilometres, on the mean of IUGG
MIDDLE, RADIUS = 500, 480  # of the drawing, in its own units
STRETCH, RIM = 4.2, radians(97)  # a and c_max


class Spot(NamedTuple):
    """Where a place is drawn. One beyond the rim stands on it, in its true direction."""

    x: int
    y: int
    is_beyond: bool = False

    def outwardness(self, right, down):
        """How far a direction leads away from the centre: 1 straight away from it, -1 straight to it."""
        x, y = self.x - MIDDLE, self.y - MIDDLE
        return (x * right + y * down) / (hypot(x, y) * hypot(right, down) or 1)


def kilometres(point):
    """The distance of a `Point` from Astana along the great circle, on a sphere."""
    return EARTH_RADIUS * _angle(point)


def spot_of(point):
    """The `Spot` of a `Point`."""
    angle = _angle(point)
    return _spot(_bearing(point), _radius(min(angle, RIM)), angle > RIM)


def ring(distance):
    """The radius of the ring that is `distance` kilometres from Astana."""
    return round(_radius(distance / EARTH_RADIUS))


def spot_outside(distance, bearing, gap):
    """The `Spot` in the direction `bearing`, in degrees from north, `gap` units outside the ring of `distance`."""
    return _spot(radians(bearing), ring(distance) + gap)


def _spot(bearing, radius, is_beyond=False):
    return Spot(round(MIDDLE + radius * sin(bearing)), round(MIDDLE - radius * cos(bearing)), is_beyond)


def _radius(angle):
    return RADIUS * log(1 + STRETCH * angle) / log(1 + STRETCH * RIM)


def _angle(point):
    """The angular distance from Astana, by the haversine formula: it holds for near places and for opposite ones."""
    here, there, east = _radians(point)
    square = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return 2 * asin(min(1, sqrt(square)))


def _bearing(point):
    """The direction in which the great circle leaves Astana, clockwise from north."""
    here, there, east = _radians(point)
    return atan2(sin(east) * cos(there), cos(here) * sin(there) - sin(here) * cos(there) * cos(east))


def _radians(point):
    """The latitudes of Astana and of a point, and how far the point is to the east."""
    return radians(CENTRE.latitude), radians(point.latitude), radians(point.longitude - CENTRE.longitude)
