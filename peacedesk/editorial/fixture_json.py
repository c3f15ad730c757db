"""The JSON of fixtures: like Django's, without modeltranslation's untranslated columns and the derived date bounds.

The value of an untranslated column depends on the language active when the row was last saved, so it has no place in a
file that people compare.
"""

from datetime import datetime

from django.core.serializers.json import Deserializer  # noqa: F401  (part of a serializer module's interface)
from django.core.serializers.json import Serializer as JSONSerializer

from peacedesk.editorial.fixtures import PUBLICATION_COLUMNS
from peacedesk.editorial.graph import edited_columns


class EditedColumns:
    """Mixin of serializers: the columns that belong into a file."""

    def handle_field(self, obj, field):
        if field in edited_columns(type(obj)) or field.name in PUBLICATION_COLUMNS:
            super().handle_field(obj, field)

    def _value_from_field(self, obj, field):
        value = super()._value_from_field(obj, field)
        # Django's encoder leaves out what is below a millisecond, which decides whether a publication is newer.
        return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


class Serializer(EditedColumns, JSONSerializer):
    pass
