"""Reference records, changed under their own right and without drafts, and the abstract facts that entries own."""

from peacedesk.library.models.facts import CitationFields, FigureFields
from peacedesk.library.models.images import Image
from peacedesk.library.models.people import Organisation, Person
from peacedesk.library.models.reference import Named, Reference, ReferenceManager
from peacedesk.library.models.sources import Source
from peacedesk.library.models.taxonomy import Country, Theme, Track
from peacedesk.library.models.terms import Term

__all__ = [
    "CitationFields",
    "Country",
    "FigureFields",
    "Image",
    "Named",
    "Organisation",
    "Person",
    "Reference",
    "ReferenceManager",
    "Source",
    "Term",
    "Theme",
    "Track",
]
