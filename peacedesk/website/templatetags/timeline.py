"""What the drawing of the timeline has by the hundred."""

from functools import lru_cache

from django import template
from django.utils.formats import localize
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext

register = template.Library()


@register.simple_tag
def columns(lane):
    """The columns of a lane, each with its words under the pointer and a link to its year."""
    return _columns(lane.marks, get_language())


# All lanes without filters in four languages, and some that were chosen.
@lru_cache(maxsize=48)
def _columns(marks, _language):
    return mark_safe("".join(map(_column, marks)))  # noqa: S308  (of numbers and what is escaped)


def _column(column):
    parts = "".join(
        f'<rect class="chart__part chart__part--{part.css_class}" x="{column.x}" y="{part.y}"'
        f' width="{column.width}" height="{part.height}"/>'
        for part in column.parts
    )
    title = _title(column.year, column.count, get_language())
    return f'<a tabindex="-1" href="{escape(column.url)}" rel="nofollow">{title}{parts}</a>'


@lru_cache(maxsize=4096)
def _title(year, count, _language):
    words = ngettext("%(year)s: %(number)s entry begins", "%(year)s: %(number)s entries begin", count)
    return format_html("<title>{}</title>", words % {"year": year, "number": localize(count)})
