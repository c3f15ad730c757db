"""What no text of this site may hold: characters that are invisible and change what others look like or mean."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Controls except tab and line ends, embeddings and overrides (UAX 9), lone surrogates, noncharacters, tag characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
ISOLATES, END_OF_ISOLATE = re.compile("[\u2066-\u2069]"), "\u2069"


def check_text(value):
    """Accept a string, else raise `ValidationError` naming the character (Unicode name or code point) and its place."""
    if value.isprintable():  # then it holds none of these, and this is known ten times as fast
        return
    if match := FORBIDDEN.search(value):
        character = match[0]
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        raise ValidationError(
            _("Holds the invisible character %(name)s at place %(place)s. Remove it."),
            code="forbidden-character",
            params={"name": name, "place": match.start() + 1},
        )
    opened = 0
    for character in ISOLATES.findall(value):
        opened += -1 if character == END_OF_ISOLATE else 1
        if opened < 0:
            break
    if opened:
        raise ValidationError(_("Holds a direction mark that is not closed. Remove it."), code="unbalanced-isolate")
