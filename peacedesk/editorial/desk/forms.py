"""The form of an entry: the revision that it was opened with, and what its editor says of the translations."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EntryForm(forms.ModelForm):
    """Made for one `Opened` entry (None: a new one) and one `Scope` by `EntryAdmin.get_form`."""

    opened = scope = None

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    # A field named "matches" would hide the method of that name of the form element from every script.
    matches_source = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.opened is None:
            self.instance.source_language = self.scope.source
            del self.fields["revision"], self.fields["matches_source"]
            return
        self.fields["revision"].initial = str(self.opened.entry.latest)
        self._ask_what_matches()

    def _ask_what_matches(self):
        field, language = self.fields["matches_source"], self.scope.language
        if language and language in self.scope.writable:
            field.label = _("This text matches the source text as it is now")
            field.help_text = _(
                "Leave it unticked until you have compared the two. Until then the text counts as outdated."
            )
            field.initial = not self.opened.parts[language].is_outdated
        elif self.scope.source in self.scope.writable and self.current_translations():
            field.label = _("Only a correction: the translations need no change")
            field.help_text = _("Otherwise a change of the source text makes its translations outdated.")
        else:
            del self.fields["matches_source"]

    def current_translations(self):
        """The translations that match the source text up to now."""
        translations = (part for part in self.opened.parts.values() if part.source_digest)
        return [part.part for part in translations if not part.is_outdated]

    @property
    def matching(self):
        """The translations that match the source text once this form is saved."""
        if not self.cleaned_data.get("matches_source"):
            return []
        return [self.scope.language] if self.scope.language else self.current_translations()
