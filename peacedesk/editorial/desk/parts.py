"""How the forms of the desk name the parts of an entry."""

from django import forms


class PartsField(forms.MultipleChoiceField):
    """Names of parts. It takes any name: the transitions refuse unknown ones, and log it."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value):
        return value.isidentifier()
