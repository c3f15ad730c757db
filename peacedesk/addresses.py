"""Addresses of pages that have a key: a page names dozens, so what they have in common is worked out once."""

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def page_address(view_name, key):
    """The path of `view_name`, whose only argument is a key of letters, digits and hyphens, as `reverse` gives it."""
    before, after = _around(view_name, get_language(), get_script_prefix())
    return f"{before}{key}{after}"


@cache
def _around(view_name, _language, _prefix):
    """What stands before and after the key in the active language."""
    before, _key, after = reverse(view_name, args=["key"]).rpartition("key")
    return before, after
