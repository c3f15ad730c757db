"""JSON Lines for fixtures of any size, with the columns of `fixture_json`."""

from django.core.serializers.jsonl import Deserializer  # noqa: F401  (part of a serializer module's interface)
from django.core.serializers.jsonl import Serializer as JSONLinesSerializer

from peacedesk.editorial.fixture_json import EditedColumns


class Serializer(EditedColumns, JSONLinesSerializer):
    pass
