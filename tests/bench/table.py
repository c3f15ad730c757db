"""Tables of figures, with the goal beside each figure that has one."""

from typing import NamedTuple

from django.db import connection

NAME, COLUMN = 54, 19


class Goal(NamedTuple):
    """A figure and what it may be at most."""

    figure: float
    most: float

    def __str__(self):
        return f"{number(self.figure)} {'≤' if self.figure <= self.most else 'OVER'} {number(self.most)}"


class Least(NamedTuple):
    """A figure and what it should be at least."""

    figure: float
    least: float

    def __str__(self):
        return f"{number(self.figure)} {'≥' if self.figure >= self.least else 'UNDER'} {number(self.least)}"


def goal(figure, most):
    """A figure with its goal, or as it is where `most` is None."""
    return figure if most is None else Goal(figure, most)


def number(figure):
    """A figure with two decimals; with none from 100 on, with four below 0.05."""
    if isinstance(figure, int) or figure == 0 or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.4f}" if abs(figure) < 0.05 else f"{figure:.2f}"


def heading(name, *columns):
    print(f"{name:{NAME}}" + "".join(f"{column:>{COLUMN}}" for column in columns))


def line(name, *figures):
    """A row of numbers, `Goal`s, `Least`s, and None for an empty place."""
    cells = ["" if each is None else str(each) if isinstance(each, Goal | Least) else number(each) for each in figures]
    print(f"{name:{NAME}}" + "".join(f"{cell:>{COLUMN}}" for cell in cells), flush=True)


def compare(tables):
    """Print how costs grow from the smallest to the largest of {entries: {name: `gauge.Cost`}}."""
    smallest, largest = min(tables), max(tables)
    print()
    heading(f"{connection.vendor}: {largest:,} entries, × {smallest:,}", "CPU", "database")
    for name, small in tables[smallest].items():
        large = tables[largest][name]
        # A hundredth of a millisecond is the grain of the clock.
        database = (large.database + 1e-5) / large.unit / ((small.database + 1e-5) / small.unit)
        line(name, Goal(large.cal / small.cal, 1.3), Goal(database, 2.0))
    print()
