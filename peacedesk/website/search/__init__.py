"""Search over everything public: one index, in the reader's language, in every script."""

from peacedesk.website.search.finding import find, find_and_tell, matching
from peacedesk.website.search.found import Found
from peacedesk.website.search.ranking import Hit
from peacedesk.website.search.suggesting import Suggestion, suggest

__all__ = ["Found", "Hit", "Suggestion", "find", "find_and_tell", "matching", "suggest"]
