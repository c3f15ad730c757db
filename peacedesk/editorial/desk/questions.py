"""What the desk asks about facts that time has overtaken: a rule can see that a day has passed, not what happened.

Applications add their questions to the list below in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from peacedesk.editorial.counting import MOST, Count
from peacedesk.editorial.desk.conditions import visible_kinds
from peacedesk.editorial.desk.matrix import Line
from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import Entry
from peacedesk.editorial.rights import may


@dataclass(frozen=True)
class Question:
    """A question about entries of one kind. `name` stands in the counters of the front page, `heading` above the list.

    `find(today)` returns the working roots in question as a queryset, the most urgent first; `words(root)` is what is
    said of one. `field` is the shared column of the form that holds the answer.
    """

    key: str
    name: Promise
    heading: Promise
    action: Promise
    field: str
    find: Callable
    words: Callable


questions = []


class Case(NamedTuple):
    """An entry in question: `words` is what is said of it, `url` the field of its form."""

    line: Line
    words: str
    url: str


def asked_of(question, user, today):
    """The working roots in question for a person who may write their shared facts, and a `Count` of them."""
    found = question.find(today)
    if not may(user, "edit_shared"):
        if not may(user, "contribute"):
            return [], Count(0)
        found = found.filter(pk__in=Entry.objects.filter(created_by=user).values("pk"))
    elif kind_of(found.model) not in visible_kinds(user):
        return [], Count(0)
    roots = list(found[: MOST + 1])
    return roots, Count(len(roots))


def case_of(question, root, line):
    return Case(line, question.words(root), f"{line.url()}#id_{question.field}")
