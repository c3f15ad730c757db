"""The JSON of fixtures: like Django's, without modeltranslation's untranslated columns and the derived date bounds.

The value of an untranslated column depends on the language active when the row was last saved, so it has no place in a
file that people compare.
"""

from django.core.serializers.json import Deserializer  # noqa: F401  (part of a serializer module's interface)
from django.core.serializers.json import Serializer as JSONSerializer
from modeltranslation.translator import NotRegistered, translator


class Serializer(JSONSerializer):
    def handle_field(self, obj, field):
        if field.editable and field.name not in _originals(type(obj)) or field.name.startswith("published_"):
            super().handle_field(obj, field)


def _originals(model):
    try:
        return translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return {}
