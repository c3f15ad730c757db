"""Parts of templates that are the same on many pages, and the options of a panel of filters."""

from django import template
from django.urls import get_script_prefix
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.tag
def constant(parser, token):
    """`{% constant %}…{% endconstant %}`: what depends on nothing but the language, rendered once in each.

    `{% constant view.name %}` renders it once for each value too: only for values of which there are few.
    """
    _name, *given = token.split_contents()
    nodes = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodes, [parser.compile_filter(value) for value in given])


class ConstantNode(template.Node):
    def __init__(self, nodelist, given):
        self.nodelist, self.given, self.rendered = nodelist, given, {}

    def render(self, context):
        key = (get_language(), get_script_prefix(), *(value.resolve(context) for value in self.given))
        if key not in self.rendered:
            self.rendered[key] = self.nodelist.render(context)
        return self.rendered[key]


@register.simple_tag
def options(name, choices):
    """Options of a facet: `name` is its parameter, `choices` have value, label, entries and is_chosen."""
    # Plain formatting, since a panel has a hundred of these.
    rows = [
        f'<label class="opt{"" if choice.entries else " is-zero"}">'
        f'{_box(name, choice.value, choice.label, choice.is_chosen)}<span class="num">{choice.entries}</span></label>'
        for choice in choices
    ]
    return mark_safe("\n".join(rows))  # noqa: S308  (name is ours, all else is escaped)


@register.simple_tag
def checkboxes(field):
    """The options of a field of several values, which are not counted."""
    given = set(field.value() or ())
    rows = [
        f'<label class="opt">{_box(field.html_name, value, label, value in given)}</label>'
        for value, label in field.field.choices
    ]
    return mark_safe("\n".join(rows))  # noqa: S308  (all is escaped)


def _box(name, value, label, is_chosen):
    """A box to tick with its label, as HTML."""
    checked = " checked" if is_chosen else ""
    return f'<input type="checkbox" name="{name}" value="{escape(value)}"{checked}>{labelled(label)}'


def labelled(label):
    """The label of a choice, a string or an `Option`, in an element that tells its language."""
    text = getattr(label, "text", None)
    if text and text.is_fallback:
        return f'<span lang="{text.lang}" dir="{text.dir}">{escape(text.value)}</span>'
    return f"<span>{conditional_escape(label)}</span>"
