"""What follows from the public tables alone, worked out once for each of their states and kept in memory.

Each process has its own. `SiteGeneration` tells which state is the present one.
"""

from peacedesk.editorial.models import SiteGeneration

_kept = {}


def kept(name, make, detail=None):
    """What `make()` returned in the present state for `name` and a detail, such as a day; the next detail replaces it.

    For names of which there are few, and for small things. It is the same object for all who ask, so it must not be
    changed, unless it is a memory of its own, of which each part is put in whole.
    """
    of = SiteGeneration.present(), detail
    # Read once: a preview in another thread may put here what follows from a state that only it can see.
    made_of, value = _kept.get(name, (None, None))
    if made_of != of:
        _kept[name] = of, (value := make())
    return value


def forget(*names):
    """Drop what is kept for some names, or everything.

    For what changes public tables and tells nobody, as a test that is rolled back does, and to gauge what making takes.
    """
    for name in names or list(_kept):
        _kept.pop(name, None)
