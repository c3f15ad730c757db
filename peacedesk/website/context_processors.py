from django.conf import settings
from django.utils.timezone import localdate

from peacedesk.editorial.models import SiteGeneration
from peacedesk.languages import LANGUAGE_NAMES, current_language, direction
from peacedesk.website.addresses import in_language
from peacedesk.website.cards import picture_of_site

LATIN = ("fonts/piazzolla-latin-opsz-normal.woff2", "fonts/golos-text-latin-wght-normal.woff2")
SIGNS = ("fonts/signs-piazzolla.woff2", "fonts/signs-golos-text.woff2")
CYRILLIC = ("fonts/piazzolla-cyrillic-opsz-normal.woff2", "fonts/golos-text-cyrillic-wght-normal.woff2")
CYRILLIC_EXT = ("fonts/piazzolla-cyrillic-ext-opsz-normal.woff2", "fonts/golos-text-cyrillic-ext-wght-normal.woff2")
ARABIC = ("fonts/noto-naskh-arabic-arabic-wght-normal.woff2", "fonts/vazirmatn-arabic-wght-normal.woff2")
# What the first lines of a page need: Kazakh letters are in both Cyrillic subsets, digits and spaces among the signs. A
# line is as high as the font of its spaces, so a page would move if that came late.
FONTS = {"en": LATIN, "ru": SIGNS + CYRILLIC, "kk": SIGNS + CYRILLIC + CYRILLIC_EXT, "ar": ARABIC + SIGNS}


def page(request):
    """What base.html needs: see the comment at its top for the two values that a view may replace."""
    language = current_language()
    return {
        "site_name": settings.SITE_NAME,
        "fonts": FONTS[language],
        "languages": switcher(request),
        "alternates": list(LANGUAGE_NAMES),
        "canonical_language": language,
        "picture": picture_of_site,
        "record_changed_on": record_changed_on,
    }


def switcher(request):
    """The four languages with the address of the present page and its filters in each."""
    return [
        {
            "code": code,
            "name": name,
            "dir": direction(code),
            "url": in_language(request.get_full_path(), code),
            "is_current": code == current_language(),
        }
        for code, name in LANGUAGE_NAMES.items()
    ]


def record_changed_on():
    """The day of the last publication as an EDTF date; "" before the first. Called by the template that shows it."""
    _number, changed_at = SiteGeneration.present()
    return localdate(changed_at).isoformat() if changed_at else ""
