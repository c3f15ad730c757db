"""Lists as files: CSV, JSON and JSON Lines of what a list finds, in all languages that are published.

`entries` reads and names the columns, `formats` writes them, `views` answers. docs/data.md says what each column holds.
"""

from peacedesk.website.downloads.formats import FORMATS
from peacedesk.website.downloads.views import DownloadView

__all__ = ["FORMATS", "DownloadView"]
