"""One step for many entries: a page that says what would be done, then an answer for each of them."""

import uuid
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peacedesk.accounts.models import User
from peacedesk.editorial import revisions
from peacedesk.editorial.desk.addresses import address_of, url_name
from peacedesk.editorial.desk.languages import own_name, part_name, part_names
from peacedesk.editorial.desk.pages import lost_references
from peacedesk.editorial.desk.reviewing import LARGEST
from peacedesk.editorial.desk.steps import EVERYTHING, SOURCE, STEPS
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, PartName, Revision, WorkingEntry
from peacedesk.editorial.rights import Rights
from peacedesk.editorial.status import chips
from peacedesk.languages import CONTENT_LANGUAGES

MOST = 200


@dataclass(frozen=True)
class Seen:
    """An entry as a person saw it: the newest revision then, and the approved one of each part."""

    entry: uuid.UUID
    revision: int
    approved: dict[str, int]

    def __str__(self):
        return " ".join(
            [str(self.entry), str(self.revision), *(f"{part}={number}" for part, number in self.approved.items())]
        )

    @classmethod
    def parse(cls, text):
        """Read what `str()` wrote. Raises `ValueError`."""
        entry, revision, *approved = text.split()
        numbers = {part: int(number) for part, number in (pair.split("=") for pair in approved)}
        if not all(0 <= number <= LARGEST for number in (int(revision), *numbers.values())):
            raise ValueError(text)
        return cls(uuid.UUID(entry), int(revision), numbers)


@dataclass
class Row:
    """An entry on the page. `is_done` is None until the step was tried; then `told` says how it went."""

    root: WorkingEntry
    entry: Entry
    parts: dict[str, Part]
    rights: Rights
    is_done: bool | None = None
    told: SafeString | str = ""

    @property
    def id(self):
        return self.entry.pk

    @property
    def seen(self):
        approved = {name: part.approved.number for name, part in self.parts.items() if part.approved}
        return Seen(self.entry.pk, self.entry.latest, approved)

    @property
    def cells(self):
        """The plain name and the chips of each part."""
        return [(PartName(name).label, chips(self.parts[name])) for name in ALL_PARTS]


@dataclass
class Missing:
    """What stands in the place of an entry that is not there, or not for this person."""

    id: uuid.UUID
    is_done: bool = False
    told: str = field(default_factory=lambda: _("There is no such entry, or it is not open to you."))


class SeenField(forms.Field):
    """The entries that a page sends back, as a list of `Seen`."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        try:
            return list({seen.entry: seen for seen in map(Seen.parse, value or ())}.values())
        except ValueError as error:
            raise ValidationError("Not what the page sent.", code="forged") from error


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.get_full_name() or user.get_username()


class StepForm(forms.Form):
    """Which parts, of which entries, and what else a step asks for."""

    parts = forms.ChoiceField(label=gettext_lazy("Parts"), widget=forms.RadioSelect, initial=EVERYTHING)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For the desk only: readers are told that the page is no longer available, not why."),
    )
    assignee = PersonField(
        User.objects.filter(is_active=True, is_staff=True).order_by("last_name", "first_name", "username"),
        label=gettext_lazy("Person"),
        required=False,
        empty_label=gettext_lazy("Nobody: take it from everybody"),
    )
    entries = SeenField()

    def __init__(self, step, data=None):
        super().__init__(data, label_suffix="")
        for name in {"reason", "assignee"} - {*step.asks}:
            del self.fields[name]
        named = [(EVERYTHING, step.everything), (SOURCE, _("The shared facts and the source language"))]
        self.fields["parts"].choices = [
            *(named if step.is_for_shared else named[:1]),
            *((code, own_name(code)) for code in CONTENT_LANGUAGES),
        ]

    @property
    def is_forged(self):
        """Whether something is wrong that no person can have chosen."""
        return not self.errors.keys() <= {"reason"}

    @property
    def asked(self):
        return {name: self.cleaned_data[name] for name in ("reason", "assignee") if name in self.fields}


def action_of(step):
    @admin.action(description=step.title, permissions=[step.name])
    def start(model_admin, request, queryset):
        return model_admin.start_step(request, step, queryset)

    start.__name__ = step.name
    return start


class BulkSteps:
    """Mixin of `EntryAdmin`: the actions of its change list, and the page behind each of them."""

    actions = [action_of(step) for step in STEPS.values()]

    def has_submit_permission(self, request):
        return STEPS["submit"].is_open_to(request.user)

    def has_approve_permission(self, request):
        return STEPS["approve"].is_open_to(request.user)

    def has_publish_permission(self, request):
        return STEPS["publish"].is_open_to(request.user)

    def has_unpublish_permission(self, request):
        return STEPS["unpublish"].is_open_to(request.user)

    def has_assign_permission(self, request):
        return STEPS["assign"].is_open_to(request.user)

    def get_urls(self):
        urls = [
            path(
                f"bulk-{step.name}/",
                self.admin_site.admin_view(self.step_view),
                {"step": step},
                name=url_name(self.model, f"bulk_{step.name}"),
            )
            for step in STEPS.values()
        ]
        return [*urls, *super().get_urls()]

    def response_action(self, request, queryset):
        try:
            return super().response_action(request, queryset)
        except ValidationError as error:  # a key that is none
            raise BadRequest("The change list does not send such a selection.") from error

    def start_step(self, request, step, queryset):
        chosen = list(queryset.values_list("pk", flat=True)[: MOST + 1])
        if len(chosen) > MOST:
            return self.refuse_number(request)
        return self.step_page(request, step, self.rows(request, chosen), StepForm(step))

    def step_view(self, request, step):
        """Take a step with each of the entries by itself: what is refused for one stops no other."""
        if not step.is_open_to(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.list_url)
        form = StepForm(step, request.POST)
        if not form.is_valid() and form.is_forged:
            raise BadRequest("The page does not send such a form.")
        entries = form.cleaned_data["entries"]
        if len(entries) > MOST:
            return self.refuse_number(request)
        rows = self.rows(request, [seen.entry for seen in entries])
        if form.errors:
            return self.step_page(request, step, rows, form)
        outcomes = [attempt(step, row, seen, form) for row, seen in zip(rows, entries, strict=True)]
        rows = self.rows(request, [seen.entry for seen in entries])
        for row, outcome in zip(rows, outcomes, strict=True):
            row.is_done, row.told = outcome
        return self.step_page(request, step, rows)

    def rows(self, request, keys):
        """What is known of each of `keys`, in their order: a `Row`, or a `Missing`."""
        roots = self.get_queryset(request).in_bulk(keys)
        parts = Part.objects.with_revisions().by_entry(roots)
        for key in roots.keys() - parts.keys():  # rows that a shell wrote and nobody saved at the desk yet
            revisions.record(root=roots[key], origin=Revision.Origin.SYNC)
            parts |= Part.objects.with_revisions().by_entry([key])
        return [self.row(request, roots[key], parts[key]) if key in roots else Missing(key) for key in keys]

    def row(self, request, root, parts):
        entry = parts[SHARED].entry
        return Row(root, entry, parts, Rights(request.user, entry.kind, entry, root.source_language))

    def step_page(self, request, step, rows, form=None):
        """The page before a step, with its `form`, or after it."""
        if form:
            for row in rows:
                row.told = row.told or prospect(step, row)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            "title": step.title,
            "step": step,
            "step_url": address_of(self.model, f"bulk_{step.name}"),
            "form": form,
            "rows": rows,
            "headings": [part_name(name) for name in ALL_PARTS],
            "done": sum(bool(row.is_done) for row in rows),
            "refused": sum(not row.is_done for row in rows),
        }
        return TemplateResponse(request, "admin/desk/bulk.html", context)

    def refuse_number(self, request):
        sentence = ngettext(
            "Choose at most %(most)s entry at once. Nothing was done.",
            "Choose at most %(most)s entries at once. Nothing was done.",
            MOST,
        )
        self.message_user(request, sentence % {"most": MOST}, messages.ERROR)
        return redirect(self.list_url)

    @property
    def list_url(self):
        return address_of(self.model, "changelist")


def prospect(step, row):
    """What a step could be taken with in an entry, in words."""
    ready = [part for part in allowed_parts(step, row, EVERYTHING) if step.is_ready(row, part)]
    return format_html(_(step.can), parts=part_names(ready)) if ready else step.nothing


def allowed_parts(step, row, choice):
    wanted = step.parts_of(choice, row.root.source_language)
    return [part for part in wanted if step.allows(row.rights, part)]


def attempt(step, row, seen, form):
    """Take a step with one entry. Returns whether it was done, and what is to be told about it."""
    if isinstance(row, Missing):
        return row.is_done, row.told
    user, choice, asked = row.rights.user, form.cleaned_data["parts"], form.asked
    allowed = allowed_parts(step, row, choice)
    ready = [part for part in allowed if step.is_ready(row, part, **asked)]
    if allowed and not ready:
        return False, step.nothing
    # What the person may not do at all is asked for nevertheless: the refusal belongs in the log.
    parts = [part for part in ready if not step.is_for_others(row.rights, row.parts[part])] or ready
    parts = parts or step.parts_of(choice, row.root.source_language)
    try:
        taken, lost = step.take(entry=row.entry, parts=parts, seen=seen, user=user, **asked)
    except PermissionDenied:
        return False, _("You may not do this here.")
    except ValidationError as refusal:
        return False, " ".join(refusal.messages)
    told = format_html(_(step.done), parts=part_names(taken))
    if lost:
        told = format_html("{} {}", told, lost_references(row.root, lost))
    return True, told
