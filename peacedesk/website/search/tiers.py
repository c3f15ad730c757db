"""The rows of all tiers, what ranking asks of them, and what a page counts beside them: one query."""

from typing import NamedTuple

from peacedesk.website.search import engines, lexemes
from peacedesk.website.search.lexemes import Tier, Wanted

MOST_HITS = 1000
MOST_RECORDS = 50
# Most words that many entries have are in titles enough: then nothing is read of the rest.
FIRST, REST = (Tier.EXACT, Tier.TITLE), (Tier.NAMES, Tier.SUMMARY, Tier.TEXT)
# The tiers whose titles are compared with the words.
COMPARED = (Tier.EXACT, Tier.TITLE, Tier.NAMES)
# What stands in the place of the tier where a line tells of something else.
RECORDS, NOTHING = "records", "NULL, NULL, NULL"
A_RECORD, IN_TITLES, COUNTED = range(len(Tier), len(Tier) + 3)


class Tiers(NamedTuple):
    """The newest rows of each tier, as {tier: [(key, kind, id, title), …]}; each only in the best of its tiers.

    The title is None where it is not compared. `records` are the keys of the newest records of the tier `TITLE`,
    `titles` is how many rows that tier has, with those that are in a better one too.
    """

    rows: dict
    records: list
    titles: int


class Asked(NamedTuple):
    """A part of the query: the rows of a `Wanted`, which count as those of `tier`."""

    name: str
    tier: Tier
    wanted: Wanted
    limit: int = MOST_HITS + 1

    @property
    def rows(self):
        goes_on = " * (SELECT goes_on FROM others)" if self.tier in REST else ""
        return f"{self.name} AS MATERIALIZED ({engines.engine().NEWEST}{goes_on})"

    @property
    def line(self):
        return f"SELECT {self.tier:d} AS tier, id FROM {self.name}"  # noqa: S608


def read(wanted, counted=()):
    """The `Tiers` of a `Wanted`, and a list of how many rows each of the (`Wanted`, limit) pairs describes."""
    first = [_asked(wanted, tier) for tier in FIRST if tier != Tier.EXACT or wanted.exact]
    if not wanted.kinds:
        first.append(Asked(RECORDS, Tier.TITLE, wanted.at(Tier.TITLE).of(lexemes.RECORD), MOST_RECORDS))
    asked = [*first, *(_asked(wanted, tier) for tier in REST)]
    lines = engines.ask(
        _statement(first, asked, len(counted)), [*((each.wanted, each.limit) for each in asked), *counted]
    )
    rows, records, numbers = {tier: [] for tier in Tier}, [], {}
    for line in lines:
        tier, key = line[:2]
        if tier < len(Tier):
            rows[tier].append(line[1:])
        elif tier == A_RECORD:
            records.append(key)
        else:
            numbers[tier] = key
    for some in (*rows.values(), records):
        some.sort(reverse=True)
    return Tiers(rows, records, numbers[IN_TITLES]), [numbers[COUNTED + place] for place in range(len(counted))]


def _asked(wanted, tier):
    return Asked(f"tier{tier:d}", tier, wanted.at(tier))


def _statement(first, asked, counts):
    engine, rest = engines.engine(), [each for each in asked if each not in first]
    placed = " UNION ".join(f"SELECT id FROM {each.name}" for each in first)  # noqa: S608
    goes_on = f"SELECT CASE WHEN count(*) > {MOST_HITS} THEN 0 ELSE 1 END AS goes_on FROM ({placed}) AS placed"  # noqa: S608
    lines = " UNION ALL ".join(each.line for each in asked)
    tables = [
        *(each.rows for each in first),
        f"others AS MATERIALIZED ({goes_on})",
        *(each.rows for each in rest),
        f"found AS MATERIALIZED (SELECT id, min(tier) AS tier FROM ({lines}) AS lines GROUP BY id)",  # noqa: S608
    ]
    title = f"CASE WHEN tier <= {max(COMPARED):d} THEN title END"
    told = [
        f"SELECT tier, found.id, kind, object_id, {title} FROM found JOIN {engine.HITS} ON hit.id = found.id",  # noqa: S608
        *(f"SELECT {A_RECORD}, id, {NOTHING} FROM {each.name}" for each in first if each.name == RECORDS),  # noqa: S608
        f"SELECT {IN_TITLES}, count(*), {NOTHING} FROM tier{Tier.TITLE:d}",  # noqa: S608
        *(f"SELECT {COUNTED + place}, found.*, {NOTHING} FROM ({engine.COUNT}) AS found" for place in range(counts)),  # noqa: S608
    ]
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(told)}"
