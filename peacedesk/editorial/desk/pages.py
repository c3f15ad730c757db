"""What the pages beside the form of an entry share: their addresses, who may open them, and their frame."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions
from peacedesk.editorial.desk.addresses import address_of, url_name
from peacedesk.editorial.desk.records import field_label
from peacedesk.editorial.models import Entry, Part, Revision, WorkingEntry
from peacedesk.editorial.rights import Rights


@dataclass(frozen=True)
class Opened:
    """An entry as one person opened it: its working root, its workflow rows, and the person's rights in it."""

    root: WorkingEntry
    entry: Entry
    parts: dict[str, Part]
    rights: Rights

    @cached_property
    def newest(self):
        """The newest `Revision`, without its content."""
        return self.entry.revisions.select_related("user").defer("data").get(number=self.entry.latest)

    @property
    def source(self):
        """The part of the source language."""
        return self.parts[self.root.source_language]


class EntryPages:
    """Mixin of `ModelAdmin` for pages at `<id>/<name>/`, each a method that takes the request and an `Opened`.

    A mixin lists its pages in `get_pages()` as {name: method}. Such a page exists for those who may see the entry;
    what they do there, the transitions check.
    """

    def get_pages(self):
        return {}

    def get_urls(self):
        urls = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(self._opening(method)),
                name=url_name(self.model, name),
            )
            for name, method in self.get_pages().items()
        ]
        return [*urls, *super().get_urls()]

    def _opening(self, method):
        def view(request, object_id):
            return method(request, self.open(request, object_id))

        return view

    def open(self, request, object_id):
        """The `Opened` entry. Raises `Http404` for an unknown one, `PermissionDenied` without the right to see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        root = self.get_object(request, unquote(object_id))
        if root is None:
            raise Http404
        if not self.has_view_permission(request, root):
            raise PermissionDenied
        return self.opened(request, root)

    def get_object(self, request, object_id, from_field=None):
        """The working root with this key, or None.

        Its parts are read before it: a form with a text that is older than the revision it names would put that text
        back when it is saved.
        """
        with suppress(ValidationError):
            self._parts(request, self.opts.pk.to_python(object_id))
        return super().get_object(request, object_id, from_field)

    def _parts(self, request, pk):
        """The workflow rows of an entry by part, read once for each request."""
        known = request.__dict__.setdefault("parts", {})
        if pk not in known:
            people = ("last_editor", "decided_by", "scheduled_by", "assignee")
            known[pk] = Part.objects.with_revisions().select_related(*people).by_entry([pk])[pk]
        return known[pk]

    def opened(self, request, root):
        """The `Opened` entry of a working root, read once for each request."""
        known = request.__dict__.setdefault("opened", {})
        if root.pk not in known:
            known[root.pk] = self._opened(request, root)
        return known[root.pk]

    def _opened(self, request, root):
        kind = graphs.kind_of(self.model)
        parts = self._parts(request, root.pk)
        if not parts:  # rows that a shell wrote and nobody saved at the desk yet
            revisions.record(root=root, origin=Revision.Origin.SYNC)
            del request.parts[root.pk]
            return self._opened(request, root)
        entry = parts[graphs.SHARED].entry
        return Opened(root, entry, parts, Rights(request.user, kind, entry, root.source_language))

    def url_of(self, page, root):
        """The address of a page of an entry, or of its form: "change"."""
        return address_of(self.model, page, root.pk)

    def render_page(self, request, opened, template, *, title, status=200, **context):
        """A page in the frame of the desk. The template extends `admin/desk/page.html`."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": opened.root,
            "opened": opened,
            "title": title,
            "change_url": self.url_of("change", opened.root),
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=status)

    def attempt(self, request, transition, **given):
        """Run a transition and tell the person why it was refused, if it was. Returns whether it was done."""
        try:
            transition(user=request.user, **given)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return False
        return True

    def tell_lost(self, request, root, references):
        """Warn of references that were left empty, if any were."""
        if references:
            self.message_user(request, lost_references(root, references), messages.WARNING)

    def back(self, opened):
        return redirect(self.url_of("change", opened.root))


def lost_references(root, references):
    """What to tell of references (kind, row id, field) of a working root that were left empty, each field once."""
    models = {graphs.kind_of(model): model for model in graphs.models_of(type(root))}
    fields = sorted({str(field_label(models[kind], name)) for kind, _pk, name in references})
    sentence = _("Some references were left out, since their records were deleted: {fields}.")
    return format_html(sentence, fields=get_text_list(fields, _("and")))
