"""The form fields of a list. Each fault is a sentence that names the value."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peacedesk.dates.edtf import FIRST_YEAR, LAST_YEAR

MAX_WORDS = 20


NUL_FAULT = gettext_lazy("The address holds a character that cannot be searched for.")


def holds_nul(parameters):
    """Whether a `QueryDict` holds the character that no database stores as text."""
    return any("\0" in text for name, values in parameters.lists() for text in (name, *values))


def printable(value, most=60):
    """What can be shown of a value that came with the address: at most so many characters, None for all."""
    return "".join(character for character in value if character.isprintable())[:most]


def unknown(label, value):
    """The fault of a value that a choice does not have."""
    pattern = _("%(filter)s: “%(value)s” is not known.")
    return ValidationError(pattern % {"filter": label, "value": printable(value)})


class ChoiceField(forms.ChoiceField):
    """One known value; a fault names the value that is not known."""

    def validate(self, value):
        if value and not self.valid_value(value):
            raise unknown(self.label, value)


class ChoicesField(forms.MultipleChoiceField):
    """Several known values; a fault names the value that is not known."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        known = {str(key) for key, _label in self.choices}
        if faults := [unknown(self.label, given) for given in value if given not in known]:
            raise ValidationError(faults)


class YearField(forms.IntegerField):
    widget = forms.TextInput

    def clean(self, value):
        try:
            year = super().clean(value)
        except ValidationError:
            year = 0
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            pattern = _("%(filter)s: “%(value)s” is no year from %(first)s to %(last)s. Write it as 2015.")
            limits = {"filter": self.label, "value": printable(value), "first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(pattern % limits)
        return year


class WordsField(forms.CharField):
    """Words to search for, each once. The words are what `clean` returns."""

    default_error_messages = {
        "max_length": gettext_lazy("The words are too long to search for. Write at most %(limit_value)s characters."),
        "null_characters_not_allowed": gettext_lazy("The words hold a character that cannot be searched for."),
    }

    def clean(self, value):
        words = list(dict.fromkeys(super().clean(value).split()))
        if len(words) > MAX_WORDS:
            raise ValidationError(_("Search for at most %(number)s words at a time.") % {"number": MAX_WORDS})
        return words


class ListForm(forms.Form):
    def clean(self):
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            pattern = _("The first year, %(first)s, comes after the last year, %(last)s.")
            fault = pattern % {"first": first, "last": last}
            self.add_error("from", fault)
            self.add_error("to", fault)
