"""What of an entry a form shows, and what of that the person may change: by part, on the form and on all its rows."""

from dataclasses import dataclass

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.desk.languages import LanguagePanels
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.rights import Rights
from peacedesk.languages import CONTENT_LANGUAGES


@dataclass(frozen=True)
class Scope:
    """The parts on a form. `language` is set on the form of a translator, which has one language beside the source."""

    rights: Rights
    parts: tuple[str, ...]
    language: str = ""

    @property
    def source(self):
        return self.rights.source_language

    @property
    def languages(self):
        return tuple(part for part in self.parts if part in CONTENT_LANGUAGES)

    @property
    def writable(self):
        return tuple(part for part in self.parts if self.rights.may_write(part))

    def readonly(self, model):
        """The columns of a model that the form shows and the person may not change."""
        if not self.writable:  # then the admin shows the whole form for reading
            return ()
        columns = graphs.split(model)
        locked = [part for part in self.parts if part not in self.writable]
        return tuple(name for part in locked for name in columns[part])


def scope_of(rights, asked):
    """The `Scope` of a form for a person with `rights` who asked for the language `asked`, if for any."""
    asked = asked if rights.entry and asked in CONTENT_LANGUAGES else None
    if asked and asked != rights.source_language:
        return Scope(rights, (asked,), asked)
    own = tuple(part for part in (SHARED, rights.source_language) if rights.may_write(part))
    if rights.may_write_all or not (rights.writable or asked):
        return Scope(rights, ALL_PARTS)
    if not own and not asked:
        return Scope(rights, rights.writable[:1], rights.writable[0])
    return Scope(rights, (SHARED, rights.source_language))


class ScopedPanels(LanguagePanels):
    """Mixin of `EntryAdmin` and its inlines, which both have a method `scope(request, obj)`."""

    def shows_shared(self, request, obj):
        return SHARED in self.scope(request, obj).parts

    def languages_shown(self, request, obj):
        return self.scope(request, obj).languages

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *self.scope(request, obj).readonly(self.model))
