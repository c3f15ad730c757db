"""The page of a list."""

from functools import cached_property

from django.core.paginator import InvalidPage, Page, Paginator
from django.utils.translation import ngettext
from django.views.generic import ListView

from peacedesk.website.listing.fields import printable
from peacedesk.website.listing.parameters import Link

PER_PAGE = 20
MAX_PAGES = 1000


class ListPaginator(Paginator):
    """Pages up to a limit, so that no crawler walks through a large table."""

    @cached_property
    def num_pages(self):
        return min(super().num_pages, MAX_PAGES)


class EntryListView(ListView):
    """A public list. A subclass sets `model`, `filterset_class`, `template_name` and `heading`, the name of the list.

    The entries are those that the model's `cards()` loads. The context has `filter` (the filter set), `faults`
    (sentences about what does not hold: the answer is then 404, or 400 for a NUL character), `follow` (links to the
    same entries as files and feeds), and `pages`: links to pages with None for a gap, and the addresses of the previous
    and the next page.
    """

    filterset_class = None
    paginate_by = PER_PAGE
    paginator_class = ListPaginator
    follow = ()

    @classmethod
    def kept_parameters(cls):
        return {*cls.filterset_class.base_filters, "page"}

    def get_queryset(self):
        self.filterset = self.filterset_class(self.request.GET, self.model.objects.cards(), request=self.request)
        return self.filterset.found

    def paginate_queryset(self, queryset, page_size):
        self.faults = self.filterset.faults
        paginator = self.get_paginator(queryset, page_size)
        wanted = self.request.GET.get("page") or "1"
        try:
            page = paginator.page(wanted if wanted.isascii() else "")
        except InvalidPage:
            self.faults = self.faults or [missing_page(wanted, paginator.num_pages)]
            page = Page([], 1, paginator)
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filterset, **kwargs)
        follow = [each.link(self.filterset) for each in self.follow]
        return context | {"faults": self.faults, "follow": follow, "pages": self.page_links(context["page_obj"])}

    def page_links(self, page):
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        return {
            "links": [
                Link(number, self.page_address(number), number == page.number) if isinstance(number, int) else None
                for number in numbers
            ],
            "previous": self.page_address(page.number - 1) if page.has_previous() else "",
            "next": self.page_address(page.number + 1) if page.has_next() else "",
        }

    def page_address(self, number):
        return self.filterset.address(self.filterset.pairs + [("page", number)] * (number != 1))

    def render_to_response(self, context, **kwargs):
        status = 400 if self.filterset.has_nul else 404 if self.faults else 200
        return super().render_to_response(context, status=status, **kwargs)


def missing_page(wanted, pages):
    pattern = ngettext(
        "There is no page “%(wanted)s”: the list has %(pages)s page.",
        "There is no page “%(wanted)s”: the list has %(pages)s pages.",
        pages,
    )
    return pattern % {"wanted": printable(wanted), "pages": pages}
