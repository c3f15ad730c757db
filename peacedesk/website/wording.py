"""Languages in the words of the page's language: as a label, and as the end of “published in …”."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NAMES = {
    "ar": _("Arabic"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fa": _("Persian"),
    "fr": _("French"),
    "kk": _("Kazakh"),
    "ru": _("Russian"),
    "tr": _("Turkish"),
    "zh": _("Chinese"),
}

# Each with its preposition or case ending: a sentence is completed with it.
IN = {
    "ar": pgettext_lazy("published …, shown …", "in Arabic"),
    "en": pgettext_lazy("published …, shown …", "in English"),
    "kk": pgettext_lazy("published …, shown …", "in Kazakh"),
    "ru": pgettext_lazy("published …, shown …", "in Russian"),
}
