"""Abstract bases of content, the workflow tables, and the public tables that every kind of content shares."""

from peacedesk.editorial.models.content import (
    PublicChild,
    PublicEntry,
    PublicQuerySet,
    ReferenceRecord,
    Row,
    Standing,
    WorkingChild,
    WorkingEntry,
    newest_first_index,
    published_constraints,
)
from peacedesk.editorial.models.public import PublicAddress, SiteGeneration, reading_once
from peacedesk.editorial.models.words import EntryWords
from peacedesk.editorial.models.workflow import ALL_PARTS, Entry, Note, Part, PartName, Revision

__all__ = [
    "ALL_PARTS",
    "Entry",
    "EntryWords",
    "Note",
    "Part",
    "PartName",
    "PublicAddress",
    "PublicChild",
    "PublicEntry",
    "PublicQuerySet",
    "ReferenceRecord",
    "Revision",
    "Row",
    "SiteGeneration",
    "Standing",
    "WorkingChild",
    "WorkingEntry",
    "newest_first_index",
    "published_constraints",
    "reading_once",
]
