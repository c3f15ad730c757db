"""What stands in the way of a part of an entry before it goes to review, and what is worth a second look.

A check takes a `Content` and, if it is about texts, the code of a language, and yields problems. Applications add
theirs to the lists below in `AppConfig.ready()`.
"""

from operator import attrgetter

from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.quality.content import BLOCKING, WARNING, Content, Problem, Sentence, language_name
from peacedesk.editorial.quality.facts import invalid_columns, missing_relations
from peacedesk.editorial.quality.links import dead_links
from peacedesk.editorial.quality.texts import long_texts, lost_numbers, missing_title, plain, untranslated_texts

__all__ = [
    "BLOCKING",
    "WARNING",
    "Content",
    "Problem",
    "Sentence",
    "language_name",
    "plain",
    "problems",
    "problems_by_part",
    "shared_checks",
    "text_checks",
]

# Called as `check(content)`.
shared_checks = [missing_relations, invalid_columns]
# Called as `check(content, language)`.
text_checks = [missing_title, long_texts, untranslated_texts, lost_numbers, dead_links]


def problems(graph, part):
    """The problems of one part of a graph, those that block first. The number of queries depends on no row."""
    return problems_by_part(graph, [part])[part]


def problems_by_part(graph, parts=ALL_PARTS):
    """The problems of several parts, as {part: [Problem, …]}, with fewer queries than one by one."""
    content = Content(graph)
    return {part: sorted(_found(content, part), key=attrgetter("level")) for part in parts}


def _found(content, part):
    if part == SHARED:
        return [problem for check in shared_checks for problem in check(content)]
    return [problem for check in text_checks for problem in check(content, part)]
