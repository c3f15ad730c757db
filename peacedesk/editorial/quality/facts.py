"""Checks of what the languages share: facts that must be there, can be read, and agree with each other."""

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.quality.content import BLOCKING

EMPTY = {"blank", "null"}


def missing_relations(content):
    """A source and whatever else a row must refer to; a record that was deleted since counts as none."""
    for row in content.rows:
        for name, target in content.targets[row.record.pk].items():
            if target.pk is None:
                yield row.problem(BLOCKING, name, _("%(where)s is missing. Choose one."))
        for field in row.model._meta.many_to_many:
            if not field.blank and not row.values.get(field.name):
                yield row.problem(BLOCKING, field.name, _("%(where)s: nothing is chosen. Choose at least one."))


def invalid_columns(content):
    """What the form would refuse: an empty or unreadable column, facts that contradict each other."""
    for row in content.rows:
        shared = graphs.split(row.model)[graphs.SHARED]
        others = {field.name for field in row.model._meta.fields if field.is_relation or field.name not in shared}
        for clean in (partial(row.record.clean_fields, exclude=others), row.record.clean):
            try:
                clean()
            except ValidationError as refusal:
                yield from _refused(row, refusal)


def _refused(row, refusal):
    errors = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
    for name, found in errors.items():
        column = None if name == NON_FIELD_ERRORS else name
        for error in found:
            if error.code in EMPTY:
                yield row.problem(BLOCKING, column, _("%(where)s is missing. Fill it in."))
            else:
                yield row.problem(BLOCKING, column, _("%(where)s: %(reason)s"), reason=" ".join(error.messages))
