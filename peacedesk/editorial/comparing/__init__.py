"""Two states of an entry compared for a reader: texts word by word, facts by their names.

Both are graphs of `peacedesk.editorial.graph`, so that any two revisions and the public version can be compared.
"""

from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peacedesk.editorial.comparing.changes import Change, changes_of
from peacedesk.editorial.comparing.rows import Names, Table
from peacedesk.editorial.graph import SHARED, models_of, working_model
from peacedesk.editorial.models import ALL_PARTS, PartName
from peacedesk.languages import Text, current_language, direction


class Section(NamedTuple):
    """The changes of one part, in reading order."""

    part: str
    changes: tuple[Change, ...]

    @property
    def title(self):
        """The `Text` of the heading: a language in its own words, or the shared facts."""
        language = current_language() if self.part == SHARED else self.part
        return Text(
            capfirst(str(PartName(self.part).label)), language, direction(language), language != current_language()
        )


class Comparison(NamedTuple):
    """Two states of an entry, part by part. True if anything differs."""

    sections: tuple[Section, ...]

    def __bool__(self):
        return bool(self.fields)

    @property
    def fields(self):
        return sum(len(section.changes) for section in self.sections)

    @property
    def added(self):
        return sum(change.added for section in self.sections for change in section.changes)

    @property
    def removed(self):
        return sum(change.removed for section in self.sections for change in section.changes)

    @property
    def summary(self):
        """How much differs: "4 fields changed, 38 words added, 12 words removed"."""
        fields, added, removed = self.fields, self.added, self.removed
        if not fields:
            return _("Nothing differs")
        changed = ngettext("%(count)s field changed", "%(count)s fields changed", fields) % {"count": fields}
        if not added and not removed:
            return changed
        return _("%(fields)s, %(added)s, %(removed)s") % {
            "fields": changed,
            "added": ngettext("%(count)s word added", "%(count)s words added", added) % {"count": added},
            "removed": ngettext("%(count)s word removed", "%(count)s words removed", removed) % {"count": removed},
        }


def differences(old, new, parts=ALL_PARTS, *, kind):
    """Compare two graphs of an entry of `kind`, either of which may be None, in the named parts.

    Returns a `Comparison` with a `Section` for each part, in the active language and time zone. What today's models
    do not know is left out; what a graph lacks counts as empty. Each model that the rows refer to costs one query.
    """
    tables = [Table(model, old, new) for model in models_of(working_model(kind))]
    if not any(table.differing for table in tables):
        return Comparison(tuple(Section(part, ()) for part in parts))
    names = Names(tables)
    return Comparison(
        tuple(
            Section(part, tuple(change for table in tables for change in changes_of(table, part, names)))
            for part in parts
        )
    )
