"""JSON with letters as they are: escaped, Cyrillic and Arabic take three times the room."""

from django.core.serializers.json import DjangoJSONEncoder


class LettersEncoder(DjangoJSONEncoder):
    """Django's encoder, which writes what is not ASCII as it is. A lone surrogate cannot be stored (`plain_text`)."""

    def __init__(self, **options):
        super().__init__(**{**options, "ensure_ascii": False})
