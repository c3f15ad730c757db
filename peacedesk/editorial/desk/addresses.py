"""The addresses of the desk's pages, by the model in which the desk edits a record."""

from django.urls import reverse


def url_name(model, page):
    """The name that Django's admin gives to a page of a model, such as "change"."""
    return f"{model._meta.app_label}_{model._meta.model_name}_{page}"


def address_of(model, page, *args):
    return reverse(f"admin:{url_name(model, page)}", args=args)
