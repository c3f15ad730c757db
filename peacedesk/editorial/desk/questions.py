"""What the desk asks about facts that time has overtaken: a rule can see that a day has passed, not what happened.

Applications add their questions to the list below in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from peacedesk.editorial.desk.matrix import Line
from peacedesk.editorial.graph import SHARED


@dataclass(frozen=True)
class Question:
    """A question about entries of one kind. `name` stands in the counters of the front page, `heading` above the list.

    `find(today)` returns the entries in question as {id: what is said of it}, the most urgent first, with one query.
    `field` is the shared column of the form that holds the answer.
    """

    key: str
    name: Promise
    heading: Promise
    action: Promise
    field: str
    find: Callable


questions = []


class Case(NamedTuple):
    """An entry in question: `words` is what is said of it, `url` the field of its form."""

    line: Line
    words: str
    url: str


def cases_of(question, lines, today):
    """The `Case`s among `lines`, for those who may write the shared facts."""
    by_entry = {line.entry.pk: line for line in lines if line.rights.may_write(SHARED)}
    return [
        Case(by_entry[key], words, f"{by_entry[key].url()}#id_{question.field}")
        for key, words in question.find(today).items()
        if key in by_entry
    ]
