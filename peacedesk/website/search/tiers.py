"""The rows of all tiers, what ranking asks of them, and what a page counts beside them: one query."""

from itertools import chain
from typing import NamedTuple

from peacedesk.website.search import engines, lexemes
from peacedesk.website.search.lexemes import Tier, Wanted
from peacedesk.website.search.models import SearchRow

MOST_HITS = 500
MOST_RANKED = 100  # of each tier, the newest: these are put in order of how near their titles are
MOST_RECORDS = 50
# The first hits and, of the tier where they end, all that are put in order before the rest is cut off.
MOST_READ = MOST_HITS + 1 + MOST_RANKED
# The tiers whose titles are compared with the words.
COMPARED = (Tier.EXACT, Tier.TITLE, Tier.NAMES)
# The number of a line that tells of a record, of a title or, from the last on, of what is counted; others have that of
# a tier.
RECORD, TITLED, COUNTED = range(len(Tier), len(Tier) + 3)
# Asked for each row: PostgreSQL takes them for many more, and would rather read the whole table for a join.
TITLE = f"SELECT title FROM {SearchRow._meta.db_table} AS titled WHERE titled.id = compared.id"  # noqa: S608


class Tiers(NamedTuple):
    """The keys of the newest rows of each tier, as {tier: [key, …]}; each only in the best of its tiers.

    At most `MOST_READ` of all. `records` are the newest records of the tiers `EXACT` and `TITLE` where these have many
    rows, `titles` those of all rows that may be compared, by key.
    """

    rows: dict
    records: set
    titles: dict


class Asked(NamedTuple):
    """A part of the query: a name for it, the number of its lines, and what is asked."""

    name: str
    number: int
    wanted: Wanted
    limit: int = MOST_READ

    def rows(self, better=()):
        """The part of a statement that finds the rows which are in no `better` part; these leave fewer to be read."""
        statement = engines.engine().NEWEST
        if better:
            statement = f"{engines.engine().OTHERS.format(_keys(better))} - {_number(better)}"
        return f"{self.name} AS MATERIALIZED ({statement})"

    def rows_beside(self, parts):
        """The part of a statement that finds the rows if `parts` have too many to compare the titles of all."""
        are_many = f"CASE WHEN {_number(parts)} > {MOST_RANKED:d} THEN 1 ELSE 0 END"
        return f"{self.name} AS MATERIALIZED ({engines.engine().NEWEST} * {are_many})"

    @property
    def lines(self):
        return f"SELECT id, NULL, {self.number:d} FROM {self.name}"  # noqa: S608

    @property
    def compared(self):
        """The rows whose titles may be compared."""
        return f"SELECT * FROM (SELECT id FROM {self.name} ORDER BY id DESC LIMIT {MOST_RANKED:d}) AS {self.name}_first"  # noqa: S608


def read(wanted, counted=()):
    """The `Tiers` of a `Wanted`, and a list of how many rows each of the (`Wanted`, limit) pairs describes."""
    asked = [Asked(f"tier{tier:d}", tier, wanted.at(tier)) for tier in Tier if tier != Tier.EXACT or wanted.exact]
    records = Asked("records", RECORD, wanted.at(Tier.TITLE).of(lexemes.RECORD), MOST_RECORDS)
    given = [(each.wanted, each.limit) for each in (*asked, records)]
    given += [engines.engine().counted(*each) for each in counted]
    found = [[] for _number in range(COUNTED + len(counted))]
    for key, title, number in engines.ask(_statement(asked, records, len(counted)), chain.from_iterable(given)):
        found[number].append((key, title) if number == TITLED else key)
    tiers, records, titles = found[:RECORD], set(found[RECORD]), dict(found[TITLED])
    tiers[Tier.TITLE] += records.difference(tiers[Tier.EXACT], tiers[Tier.TITLE])
    for rows in tiers:
        rows.sort(reverse=True)
    return Tiers(dict(zip(Tier, tiers, strict=True)), records, titles), [number for (number,) in found[COUNTED:]]


def _statement(asked, records, counts):
    best = [each for each in asked if each.number <= Tier.TITLE]
    tables = [*(each.rows(asked[:place]) for place, each in enumerate(asked)), records.rows_beside(best)]
    compared = " UNION ALL ".join(each.compared for each in (*asked, records) if each.number in (*COMPARED, RECORD))
    lines = [
        *(each.lines for each in (*asked, records)),
        f"SELECT id, ({TITLE}), {TITLED} FROM ({compared}) AS compared",  # noqa: S608
        *(f"SELECT ({engines.engine().NUMBER}), NULL, {COUNTED + place}" for place in range(counts)),
    ]
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(lines)}"


def _keys(parts):
    return " UNION ALL ".join(f"SELECT id FROM {each.name}" for each in parts)  # noqa: S608


def _number(parts):
    return f"(SELECT count(*) FROM ({_keys(parts)}) AS placed)"  # noqa: S608
