"""The page that leads to everything that can be followed, downloaded and cited."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from peacedesk.dates.fields import EdtfField
from peacedesk.editorial.graph import SHARED, content_roots, split
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.website.addresses import webcal
from peacedesk.website.downloads import FORMATS
from peacedesk.website.wording import NAMES

# What the columns hold that no field of a model stands behind.
FIRST_MEANINGS = {
    "id": _("a code that stays the same for good"),
    "url": _("address of the page"),
    "languages": _("languages in which the entry is published"),
    "updated_at": _("time of the latest publication, in UTC"),
    "published_seq": _("how many times the entry was published"),
}
SOURCES_MEANING = _("all sources that the entry names, by their keys")


class Column(NamedTuple):
    """The columns called `names`, which hold the same: a text in each language, or a date and its bounds.

    `codes` are the (value, words) pairs of a column with a fixed set of values.
    """

    names: tuple[str, ...]
    meaning: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """Where the entries of one kind can be followed and downloaded, and what stands in their files."""

    model: type

    @property
    def name(self):
        return capfirst(self.model._meta.verbose_name_plural)

    @property
    def namespace(self):
        return self.model.list_url_name.partition(":")[0]

    @property
    def feed(self):
        return reverse(f"{self.namespace}:feed")

    @property
    def downloads(self):
        """The whole list in each format, as (name of the format, address)."""
        return [
            (form.label, reverse(f"{self.namespace}:download", kwargs={"format": name}))
            for name, form in FORMATS.items()
        ]

    @property
    def columns(self):
        """What docs/data.md lists, in the order of the files."""
        return [
            *(Column((name,), meaning) for name, meaning in FIRST_MEANINGS.items()),
            *(self._shared_column(name) for name in split(self.model)[SHARED]),
            *(self._text_column(name) for name in split(self.model)[CONTENT_LANGUAGES[0]]),
            Column(("sources",), SOURCES_MEANING),
            *(self._owned_column(name) for name in self.model.owned),
        ]

    def _shared_column(self, name):
        field = self.model._meta.get_field(name)
        names = (name, f"{name}_from", f"{name}_to") if isinstance(field, EdtfField) else (name,)
        codes = tuple((code, NAMES.get(code, words)) for code, words in field.choices or ())
        return Column(names, field.verbose_name, codes)

    def _text_column(self, name):
        field = name.rpartition("_")[0]
        names = tuple(f"{field}_{language}" for language in CONTENT_LANGUAGES)
        return Column(names, self.model._meta.get_field(field).verbose_name)

    def _owned_column(self, name):
        return Column((name, f"{name}_count"), self.model._meta.get_field(name).related_model._meta.verbose_name_plural)


class ReuseView(TemplateView):
    kept_parameters = ()
    template_name = "website/reuse.html"

    def get_context_data(self, **kwargs):
        kinds = [Kind(model) for model in content_roots()]
        return super().get_context_data(kinds=kinds, webcal=webcal(""), site_url=settings.SITE_URL, **kwargs)
