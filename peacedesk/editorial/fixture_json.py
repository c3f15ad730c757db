"""The JSON of fixtures: like Django's, without modeltranslation's untranslated columns and the derived date bounds.

The value of an untranslated column depends on the language active when the row was last saved, so it has no place in a
file that people compare.
"""

from django.core.serializers.json import Deserializer  # noqa: F401  (part of a serializer module's interface)
from django.core.serializers.json import Serializer as JSONSerializer

from peacedesk.editorial.fixtures import PUBLICATION_COLUMNS
from peacedesk.editorial.graph import edited_columns


class Serializer(JSONSerializer):
    def handle_field(self, obj, field):
        if field in edited_columns(type(obj)) or field.name in PUBLICATION_COLUMNS:
            super().handle_field(obj, field)
