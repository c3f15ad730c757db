import json
from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peacedesk.editorial.graph import edited_columns, plain_value
from peacedesk.editorial.plain_text import check_text


class LinesField(forms.Field):
    """A JSON list of strings, edited as a text with one of them on each line."""

    widget = forms.Textarea

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "auto", "rows": 3}

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        for line in lines:
            check_text(line)
        return lines

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class ReferenceForm(forms.ModelForm):
    """Carries a mark of the record as it was opened, so that no save overwrites another one unseen."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["opened"].initial = mark(self.instance)

    def clean(self):
        super().clean()
        stored = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        if stored and self.cleaned_data.get("opened") != mark(stored):
            raise ValidationError(
                _(
                    "This record was saved after you had opened it, and nothing of yours was saved. Keep a copy of your"
                    " text, open the record again and enter it there."
                ),
                code="stale",
            )


def mark(record):
    """A digest of the stored values of a record."""
    values = [plain_value(column, record) for column in edited_columns(type(record))]
    return sha256(json.dumps(values).encode()).hexdigest()
