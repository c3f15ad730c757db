from django import forms

from peacedesk.accounts.models import User


class InterfaceLanguageForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["interface_language"]
