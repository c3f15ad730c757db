"""The entries of a kind as numbers, which stay those of one state whatever is published meanwhile."""

import pytest

from initiatives.models import Initiative
from peacedesk.editorial.numbering import newest_first
from tests.factories import make_initiative, make_theme

pytestmark = pytest.mark.django_db


def test_numbers_stay_those_of_one_state_when_something_is_published():
    theme = make_theme()
    make_initiative(slug="older", date="2001", themes=[theme])
    make_initiative(slug="newer", date="2002", themes=[theme])
    numbering = newest_first(Initiative)

    make_initiative(slug="newest", date="2003", themes=[theme])

    slugs = dict(Initiative.objects.values_list("pk", "slug"))
    assert list(numbering.latest_first) == [0, 1]
    assert [slugs[pk] for pk in numbering.pks(numbering.latest_first)] == ["newer", "older"]
    [(key, numbers)] = numbering.linked(["themes"], "key")
    assert (key, {slugs[pk] for pk in numbering.pks(numbers)}) == (theme.key, {"older", "newer"})
    assert len(newest_first(Initiative).latest_first) == 3
