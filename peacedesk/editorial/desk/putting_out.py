"""The pages on which parts of an entry are published, now or at a time, and taken down again."""

from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions, workflow
from peacedesk.editorial.comparing import differences
from peacedesk.editorial.desk.languages import own_name, part_name, part_names
from peacedesk.editorial.desk.pages import EntryPages
from peacedesk.editorial.desk.parts import PartsField
from peacedesk.editorial.desk.reviewing import LARGEST, newest_decisions
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Part
from peacedesk.editorial.status import chips
from peacedesk.languages import CONTENT_LANGUAGES, resolution_order

NOW, LATER = "now", "later"


class PublishForm(forms.Form):
    """Parts with the approved revisions that the person saw (`revision_<part>`), and when they are to go out."""

    parts = PartsField(required=False)
    when = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)], initial=NOW)
    at = forms.DateTimeField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ALL_PARTS:
            number = forms.IntegerField(min_value=0, max_value=LARGEST, required=False)
            self.fields[f"revision_{name}"] = number

    @property
    def is_forged(self):
        """Whether something is wrong that no person can have typed."""
        return not self.errors.keys() <= {"at", NON_FIELD_ERRORS}

    @property
    def numbers(self):
        """What the transitions take: {part: number of the revision seen, 0 for none}."""
        return {name: self.cleaned_data.get(f"revision_{name}") or 0 for name in self.cleaned_data["parts"]}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == LATER and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a date and a time."))
        return cleaned


class UnscheduleForm(forms.Form):
    parts = PartsField(required=False)


class TakeDownForm(forms.Form):
    parts = PartsField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For the desk only: readers are told that the page is no longer available, not why."),
    )


class PublicationRow:
    """One part on the publish page: what is approved of it, what is public, and what a publication would change."""

    def __init__(self, page, part):
        self.page, self.part, self.name = page, part, part_name(part.part)
        self.chips = chips(part)
        self.approval = page.approvals.get(part.part)

    @property
    def is_pending(self):
        return self.part.is_pending

    @property
    def changed_fields(self):
        return self.page.changed_fields.get(self.part.part)

    @cached_property
    def is_own(self):
        """Whether the person wrote the approved text, so that somebody else must let it out."""
        return self.is_pending and workflow.wrote_last(self.page.opened.rights.user, self.part, self.part.approved)

    @property
    def is_required(self):
        return self.part.part == SHARED and self.page.is_first and self.is_choosable

    @property
    def is_choosable(self):
        return self.is_pending and not self.is_own

    @property
    def is_ticked(self):
        return self.is_choosable and (self.is_required or self.part.part in self.page.chosen)


class PublishPage:
    """What the publish page shows. `chosen` are the names of the parts to tick."""

    def __init__(self, opened, chosen):
        self.opened, self.chosen = opened, chosen
        self.is_first = not any(part.live_id for part in opened.parts.values())
        self.approvals = newest_decisions(opened.entry, LogRecord.Action.APPROVE)
        self.rows = [PublicationRow(self, part) for part in map(opened.parts.get, ALL_PARTS)]

    @cached_property
    def changed_fields(self):
        """How many fields of each part a publication of everything approved would change, as {part: number}."""
        entry, parts = self.opened.entry, self.opened.parts
        wanted = {row.part.part: row.part.approved_id for row in self.rows if row.is_pending and row.part.live_id}
        if not wanted:
            return {}
        present = {name: part.live_id for name, part in parts.items() if part.live_id}
        data = entry.revisions.in_bulk({*present.values(), *wanted.values()})
        after = graphs.compose({name: data[pk].data for name, pk in (present | wanted).items()})
        found = differences(revisions.live_graph(entry), after, tuple(wanted), kind=entry.kind)
        return {section.part: len(section.changes) for section in found.sections}

    @property
    def is_shared_missing(self):
        """Whether the first publication has to wait for the shared facts."""
        return self.is_first and not self.opened.parts[SHARED].approved_id

    @property
    def can_publish(self):
        choosable = [row.part.part for row in self.rows if row.is_choosable]
        return SHARED in choosable if self.is_first else bool(choosable)

    @property
    def scheduled(self):
        """What is on the schedule, as (time, parts, their names), the next first."""
        parts = [part for part in map(self.opened.parts.get, ALL_PARTS) if part.scheduled_id]
        for time, group in groupby(sorted(parts, key=attrgetter("publish_at")), key=attrgetter("publish_at")):
            together = list(group)
            yield time, together, part_names([part.part for part in together])


def parts_with_source(opened):
    """What to tick when nothing was asked for: the source language if it waits, and with it the shared facts."""
    source = opened.source
    return (SHARED, source.part) if source.approved_id != source.live_id else ()


class PuttingOut(EntryPages):
    """Mixin of `EntryAdmin`: the pages for publishing and for taking down."""

    def get_pages(self):
        return super().get_pages() | {
            "publish": self.publish_page,
            "unschedule": self.unschedule_page,
            "take-down": self.take_down_page,
        }

    def publish_page(self, request, opened):
        rights, form, status = opened.rights, None, 200
        if not (rights.may_publish or rights.may_unpublish):
            raise PermissionDenied
        if request.method == "POST":
            form = PublishForm(request.POST)
            if form.is_valid():
                if self.put_out(request, opened, form):
                    return redirect(self.url_of("publish", opened.root))
                status = 409
            elif form.is_forged:
                raise BadRequest("The publish page does not send such a form.")
        asked = request.GET.getlist("part")
        chosen = form.cleaned_data["parts"] if form else asked or parts_with_source(opened)
        public = public_row(opened)
        return self.render_page(
            request,
            opened,
            "admin/desk/publish.html",
            title=_("Publish"),
            status=status,
            page=PublishPage(opened, chosen),
            form=form or PublishForm(),
            public=public,
            zone=settings.TIME_ZONE,
            review_url=self.url_of("review", opened.root),
            unschedule_url=self.url_of("unschedule", opened.root),
            take_down_url=self.url_of("take-down", opened.root),
        )

    def put_out(self, request, opened, form):
        """Publish or schedule what a valid form asks for. Returns whether it was done; a refusal is in the form."""
        asked = {"entry": opened.entry, "parts": form.numbers, "user": request.user}
        is_now = form.cleaned_data["when"] == NOW
        transition = workflow.publish if is_now else partial(workflow.schedule, at=form.cleaned_data["at"])
        try:
            publication = transition(**asked)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        if is_now:
            self.tell_publication(request, opened, publication)
        else:
            self.message_user(
                request, format_html(_("On the schedule: {parts}."), parts=part_names(form.numbers)), messages.SUCCESS
            )
        return True

    def tell_publication(self, request, opened, publication):
        """Say what went out and where it is, and what could not go with it."""
        public = public_row(opened)
        with override(public.shown_language):
            url = public.get_absolute_url()
        sentence = _('Published: {parts}. <a href="{url}">View on site</a>')
        self.message_user(
            request, format_html(sentence, parts=part_names(publication.parts), url=url), messages.SUCCESS
        )
        self.tell_lost(request, opened.root, publication.lost)

    def unschedule_page(self, request, opened):
        form = UnscheduleForm(request.POST)
        if not form.is_valid():
            raise BadRequest("The publish page does not send such a form.")
        if request.method == "POST":
            parts = form.cleaned_data["parts"]
            if self.attempt(request, workflow.unschedule, entry=opened.entry, parts=parts):
                self.message_user(
                    request,
                    format_html(_("Taken off the schedule: {parts}."), parts=part_names(parts)),
                    messages.SUCCESS,
                )
        return redirect(self.url_of("publish", opened.root))

    def take_down_page(self, request, opened):
        if not opened.rights.may_unpublish:
            raise PermissionDenied
        form, status = TakeDownForm(request.POST if request.method == "POST" else None), 200
        if form.is_bound:
            if not form.is_valid():
                raise BadRequest("The page for taking down does not send such a form.")
            try:
                gone = workflow.unpublish(entry=opened.entry, user=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
                status = 409
            else:
                self.message_user(
                    request, format_html(_("Taken down: {parts}."), parts=part_names(gone)), messages.SUCCESS
                )
                return self.back(opened)
        chosen = form.cleaned_data["parts"] if form.is_bound else request.GET.getlist("part")
        return self.render_page(
            request,
            opened,
            "admin/desk/take_down.html",
            title=_("Take down"),
            status=status,
            form=form,
            choices=[
                (part, own_name(part.part), stand_in(opened, part.part), part.part in chosen)
                for part in public_languages(opened)
            ],
        )


def public_row(opened):
    """The public row of an entry, None while nothing of it is public."""
    return graphs.public_model(opened.entry.kind)._base_manager.filter(pk=opened.entry.pk).first()


def public_languages(opened) -> list[Part]:
    return [part for name in CONTENT_LANGUAGES if (part := opened.parts[name]).live_id]


def stand_in(opened, language):
    """The name of the language in which readers of `language` see the entry without it, None if no other is public."""
    public = [part.part for part in public_languages(opened)]
    order = resolution_order(language, opened.root.source_language)
    return next((own_name(code) for code in order if code in public and code != language), None)
