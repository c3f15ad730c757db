from itertools import islice

from django.conf import settings
from django.http import StreamingHttpResponse
from django.urls import register_converter, reverse
from django.urls.converters import StringConverter
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from peacedesk.languages import CONTENT_LANGUAGES, current_language
from peacedesk.website.downloads.entries import as_moment, read, text_columns
from peacedesk.website.downloads.formats import FORMATS
from peacedesk.website.following import FollowedView, followed, narrowing, refusal

PORTION = 500
MAX_NAME_LENGTH = 120


class DownloadFormatConverter(StringConverter):
    """The end of the address of a file: `<download-format:format>`."""

    regex = "|".join(FORMATS)


register_converter(DownloadFormatConverter, "download-format")


class DownloadView(FollowedView):
    """All that a list finds, as a file, narrowed down by the same parameters; without any it leaves nothing out.

    Which entries are in the file is settled at the start; they are read in portions while the reader takes them, so
    neither memory nor a transaction grows with the list. A subclass sets `filterset_class`, that of the list.
    Values that do not hold are answered as the list does, in plain text.
    """

    filterset_class = None

    @property
    def model(self):
        return self.filterset_class._meta.model

    def answer(self, format):
        filterset = followed(self.filterset_class, self.model.objects.all(), self.request)
        return refusal(filterset) or self.file(filterset, format)

    def file(self, filterset, format):
        found = filterset.found
        portions = self.portions(found.pks if self.request.method == "GET" else iter(()), current_language())
        pieces = FORMATS[format].write(self.model, self.about(filterset, len(found)), portions)
        name = file_name(self.request.path, narrowing(filterset), format)
        headers = {"Content-Disposition": content_disposition_header(True, name)}
        return StreamingHttpResponse(pieces, content_type=FORMATS[format].content_type, headers=headers)

    def portions(self, ids, language):
        """The entries with the given ids, an iterator, in lists of at most `PORTION`, with addresses in `language`."""
        while portion := list(islice(ids, PORTION)):
            # Between two portions the thread may answer other requests, in other languages.
            with translation.override(language):
                entries = read(self.model, portion)
            yield entries

    def about(self, filterset, count):
        """What a JSON file says of itself."""
        filters = {}
        for name, value in filterset.pairs:
            filters.setdefault(name, []).append(value)
        reuse = settings.SITE_URL + reverse("website:reuse")
        return {
            "site": str(settings.SITE_NAME),
            "kind": self.model._meta.model_name,
            "url": settings.SITE_URL + filterset.kept,
            "terms": f"{reuse}#terms",
            "columns": f"{reuse}#columns",
            "generated": as_moment(timezone.now()),
            "filters": filters,
            "count": count,
            "languages": CONTENT_LANGUAGES,
            "texts": list(dict.fromkeys(name.rpartition("_")[0] for name in text_columns(self.model))),
        }


def file_name(path, pairs, format):
    """Such as peacedesk-initiatives-theme-food-security.csv: the list and what it was narrowed down to."""
    name = path.rpartition("/")[2].partition(".")[0]
    words = [settings.SITE_NAME, name, *(word for pair in pairs for word in pair)]
    return f"{slugify(' '.join(map(str, words)), allow_unicode=True)[:MAX_NAME_LENGTH]}.{format}"
