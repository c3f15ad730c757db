"""The history of an entry: every saved state and every step, any two states compared, and the way back to one."""

from operator import itemgetter

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, workflow
from peacedesk.editorial.comparing import differences
from peacedesk.editorial.desk.languages import part_name, part_names
from peacedesk.editorial.desk.parts import PartsField
from peacedesk.editorial.models import Part, PartName
from peacedesk.editorial.restoring import restored
from peacedesk.editorial.status import Status

PER_PAGE = 50
LIVE = "live"  # stands for the public version where a revision is chosen by its number


class CompareForm(forms.Form):
    """Two states of an entry, and the part to look at: "" for all that differ."""

    to = forms.ChoiceField(label=pgettext_lazy("revision", "To"))
    part = forms.ChoiceField(choices=PartName.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices
        self.fields["from"] = forms.ChoiceField(
            label=pgettext("revision", "From"), choices=[(LIVE, _("What is public now")), *choices]
        )


class RestoreForm(forms.Form):
    """The parts to bring back, and the newest revision that the person saw."""

    parts = PartsField(required=False)
    newest = forms.IntegerField(min_value=1)


class Histories:
    """Mixin of `EntryAdmin`, for those who may see the entry; `workflow` decides who may restore."""

    def get_pages(self):
        return {**super().get_pages(), "compare": self.compare_page, "restore": self.restore_page}

    def history_view(self, request, object_id, extra_context=None):
        """The page at the stock address, instead of the stock one."""
        return self.history_page(request, self.open(request, object_id))

    def history_page(self, request, opened):
        page = Paginator(saved(opened.entry), PER_PAGE).get_page(request.GET.get("p"))
        return self.render_page(
            request,
            opened,
            "admin/desk/history.html",
            title=_("History"),
            page=page,
            steps=steps_of(opened, page, with_refusals=request.user.has_perm("accounts.view_logrecord")),
            chosen=usual_choice(opened),
            discards=any(opened.parts[part].live_id and part in opened.entry.dirty for part in opened.rights.writable),
            compare_url=self.url_of("compare", opened.root),
            restore_url=self.url_of("restore", opened.root),
        )

    def compare_page(self, request, opened):
        asked = {**usual_choice(opened), **request.GET.dict()}
        form = CompareForm(asked, choices=choices_of(opened), label_suffix="")
        if not form.is_valid():
            raise Http404
        old, new = (state_of(opened, form.cleaned_data[side]) for side in ("from", "to"))
        part = form.cleaned_data["part"]
        comparison = differences(old, new, kind=opened.entry.kind)
        shown = [section for section in comparison.sections if part in ("", section.part)]
        return self.render_page(
            request,
            opened,
            "admin/desk/compare.html",
            title=_("Compare revisions"),
            form=form,
            is_compared=old is not None,
            comparison=comparison._replace(sections=tuple(shown)),
            tabs=tabs_of(opened, comparison, form.cleaned_data),
            old_label=label_of(form.cleaned_data["from"]),
            new_label=label_of(form.cleaned_data["to"]),
            restorable=opened.rights.writable and old is not None and form.cleaned_data["from"] != str(opened.newest),
            history_url=self.url_of("history", opened.root),
            restore_url=self.url_of("restore", opened.root),
        )

    def restore_page(self, request, opened):
        """Bring parts of `?revision=` back into the working copy: a number, or what is public now."""
        if not opened.rights.writable:
            raise PermissionDenied
        chosen = request.GET.get("revision", "")
        graph = state_of(opened, chosen)
        if graph is None:
            raise Http404
        form = RestoreForm(request.POST if request.method == "POST" else None)
        if form.is_bound:
            if not form.is_valid():
                raise BadRequest("The page for restoring does not send such a form.")
            try:
                self.restore(request, opened, chosen, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                return self.back(opened)
        comparison = self.consequences(opened, graph, chosen)
        changed = [section.part for section in comparison.sections if section.changes]
        return self.render_page(
            request,
            opened,
            "admin/desk/restore.html",
            title=_("Discard the draft") if chosen == LIVE else _("Restore revision %(number)s") % {"number": chosen},
            form=form,
            is_discard=chosen == LIVE,
            comparison=comparison,
            choices=[(part, part_names([part])) for part in restorable_parts(opened, chosen) if part in changed],
            ticked=form.cleaned_data["parts"] if form.is_bound else changed,
            history_url=self.url_of("history", opened.root),
            status=409 if form.is_bound else 200,
        )

    def consequences(self, opened, graph, chosen):
        """How the working copy would differ if all that the person may bring back were brought back."""
        kind, newest = opened.entry.kind, opened.newest.data
        parts = restorable_parts(opened, chosen)
        return differences(newest, restored(graph, parts=parts, into=newest, kind=kind), kind=kind)

    def restore(self, request, opened, chosen, *, newest, parts):
        """Do it and tell what became of it. Raises `ValidationError` when it is refused."""
        about = {"entry": opened.entry, "parts": parts, "user": request.user, "newest": newest}
        lost = workflow.discard(**about) if chosen == LIVE else workflow.restore(**about, revision=int(chosen))
        opened.entry.refresh_from_db(fields=["latest"])
        if opened.entry.latest == newest:
            self.message_user(request, _("The working copy is like this already: nothing was changed."), messages.INFO)
            return
        query = urlencode({"from": newest, "to": opened.entry.latest})
        sentence = _("The working copy was changed back and is revision %(number)s now. The public sees no change.")
        done = format_html(
            '{} <a href="{}?{}">{}</a>',
            sentence % {"number": opened.entry.latest},
            self.url_of("compare", opened.root),
            query,
            _("See what changed"),
        )
        self.message_user(request, done, messages.SUCCESS)
        self.tell_lost(request, opened.root, lost)


def saved(entry):
    """The revisions of an entry, newest first, without their content."""
    return entry.revisions.order_by("-number").select_related("user").defer("data")


def steps_of(opened, page, *, with_refusals):
    """What happened in the time of a `page` of revisions, newest first: the revisions and the lines of the log."""
    marks = marks_of(opened.parts.values())
    steps = [
        (
            revision.created_at,
            {
                "revision": revision,
                "name": revision_name(revision),
                "parts": part_names(revision.parts),
                "marks": [(status, part_names(parts)) for status, parts in marks.get(revision.pk, {}).items()],
                "is_newest": revision == opened.newest,
            },
        )
        for revision in page
    ]
    records = LogRecord.objects.filter(entry=opened.entry.pk)
    if not with_refusals:
        records = records.filter(outcome=LogRecord.Outcome.DONE)
    if page.has_next():
        records = records.filter(at__gte=page[-1].created_at)
    if page.has_previous():
        newer = saved(opened.entry).filter(number__gt=page[0].number).last()
        records = records.filter(at__lt=newer.created_at)
    steps += [(record.at, {"record": record, "parts": part_names(record.parts)}) for record in records]
    return [step for _at, step in sorted(steps, key=itemgetter(0), reverse=True)]


def marks_of(parts):
    """What of `parts` is in review, approved, scheduled or public, as {revision id: {Status: [part, …]}}."""
    marks = {}
    for part in parts:
        at = {
            Status.LIVE: part.live_id,
            Status.SCHEDULED: part.scheduled_id,
            Status.APPROVED: part.approved_id if part.approved_id not in (part.live_id, part.scheduled_id) else None,
            Status.IN_REVIEW: part.submitted_id if part.state == Part.State.IN_REVIEW else None,
            Status.RETURNED: part.submitted_id if part.state == Part.State.RETURNED else None,
        }
        for status, revision in at.items():
            if revision:
                marks.setdefault(revision, {}).setdefault(status, []).append(part.part)
    return marks


def revision_name(revision):
    about = {
        "number": revision.number,
        "time": date_format(timezone.localtime(revision.created_at), "DATETIME_FORMAT"),
        "person": revision.user,
        "origin": revision.get_origin_display(),
    }
    if revision.user:
        return _("Revision %(number)s of %(time)s, by %(person)s") % about
    return _("Revision %(number)s of %(time)s, %(origin)s") % about


def choices_of(opened):
    """The revisions of an entry by their numbers, newest first."""
    public = {part.live_id for part in opened.parts.values()}
    patterns = {  # by whether it is the newest, and whether a part of it is public
        (True, True): _("Newest, public: %(revision)s"),
        (True, False): _("Newest: %(revision)s"),
        (False, True): _("Public: %(revision)s"),
        (False, False): "%(revision)s",
    }
    return [
        (str(revision.number), patterns[revision == opened.newest, revision.pk in public] % {"revision": name})
        for revision in saved(opened.entry)
        for name in [revision_name(revision)]
    ]


def usual_choice(opened):
    """What is compared when nothing is chosen: the public version, else the revision before, with the newest."""
    is_public = any(part.live_id for part in opened.parts.values())
    numbers = list(saved(opened.entry).values_list("number", flat=True)[:2])
    return {"from": LIVE if is_public or len(numbers) == 1 else numbers[1], "to": numbers[0]}


def state_of(opened, chosen):
    """The graph of a revision of the entry by its number, or of the public version; None if there is no such."""
    if chosen == LIVE:
        return revisions.live_graph(opened.entry)
    numbers = opened.entry.revisions.values_list("number", flat=True)
    number = next((number for number in numbers if str(number) == chosen), None)
    return number and opened.entry.revisions.get(number=number).data


def label_of(chosen):
    return _("Public version") if chosen == LIVE else _("Revision %(number)s") % {"number": chosen}


def tabs_of(opened, comparison, chosen):
    """Links to all changes and to those of each part, with their numbers."""
    about = {"from": chosen["from"], "to": chosen["to"]}
    counts = {"": comparison.fields, **{section.part: len(section.changes) for section in comparison.sections}}
    return [
        {
            "name": part_name(part) if part else _("All parts"),
            "count": count,
            "query": urlencode({**about, "part": part} if part else about),
            "is_current": part == chosen["part"],
        }
        for part, count in counts.items()
    ]


def restorable_parts(opened, chosen):
    """The parts that the person may bring back: of the public version only those that are public."""
    return [part for part in opened.rights.writable if chosen != LIVE or opened.parts[part].live_id]
