"""The rows of all tiers, what ranking asks of them, and what a page counts beside them: one query."""

from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from peacedesk.website.search import engines, lexemes
from peacedesk.website.search.lexemes import Tier, Wanted

MOST_HITS = 1000
MOST_RANKED = 100  # of each tier, the newest: these are put in order of how near their titles are
MOST_RECORDS = 50
# The first hits and, of the tier where they end, all that are put in order before the rest is cut off.
MOST_READ = MOST_HITS + 1 + MOST_RANKED
# The tiers whose titles are compared with the words.
COMPARED = (Tier.EXACT, Tier.TITLE, Tier.NAMES)
# The number of a line that tells of a record or, from the second on, of what is counted; others have that of a tier.
RECORD, COUNTED = range(len(Tier), len(Tier) + 2)


class Tiers(NamedTuple):
    """The newest rows of each tier, as {tier: [(key, kind, id, title, …), …]}; each only in the best of its tiers.

    At most `MOST_READ` of all. The title is None where it is not compared. `records` are the keys of the newest records
    of the tiers `EXACT` and `TITLE`.
    """

    rows: dict
    records: set


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
            placed = " UNION ALL ".join(f"SELECT id FROM {each.name}" for each in better)  # noqa: S608
            statement = engines.engine().OTHERS.format(placed) + f" - (SELECT count(*) FROM ({placed}) AS placed)"  # noqa: S608
        return f"{self.name} AS MATERIALIZED ({statement})"

    @property
    def lines(self):
        """The part that tells what ranking asks of these rows."""
        title, hits = "title" if self.number in (*COMPARED, RECORD) else "NULL", engines.engine().HITS
        return f"SELECT hit.id, kind, object_id, {title}, {self.number:d} FROM {self.name} JOIN {hits} USING (id)"  # noqa: S608


def read(wanted, counted=()):
    """The `Tiers` of a `Wanted`, and a list of how many rows each of the (`Wanted`, limit) pairs describes."""
    asked = [Asked(f"tier{tier:d}", tier, wanted.at(tier)) for tier in Tier if tier != Tier.EXACT or wanted.exact]
    records = [Asked("records", RECORD, wanted.at(Tier.TITLE).of(lexemes.RECORD), MOST_RECORDS)] * (not wanted.kinds)
    given = [*((each.wanted, each.limit) for each in (*asked, *records)), *counted]
    found = [[] for _number in range(COUNTED + len(counted))]
    for row in engines.ask(_statement(asked, records, len(counted)), given):
        found[row[-1]].append(row)
    tiers, records, numbers = found[:RECORD], found[RECORD], [number for ((number, *_nothing),) in found[COUNTED:]]
    if records:
        known = {row[0] for row in chain(tiers[Tier.EXACT], tiers[Tier.TITLE])}
        tiers[Tier.TITLE] += [row for row in records if row[0] not in known]
    for rows in tiers:
        rows.sort(key=itemgetter(0), reverse=True)
    return Tiers(dict(zip(Tier, tiers, strict=True)), {row[0] for row in records}), numbers


def _statement(asked, records, counts):
    tables = [*(each.rows(asked[:place]) for place, each in enumerate(asked)), *(each.rows() for each in records)]
    lines = [each.lines for each in (*asked, *records)]
    for place in range(counts):
        lines.append(f"SELECT found.*, NULL, NULL, NULL, {COUNTED + place} FROM ({engines.engine().COUNT}) AS found")  # noqa: S608
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(lines)}"
