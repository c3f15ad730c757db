"""Two people saved one entry at once: what both meant, or where they contradict each other."""

from dataclasses import dataclass

from peacedesk.editorial.graph import comparable


@dataclass(frozen=True)
class Merge:
    """`graph` has the changes of both; where they contradict each other, in `clashes`, it has those of one side.

    A clash is (kind, row id, column), the column "" where one side deleted the row that the other changed.
    """

    graph: dict
    clashes: list[tuple[str, str, str]]


def merge(base, theirs, mine, *, prefer="theirs"):
    """Merge two graphs of an entry that were both made from `base`, by row and column; links by what was added or gone.

    `prefer` says whose value stands where they clash: "theirs" or "mine".
    """
    rows, clashes = {}, []
    sides = {"theirs": theirs, "mine": mine}
    for kind in dict.fromkeys([*theirs["rows"], *mine["rows"]]):
        before, after, own = (graph["rows"].get(kind, {}) for graph in (base, theirs, mine))
        rows[kind] = {}
        for pk in dict.fromkeys([*after, *own]):
            row, columns = _merge_row(before.get(pk), after.get(pk), own.get(pk), prefer)
            clashes += [(kind, pk, column) for column in columns]
            if row is not None:
                rows[kind][pk] = row
    return Merge(sides[prefer] | {"rows": rows}, clashes)


def _merge_row(base, theirs, mine, prefer):
    """The merged row, None if it is to go, and the columns that clash."""
    if theirs is None or mine is None:
        kept = mine if theirs is None else theirs
        if base is None:  # one side added it
            return kept, []
        if _same_row(base, kept):  # the other side deleted it, and nobody minds
            return None, []
        return (mine if prefer == "mine" else theirs), [""]
    row, clashes = {}, []
    for column in dict.fromkeys([*theirs, *mine]):
        values = [side.get(column) for side in (base or {}, theirs, mine)]
        row[column], clashing = _merge_value(*values, prefer)
        clashes += [column] if clashing else []
    return row, clashes


def _merge_value(base, theirs, mine, prefer):
    same = {name: comparable(base) == comparable(value) for name, value in (("theirs", theirs), ("mine", mine))}
    if same["mine"] or comparable(theirs) == comparable(mine):
        return theirs, False
    if same["theirs"]:
        return mine, False
    if isinstance(theirs, list) and isinstance(mine, list):
        before, after, own = (set(value or ()) for value in (base, theirs, mine))
        return sorted((after & own) | (after - before) | (own - before)), False
    return (mine if prefer == "mine" else theirs), True


def _same_row(one, other):
    return all(comparable(one.get(name)) == comparable(other.get(name)) for name in {*one, *other})
