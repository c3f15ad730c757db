"""The database column of an EDTF date and its two columns for sorting and filtering."""

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from peacedesk.dates.edtf import parse

HELP = _(
    "As exact as the source and no more: 2024, 2024-06, 2024-06-13, 2024-06-13/2024-06-14, 2017/.. (goes on),"
    " early:199X, 2013~ (about), [2023-06-09..] (not stated, not before), unknown."
)


def bound():
    """A column `<name>_from` or `<name>_to` beside an `EdtfField` called `<name>`."""
    return models.DateField(null=True, editable=False)


class EdtfField(models.CharField):
    """A date in the notation of `peacedesk.dates.edtf`.

    The model must declare `<name>_from` and `<name>_to` with `bound()`; this field fills them on every save.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs):
        errors = super().check(**kwargs)
        for suffix in ("from", "to"):
            try:
                self.model._meta.get_field(f"{self.name}_{suffix}")
            except FieldDoesNotExist:
                errors.append(
                    checks.Error(f"{self} needs a column {self.name}_{suffix} = bound().", obj=self, id="dates.E001")
                )
        return errors

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip() if value else value

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value:
            parse(value)

    def pre_save(self, model_instance, add):
        self.fill_bounds(model_instance)
        return super().pre_save(model_instance, add)

    def fill_bounds(self, instance):
        """Set the two bound columns from the text. Raises `ValidationError` when the text is no date."""
        value = getattr(instance, self.attname)
        date = parse(value) if value else None
        setattr(instance, f"{self.name}_from", date and date.first)
        setattr(instance, f"{self.name}_to", date and date.last)
