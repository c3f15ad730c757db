"""Where places are: the table `places.csv`, coordinates in degrees north and east (WGS 84)."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Point(NamedTuple):
    latitude: float
    longitude: float


@cache
def _points():
    """`Point` by (country code, town in small letters); a country itself, under "", is where its first town is."""
    points = {}
    with Path(__file__).with_name("places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = Point(float(row["latitude"]), float(row["longitude"]))
            points.setdefault((row["country"], ""), point)
            points[row["country"], row["town"].casefold()] = point
    return points


def country_point(code):
    """The `Point` at which a country is drawn, by its ISO 3166-1 alpha-2 code in lower case; None if not known."""
    return _points().get((code, ""))


def town_point(code, name):
    """The `Point` of a town by the code of its country and its English name; None for one that is not in the table."""
    return _points().get((code, name.strip().casefold())) if name else None


CENTRE = country_point("kz")
