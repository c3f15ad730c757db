"""The log, for those who audit the desk: they read, search and export it, and nobody changes it."""

import csv

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override, pgettext_lazy
from django.views.decorators.http import require_POST

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord, User
from peacedesk.editorial.counting import CappedPaginator
from peacedesk.editorial.desk import lines
from peacedesk.editorial.desk.addresses import address_of
from peacedesk.editorial.desk.languages import part_names
from peacedesk.editorial.desk.records import ReadOnly
from peacedesk.editorial.graph import content_roots, kind_of, working_model
from peacedesk.editorial.publishing import part_labels
from peacedesk.languages import current_language

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOBODY = "nobody"
COLUMNS = ("at", "actor", "action", "outcome", "kind", "title", "entry", "parts", "revision", "message", "reason")


def kinds():
    """What the desk calls each kind of entry, as {kind: name}."""
    return {kind_of(root): capfirst(working_model(kind_of(root))._meta.verbose_name) for root in content_roots()}


class PersonFilter(admin.SimpleListFilter):
    title = pgettext_lazy("log", "person")
    parameter_name = "person"

    def lookups(self, request, model_admin):
        people = User.objects.order_by("username")
        return [(NOBODY, _("Nobody signed in")), *((str(person.pk), person.get_username()) for person in people)]

    def queryset(self, request, queryset):
        if self.value() == NOBODY:
            return queryset.filter(actor_id=None)
        known = [key for key, _name in self.lookup_choices]
        return queryset.filter(actor_id=self.value()) if self.value() in known else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return list(kinds().items())

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in kinds() else queryset


class PeriodForm(forms.Form):
    since = forms.DateField(
        label=pgettext_lazy("day", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=pgettext_lazy("day", "To"), required=False, widget=forms.DateInput({"type": "date"}))


class PeriodFilter(admin.ListFilter):
    title = _("day")
    template = "admin/desk/_period.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        given = {name: params.pop(name)[-1] for name in self.expected_parameters() if name in params}
        self.used_parameters = given
        self.form = PeriodForm(given, auto_id="period-%s")

    def expected_parameters(self):
        return list(PeriodForm.base_fields)

    def has_output(self):
        return True

    def choices(self, changelist):
        """What the form of the period carries along: the parameters of the other filters, as pairs."""
        others = changelist.filter_params.items()
        return [(name, value) for name, values in others if name not in self.used_parameters for value in values]

    def queryset(self, request, queryset):
        if not self.form.is_valid():
            return queryset
        since, until = self.form.cleaned_data["since"], self.form.cleaned_data["until"]
        queryset = queryset.filter(at__date__gte=since) if since else queryset
        return queryset.filter(at__date__lte=until) if until else queryset


class LogAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("time", "person", "action", "outcome_column", "about", "parts_column", "revision", "sentence")
    list_filter = ("action", "outcome", PersonFilter, KindFilter, PeriodFilter)
    search_fields = lines.FIELDS
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    empty_value_display = "–"
    change_list_template = "admin/desk/log.html"
    change_form_template = "admin/desk/log_line.html"
    fields = (
        "time",
        "person",
        "action",
        "outcome_column",
        "about",
        "kind_name",
        "parts_column",
        "revision",
        "sentence",
    )
    readonly_fields = fields

    def has_export_permission(self, request):
        return request.user.has_perm("accounts.export_logrecord")

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export_view), name="accounts_logrecord_export")
        return [export, *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(lines.holding(search_term)) if search_term else queryset, False

    def changelist_view(self, request, extra_context=None):
        context = {"title": _("Log"), "may_export": self.has_export_permission(request)}
        return super().changelist_view(request, context)

    @method_decorator(require_POST)
    def export_view(self, request):
        """The lines that the filters of the address choose, as a file. The export is a line itself, but not in it."""
        if not (self.has_view_permission(request) and self.has_export_permission(request)):
            raise PermissionDenied
        try:
            records = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:accounts_logrecord_changelist")
        export = log.write(
            LogRecord.Action.EXPORT,
            user=request.user,
            title=request.GET.urlencode()[:200],
            message=gettext_noop("Lines of the log: %(count)s."),
            params={"count": records.count()},
        )
        return StreamingHttpResponse(
            csv_rows(records.filter(pk__lt=export.pk), current_language()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="log-{timezone.localdate()}.csv"'},
        )

    @admin.display(description=_("time"), ordering="at")
    def time(self, record):
        shown = timezone.localtime(record.at)
        return format_html('<time datetime="{}">{}</time>', shown.isoformat(), date_format(shown, "DATETIME_FORMAT"))

    @admin.display(description=pgettext_lazy("log", "person"), ordering="actor")
    def person(self, record):
        return format_html("<bdi>{}</bdi>", record.actor) if record.actor else "–"

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_column(self, record):
        is_refused = record.outcome == LogRecord.Outcome.REFUSED
        return format_html(
            '<span class="status status--{}">{}</span>', "stop" if is_refused else "ok", record.get_outcome_display()
        )

    @admin.display(description=_("about"), ordering="title")
    def about(self, record):
        """The title of the entry as it was then, with a link to the entry as it is now."""
        title = format_html("<bdi>{}</bdi>", record.title or "–")
        if record.entry is None or record.kind not in kinds():
            return title
        url = address_of(working_model(record.kind), "change", record.entry)
        return format_html('<a href="{}">{}</a>', url, title)

    @admin.display(description=_("kind"))
    def kind_name(self, record):
        return kinds().get(record.kind, record.kind) or "–"

    @admin.display(description=_("parts"))
    def parts_column(self, record):
        return part_names(record.parts) or "–"

    @admin.display(description=pgettext_lazy("log", "what there is to say"))
    def sentence(self, record):
        if not record.reason:
            return record.text or "–"
        return format_html("{} <q><bdi>{}</bdi></q>", record.text, record.reason)


class _Line:
    """A file for `csv.writer` that hands back what it is to write."""

    def write(self, text):
        return text


def csv_rows(records, language):
    """The file, line by line: UTF-8 with a mark that spreadsheets know it by, in the language of the reader."""
    writer = csv.writer(_Line())
    with override(language):
        heading = writer.writerow([LogRecord._meta.get_field(name).verbose_name for name in COLUMNS])
    yield f"\ufeff{heading}"
    for record in records.iterator(chunk_size=1000):
        with override(language):
            yield writer.writerow([inert(value) for value in cells(record)])


def cells(record):
    return (
        timezone.localtime(record.at).isoformat(timespec="seconds"),
        record.actor,
        record.get_action_display(),
        record.get_outcome_display(),
        record.kind,
        record.title,
        record.entry or "",
        part_labels(record.parts),
        "" if record.revision is None else record.revision,
        record.text,
        record.reason,
    )


def inert(value):
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
