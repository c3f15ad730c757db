"""The page of the whole matrix, with filters and pages."""

from collections import Counter

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from peacedesk.editorial.desk.languages import in_every_language, part_name
from peacedesk.editorial.desk.matrix import Matrix, lines_of
from peacedesk.editorial.graph import SHARED, content_roots, kind_of, working_model
from peacedesk.editorial.models import ALL_PARTS, PartName
from peacedesk.editorial.status import Status
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_CHOICES

ROWS = 50
KEYS = {status: status.name.lower() for status in Status}  # in the address of a page


class CoverageForm(forms.Form):
    """The filters of the matrix; what they do not know is no filter."""

    q = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("All")), (SHARED, capfirst(PartName.SHARED.label)), *LANGUAGE_CHOICES],
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("All")), *((key, status.label) for status, key in KEYS.items())],
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Entries"),
        required=False,
        choices=[
            ("", pgettext_lazy("entries", "All")),
            ("open", pgettext_lazy("entries", "Not complete")),
            ("mine", pgettext_lazy("entries", "In my name")),
        ],
    )

    def __init__(self, data):
        super().__init__(data, label_suffix="")
        metas = {kind_of(root): working_model(kind_of(root))._meta for root in content_roots()}
        kinds = [(kind, capfirst(meta.verbose_name_plural)) for kind, meta in metas.items()]
        self.fields["kind"].choices = [("", _("All")), *kinds]
        self.is_valid()

    @property
    def parts(self):
        """The columns that the filters are about."""
        return (part,) if (part := self.cleaned_data.get("part")) else CONTENT_LANGUAGES

    def of_kind(self, lines):
        kind = self.cleaned_data.get("kind")
        return [line for line in lines if kind in {"", None, line.entry.kind}]

    def found(self, lines, user):
        """The lines that match every filter, the most pressing first."""
        words = (self.cleaned_data.get("q") or "").casefold()
        matching = [line for line in lines if words in _searched(line.root) and self._fits(line, user)]
        return sorted(matching, key=lambda line: line.urgency(self.parts))

    def _fits(self, line, user):
        status, show = self.cleaned_data.get("status"), self.cleaned_data.get("show")
        parts = self.parts if self.cleaned_data.get("part") or not (status or show) else line.parts
        return any(
            (not status or KEYS[line.status[part]] == status)
            and (show != "open" or line.status[part] is not Status.LIVE)
            and (show != "mine" or line.is_for(user, part))
            for part in parts
        )


def _searched(root):
    texts = (root.slug, *(getattr(root, column) or "" for column in in_every_language("title")))
    return "\n".join(texts).casefold()


def counts_of(lines, query):
    """For each status that occurs: how many lines have it in each part, and the query that shows them."""
    counts = {part: Counter(line.status[part] for line in lines) for part in ALL_PARTS}
    return [
        (
            status,
            [
                (PartName(part).label, count[status], urlencode({**query, "part": part, "status": KEYS[status]}))
                for part, count in counts.items()
            ],
        )
        for status in Status
        if any(count[status] for count in counts.values())
    ]


@admin.site.admin_view
def coverage(request):
    form = CoverageForm(request.GET)
    lines = form.of_kind(lines_of(request.user))
    page = Paginator(form.found(lines, request.user), ROWS).get_page(request.GET.get("page"))
    kind = form.cleaned_data.get("kind")
    context = {
        **admin.site.each_context(request),
        "title": _("Entries by language"),
        "form": form,
        "page": page,
        "matrix": Matrix(page, lines, form.parts),
        "counts": counts_of(lines, {"kind": kind} if kind else {}),
        "part_names": [part_name(part) for part in ALL_PARTS],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/desk/coverage.html", context)
