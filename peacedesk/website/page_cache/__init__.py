"""Finished public pages in front of Django: a page that nobody needs to render again costs what a static file costs.

`edge.PageCache` is the WSGI application that servers call. It keeps what a view offers (`keeping`), in every encoding
that it is asked for (`page`), within a number of bytes (`store`), until something public changes (`state`) or the day
does. A reader's cookies and languages never reach a page that is kept.
"""

from peacedesk.website.page_cache.keeping import kept

__all__ = ["kept"]
