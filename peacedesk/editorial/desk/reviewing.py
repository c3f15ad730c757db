"""The review page: what parts of an entry change in public, what stands in their way, and the next step of each."""

from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import quality, revisions, workflow
from peacedesk.editorial.comparing import Comparison, differences
from peacedesk.editorial.desk.languages import part_name, part_names
from peacedesk.editorial.desk.pages import EntryPages
from peacedesk.editorial.desk.parts import PartsField
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Part
from peacedesk.editorial.status import chips

State = Part.State
# The largest number that both databases keep.
LARGEST = 2_147_483_647

DONE = {
    "submit": gettext_noop("Submitted for review: {parts}."),
    "recall": gettext_noop("Taken back from review: {parts}."),
    "approve": gettext_noop("Approved: {parts}."),
    "return": gettext_noop("Returned with your reason: {parts}."),
}


class StepForm(forms.Form):
    """A step asked for: what, with which parts, in which revision, and why."""

    action = forms.ChoiceField(choices=[(name, name) for name in DONE])
    parts = PartsField(required=False)
    revision = forms.IntegerField(min_value=1, max_value=LARGEST)
    reason = forms.CharField(required=False)


def newest_decisions(entry, *actions):
    """The newest line of the log about each part among `actions` that were done, as {part: `LogRecord`}."""
    lines = LogRecord.objects.filter(entry=entry.pk, action__in=actions, outcome=LogRecord.Outcome.DONE)
    return {name: line for line in lines.order_by("at", "id") for name in line.parts}


class Review:
    """What the page shows of the parts that are looked at together."""

    def __init__(self, opened, names):
        self.opened, self.names = opened, names
        self.parts = [opened.parts[name] for name in names]
        self.rights = opened.rights
        self.is_open, self.is_in_review = self.parts[0].is_open, self.parts[0].state == State.IN_REVIEW
        self.is_approved = not (self.is_open or self.is_in_review)

    @cached_property
    def revision(self):
        """The `Revision` with the text in question: it did not change since it was submitted or approved."""
        seen = {State.IN_REVIEW: "submitted", State.APPROVED: "approved"}.get(self.parts[0].state)
        numbers = [revision.number for part in self.parts if seen and (revision := getattr(part, seen))]
        return self.opened.entry.revisions.get(number=max(numbers, default=self.opened.entry.latest))

    @cached_property
    def sections(self):
        """The differences to the public version, in the parts that have a text."""
        texts = [part.part for part in self.parts if part.digest]
        live = revisions.live_graph(self.opened.entry)
        return differences(live, self.revision.data, texts, kind=self.opened.entry.kind).sections

    @property
    def changes(self):
        """The `Comparison` of the parts that are public."""
        return Comparison(tuple(s for s in self.sections if self.opened.parts[s.part].live_id))

    @property
    def new_texts(self):
        """The sections of the parts that are not public: there is nothing to compare them with."""
        return [s for s in self.sections if not self.opened.parts[s.part].live_id]

    @cached_property
    def problems(self):
        return quality.problems_by_part(self.revision.data, {*self.names, *(p.part for p in self.submittable)})

    @property
    def checks(self):
        return [(part_name(part.part), self.problems[part.part]) for part in self.parts if part.digest]

    @property
    def submittable(self):
        """The parts that this person may submit now, while the page is about such a one."""
        parts = map(self.opened.parts.get, self.rights.writable) if self.is_open else ()
        return [part for part in parts if part.is_open and part.digest]

    @property
    def candidates(self):
        """The parts to submit as (part, name, number of problems that block it)."""
        for part in self.submittable:
            blocking = [p for p in self.problems[part.part] if p.level == quality.BLOCKING]
            yield part, part_name(part.part), len(blocking)

    @property
    def is_submittable(self):
        return any(not blocking for _part, _name, blocking in self.candidates)

    @cached_property
    def decisions(self):
        """What reviewers last said of each part, as (name, part, line of the log or None)."""
        lines = newest_decisions(self.opened.entry, LogRecord.Action.APPROVE, LogRecord.Action.RETURN)
        return [(part_name(part.part), part, lines.get(part.part)) for part in self.parts]

    @property
    def may_review(self):
        return all(map(self.rights.may_review, self.names))

    @property
    def may_write(self):
        return all(map(self.rights.may_write, self.names))

    @property
    def may_recall(self):
        return self.rights.may_publish or self.may_write

    @property
    def may_act(self):
        return self.may_review or self.may_recall

    @cached_property
    def own(self):
        """The parts that this person may not approve, having written them."""
        return [part for part in self.parts if workflow.wrote_last(self.rights.user, part, part.submitted)]

    @property
    def own_names(self):
        return part_names([part.part for part in self.own])

    @property
    def part_names(self):
        return part_names(self.names)

    @property
    def may_approve(self):
        return len(self.own) < len(self.parts)

    @property
    def is_live(self):
        return all(part.approved_id == part.live_id for part in self.parts)


def step_of(part):
    """Where a part is: a returned one is written again, as a draft is."""
    return State.DRAFT if part.is_open else part.state


def groups_of(opened):
    """The names of the parts that are looked at together: the shared facts with the source, at the same step."""
    source = opened.source
    names = [(name,) for name in ALL_PARTS if name not in (SHARED, source.part)]
    if step_of(opened.parts[SHARED]) == step_of(source):
        return [(SHARED, source.part), *names]
    return [(SHARED,), (source.part,), *names]


def group_shown(opened, wanted):
    """The group of the part asked for; without one, of the first part that waits for this person, else the source."""
    rights, groups = opened.rights, groups_of(opened)
    waiting = [name for name in ALL_PARTS if opened.parts[name].state == State.IN_REVIEW and rights.may_review(name)]
    wanted = wanted if wanted in opened.parts else next(iter(waiting), opened.source.part)
    return next(group for group in groups if wanted in group)


class Reviewing(EntryPages):
    """Mixin of `EntryAdmin`: the page on which parts are submitted, recalled, approved and returned."""

    def get_pages(self):
        return super().get_pages() | {"review": self.review_page}

    def review_page(self, request, opened):
        wanted, step = request.GET.get("part"), None
        if request.method == "POST":
            form = StepForm(request.POST)
            if not form.is_valid():
                raise BadRequest("This page does not send such a form.")
            step = form.cleaned_data
            if self.take_step(request, opened, step):
                return redirect(self.review_url(opened, step["parts"][0]))
        review = Review(opened, group_shown(opened, wanted))
        return self.render_page(
            request,
            opened,
            "admin/desk/review.html",
            title=_("Review"),
            status=409 if step else 200,
            review=review,
            step=step,
            chosen=step["parts"] if step else review.names,
            tabs=[
                {
                    "url": self.review_url(opened, names[-1]),
                    "is_current": names == review.names,
                    "parts": [(part_name(name), chips(opened.parts[name])) for name in names],
                }
                for names in groups_of(opened)
            ],
            publish_url=self.url_of("publish", opened.root),
        )

    def review_url(self, opened, part):
        return f"{self.url_of('review', opened.root)}?part={part}"

    def take_step(self, request, opened, step):
        """Run the transition that was asked for. Returns whether it was done."""
        asked = {"entry": opened.entry, "parts": step["parts"]}
        seen = asked | {"revision": step["revision"]}
        transition, given = {
            "submit": (workflow.submit, seen),
            "recall": (workflow.recall, asked),
            "approve": (workflow.approve, seen),
            "return": (workflow.send_back, seen | {"reason": step["reason"]}),
        }[step["action"]]
        done = self.attempt(request, transition, **given)
        if done:
            done = format_html(_(DONE[step["action"]]), parts=part_names(step["parts"]))
            self.message_user(request, done, messages.SUCCESS)
        return done
