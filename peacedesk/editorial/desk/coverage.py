"""The page of the whole matrix, with filters and pages."""

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count as Number
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from peacedesk.editorial.counting import Count, counts_of
from peacedesk.editorial.desk.conditions import INCOMPLETE, LIVE, NOT_STARTED, foremost, is_in_name_of, visible_parts
from peacedesk.editorial.desk.languages import part_name
from peacedesk.editorial.desk.matrix import Matrix, lines_of
from peacedesk.editorial.graph import SHARED, content_roots, kind_of, working_model
from peacedesk.editorial.models import ALL_PARTS, PartName
from peacedesk.editorial.status import Status
from peacedesk.editorial.words import titled
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_CHOICES

ROWS = 50
KEYS = {status.name.lower(): status for status in Status}  # in the address of a page


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
        choices=[("", gettext_lazy("All")), *((key, status.label) for key, status in KEYS.items())],
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

    def of_kind(self, parts):
        kind = self.cleaned_data.get("kind")
        return parts.filter(entry__kind=kind) if kind else parts

    def found(self, parts, user):
        """The most pressing part of each entry that matches every filter."""
        words, status, show = map(self.cleaned_data.get, ("q", "status", "show"))
        if self.cleaned_data.get("part") or not (status or show):
            parts = parts.filter(part__in=self.parts)
        if status:
            parts = parts.filter(urgency=KEYS[status].urgency)
        if show == "open":
            parts = parts.filter(INCOMPLETE)
        if show == "mine":
            parts = parts.filter(is_in_name_of(user))
        return foremost(parts.filter(titled(words, "entry")) if words else parts)


class Numbers:
    """How many of `parts` are in each status, and how many were `found`, with two queries."""

    def __init__(self, parts, found):
        few = parts.filter(urgency__lt=NOT_STARTED).order_by().values_list("part", "urgency").annotate(Number("pk"))
        self.counts = {(part, urgency): Count(number) for part, urgency, number in few}
        # Of all the others there may be any number.
        many = [(part, urgency) for part in ALL_PARTS for urgency in (NOT_STARTED, LIVE)]
        queries = [parts.filter(part=part, urgency=urgency) for part, urgency in many]
        self.found, self.entries, *counts = counts_of([found, parts.filter(part=SHARED), *queries])
        self.counts |= dict(zip(many, counts, strict=True))

    def of(self, part, status):
        return self.counts.get((part, status.urgency), Count(0))

    @property
    def current(self):
        return {part: self.of(part, Status.LIVE) for part in ALL_PARTS}

    def rows(self, query):
        """For each status that occurs: how many entries have it in each part, and the query that shows them."""
        return [
            (
                status,
                [
                    (
                        PartName(part).label,
                        self.of(part, status),
                        urlencode({**query, "part": part, "status": status.name.lower()}),
                    )
                    for part in ALL_PARTS
                ],
            )
            for status in Status
            if any(self.of(part, status) for part in ALL_PARTS)
        ]


@admin.site.admin_view
def coverage(request):
    form = CoverageForm(request.GET)
    parts = form.of_kind(visible_parts(request.user))
    found = form.found(parts, request.user)
    numbers = Numbers(parts, found)
    paginator = Paginator(found, ROWS)
    paginator.count = numbers.found
    page = paginator.get_page(request.GET.get("page"))
    kind = form.cleaned_data.get("kind")
    lines = lines_of(request.user, list(page.object_list.values_list("entry", flat=True)))
    context = {
        **admin.site.each_context(request),
        "title": _("Entries by language"),
        "form": form,
        "page": page,
        "matrix": Matrix(lines.values(), entries=numbers.entries, current=numbers.current, parts=form.parts),
        "counts": numbers.rows({"kind": kind} if kind else {}),
        "part_names": [part_name(part) for part in ALL_PARTS],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/desk/coverage.html", context)
