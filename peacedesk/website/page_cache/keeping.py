"""What views say about keeping their answers, and the one form of an address that stands for all of its kind."""

from functools import lru_cache
from operator import itemgetter
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from peacedesk.languages import LANGUAGE_NAMES

# Longer queries and more parameters than any link of the site has are answered, and not kept.
MAX_QUERY_LENGTH = 1_000
MAX_PARAMETERS = 40
MAX_PATH_LENGTH = 300
KNOWN_PATHS = 4_096


# A view whose answers are the same for everyone has `kept_parameters`: the names in the query that make a difference to
# them, or a class method that returns these. An answer to one whose values have no end is not kept all the same.
ENDLESS = {"q"}


def kept(view):
    """Decorate a view function whose answers are the same for everyone, whatever the query."""
    view.kept_parameters = ()
    return view


def kept_query(path, query):
    """The query that stands for all that get the same answer at `path`: the known parameters, in one order.

    Takes and returns query strings; None where the answer is not kept. Values of one name stay in their order, since
    of some parameters the last one counts.
    """
    names = _kept_parameters(path) if len(path) <= MAX_PATH_LENGTH else None
    if names is None or len(query) > MAX_QUERY_LENGTH:
        return None
    try:
        known = [pair for pair in parse_qsl(query, max_num_fields=MAX_PARAMETERS) if pair[0] in names]
    except ValueError:
        return None
    return None if ENDLESS & dict(known).keys() else urlencode(sorted(known, key=itemgetter(0)))


@lru_cache(KNOWN_PATHS)
def _kept_parameters(path):
    """The names that the view at a path of this site knows; None where answers are not kept or nothing is."""
    language = path[1:].partition("/")[0]
    with translation.override(language if language in LANGUAGE_NAMES else settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    names = getattr(getattr(view, "view_class", view), "kept_parameters", None)
    return names() if callable(names) else names
