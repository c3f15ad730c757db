from peacedesk.website.search.models import SearchName, SearchNameKey, SearchRow, SearchState, SearchWord

__all__ = ["SearchName", "SearchNameKey", "SearchRow", "SearchState", "SearchWord"]
