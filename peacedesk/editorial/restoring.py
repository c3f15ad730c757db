"""What going back to an older state of an entry would come to, without writing anything."""

from peacedesk.editorial.graph import SHARED, kind_of, models_of, split, working_model


def restored(graph, *, parts, into, kind):
    """The graph that `applying.apply` leaves when it writes `parts` of an old graph over the graph `into`.

    Both are of an entry of `kind`. Columns that the old graph does not know stay as they are; what today's models do
    not know is left out.
    """
    rows = {}
    for model in models_of(working_model(kind)):
        old, present = (side["rows"].get(kind_of(model), {}) for side in (graph, into))
        names = [name for part in parts for name in split(model)[part]]
        rows[kind_of(model)] = {
            pk: present[pk] | {name: old[pk][name] for name in names if name in old.get(pk, {})}
            if pk in present
            else old[pk]  # a row that comes back has all its texts
            for pk in (old if SHARED in parts and kind_of(model) in graph["rows"] else present)
        }
    return into | {"rows": rows}
