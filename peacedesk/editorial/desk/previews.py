"""Preview: an entry on its real public page as if all of it were public, in a transaction that leaves nothing."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import get_script_prefix, path, resolve
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions
from peacedesk.editorial.applying import apply
from peacedesk.editorial.desk.addresses import address_of, url_name
from peacedesk.editorial.models import ALL_PARTS
from peacedesk.editorial.publishing import count_change
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_NAMES, current_language, direction

# In place of what the public view says about caching.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class NoPage(ValidationError):
    """A revision that cannot stand in public, with a sentence for the editor."""


class PreviewForm(forms.Form):
    revision = forms.IntegerField(min_value=1, required=False)


@dataclass(frozen=True)
class Preview:
    """What the frame of a public page needs for its banner, as `request.preview`; public requests have none.

    `language` and `dir` are those of the desk, `languages` the previews in all four.
    """

    revision: int
    language: str
    dir: str
    languages: list[dict]
    desk_url: str


class Previews:
    """Mixin of `EntryAdmin`: the working copy of an entry, or a saved revision, as the public would see it."""

    def get_urls(self):
        view, name = self.admin_site.admin_view(self.preview_view), url_name(self.model, "preview")
        return [path("<path:object_id>/preview/<str:language>/", view, name=name), *super().get_urls()]

    @method_decorator(require_safe)
    def preview_view(self, request, object_id, language):
        obj = self.open(request, object_id).root
        form = PreviewForm(request.GET)
        if language not in LANGUAGE_NAMES or not form.is_valid():
            raise Http404
        try:
            response = self.previewed(request, obj, language, form.cleaned_data["revision"])
        except NoPage as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return redirect(self.url_of("change", obj))
        for name, value in (*HEADERS.items(), ("Content-Language", language)):
            response.headers[name] = value
        return response

    @transaction.atomic
    def previewed(self, request, obj, language, number):
        """The public page with revision `number`, None for the working copy. Everything it writes is taken back."""
        entry = revisions.lock(obj.pk, graphs.kind_of(self.model))
        data = get_object_or_404(entry.revisions, number=number).data if number else graphs.capture(self.model, obj.pk)
        root = put_in_public(data, graphs.public_model(entry.kind))
        preview = Preview(
            revision=number or entry.latest,
            language=current_language(),
            dir=direction(current_language()),
            languages=[
                {
                    "code": code,
                    "name": name,
                    "dir": direction(code),
                    "url": self.preview_url(obj, code, number),
                    "is_current": code == language,
                }
                for code, name in LANGUAGE_NAMES.items()
            ],
            desk_url=self.url_of("change", obj),
        )
        response = public_page(root, language, preview, host=request.get_host())
        transaction.set_rollback(True)
        return response

    def preview_url(self, obj, language, number=None):
        """The address of the preview in `language`: of the working copy, or of revision `number`."""
        query = f"?{urlencode({'revision': number})}" if number else ""
        return address_of(self.model, "preview", obj.pk, language) + query


def put_in_public(data, model):
    """Write a graph to the tables of the public root `model`, as published in each language that has a title.

    Runs in a transaction that the caller rolls back. Returns the public root. Raises `NoPage`.
    """
    values = graphs.root_of(data) or {}
    now = timezone.now()
    times = {f"published_at_{code}": now if values.get(f"title_{code}") else None for code in CONTENT_LANGUAGES}
    if not any(times.values()):
        raise NoPage(_("There is no page to show: no language of this revision has a title. Write a title and save."))
    if taken := model._base_manager.filter(slug=values["slug"]).exclude(pk=data["root"]).first():
        raise NoPage(
            _(
                "There is no page to show: the address “%(slug)s” is used by “%(title)s” in public. Choose another"
                " address and save, or let that entry be published at another one first."
            )
            % {"slug": values["slug"], "title": taken}
        )
    try:
        with transaction.atomic():
            apply(data, parts=ALL_PARTS, into=model, system=times | {"updated_at": now})
            count_change()  # what the page keeps of this state in memory is taken for no other
    except (IntegrityError, DataError, ValidationError) as error:
        raise NoPage(
            _(
                "There is no page to show: this revision does not fit the record of today, for example since a record"
                " that it refers to was deleted. Look at a newer revision."
            )
        ) from error
    return model._base_manager.get(pk=data["root"])


def public_page(root, language, preview, *, host):
    """The answer of the public view at the address of `root`, rendered for a reader without cookies and parameters."""
    request = HttpRequest()
    request.method, request.META, request.preview = "GET", {"HTTP_HOST": host}, preview
    with override(language):
        request.path = root.get_absolute_url()
        request.path_info = f"/{request.path.removeprefix(get_script_prefix())}"
        request.resolver_match = match = resolve(request.path_info)
        return match.func(request, *match.args, **match.kwargs).render()
