"""What the home page shows of the initiatives."""

from itertools import groupby
from operator import itemgetter

from django import template
from django.db.models import Count, F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from initiatives.horizon import drawing
from initiatives.models import Figure, Initiative
from peacedesk.editorial.keeping import kept
from peacedesk.languages import current_language
from peacedesk.library.models import Theme
from peacedesk.library.models.facts import Unit
from peacedesk.library.models.taxonomy import LineOfWork

register = template.Library()

LATEST = 4
KEY_FIGURES = 4
# Among how many of the most recent figures the home page chooses.
RECENT_FIGURES = 100

SENTENCES = {
    LineOfWork.DISARMAMENT: _("Closing a test site, giving up warheads, and asking others to do the same."),
    LineOfWork.MEDIATION: _("A neutral venue in Astana and Almaty for talks between other parties."),
    LineOfWork.INSTITUTIONS: _("Standing forums and bodies, from CICA to the UN Security Council seat."),
    LineOfWork.INTERFAITH: _("A congress of religious leaders, held every three years since 2003."),
    LineOfWork.HUMANITARIAN: _("Food, medicine and scholarships for others, and work for water and climate."),
    LineOfWork.PEACEKEEPING: _("Service members in UN missions and courses for those who go."),
}


@register.inclusion_tag("initiatives/_latest.html")
def latest_initiatives():
    """The initiatives of the latest publications."""
    return {"entries": kept("latest initiatives", _latest)}


def _latest():
    published = Initiative.objects.filter(updated_at__isnull=False).defer("body")
    return list(published.order_by("-updated_at", "slug")[:LATEST])


@register.inclusion_tag("initiatives/_lines.html")
def lines_of_work():
    """The lines of work that have public initiatives, each with their number and the list of them."""
    counts, keys = kept("lines of work", _lines)
    return {
        "lines": [
            {
                "line": line,
                "sentence": SENTENCES[line],
                "count": Initiative.count_label % {"count": counts[line]},
                "url": f"{reverse('initiatives:list')}?{urlencode({'theme': keys[line]}, doseq=True)}",
            }
            for line in LineOfWork
            if line in counts and line in keys
        ]
    }


def _lines():
    """The numbers of initiatives by line, and the keys of the themes that they have by line."""
    themes = Theme.objects.filter(initiative_set__isnull=False)
    counts = dict(themes.order_by().values_list("line").annotate(entries=Count("initiative_set", distinct=True)))
    pairs = themes.order_by("line", "position", "key").distinct().values_list("line", "key")
    return counts, {line: [key for _line, key in group] for line, group in groupby(pairs, key=itemgetter(0))}


@register.inclusion_tag("initiatives/_key_figures.html")
def key_figures():
    """The newest figure of each unit that counts something, of these the largest."""
    return {"figures": kept("key figures", _figures)}


def _figures():
    counted = Figure.objects.exclude(unit__in=[Unit.YEAR, Unit.YEARS, Unit.RANK]).select_related("initiative", "source")
    recent = counted.order_by(F("as_of_from").desc(nulls_last=True), "-value", "id")[:RECENT_FIGURES]
    newest = {figure.unit: figure for figure in reversed(recent)}
    return sorted(newest.values(), key=lambda figure: -figure.value)[:KEY_FIGURES]


@register.inclusion_tag("initiatives/_horizon.html")
def horizon():
    """The strip of milestones from 1991 to today."""
    today = localdate()
    return kept(("horizon", current_language()), lambda: drawing(today), today)
