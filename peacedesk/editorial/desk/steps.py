"""The transitions that many entries can take at once: what each of them applies to, and how it is told."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from peacedesk.editorial import workflow
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import ALL_PARTS, Part
from peacedesk.editorial.rights import Rights, may
from peacedesk.languages import CONTENT_LANGUAGES

State = Part.State
EVERYTHING, SOURCE = "all", "source"


class Step:
    """One transition. `nothing` is what is said of an entry in which no part is ready for it.

    `can` and `done` are untranslated sentences with a place for {parts}.
    """

    name = title = button = nothing = can = done = ""
    # What beside the parts is asked for: fields of the form.
    asks: tuple[str, ...] = ()
    is_for_shared = True  # or only for languages
    everything = _("All parts that are ready for it")

    def is_open_to(self, user):
        """Whether a person may take this step with any entry at all."""
        raise NotImplementedError

    def allows(self, rights, part):
        """Whether a person with `rights` in an entry may take it with a part, given by its name."""
        raise NotImplementedError

    def is_ready(self, row, part, **asked):
        """Whether the named part of a `bulk.Row` is in a state for it."""
        raise NotImplementedError

    def is_for_others(self, rights, part):
        """Whether four eyes leave a `Part` to somebody else than its last editor."""
        return False

    def take(self, *, entry, parts, seen, user, **asked):
        """Do it, or raise what the transition raises.

        Returns the parts that it was done with, and references that were left out since their records are gone.
        """
        raise NotImplementedError

    def parts_of(self, choice, source_language):
        """The parts that somebody chose: all, the shared facts with the source language, or one language."""
        named = {EVERYTHING: ALL_PARTS, SOURCE: (SHARED, source_language)}
        return named.get(choice, (choice,))


class Submit(Step):
    name = "submit"
    title = _("Submit for review")
    button = pgettext_lazy("button", "Submit for review")
    nothing = _("Nothing here for you to submit.")
    can = gettext_noop("Can be submitted: {parts}.")
    done = gettext_noop("Submitted for review: {parts}.")

    def is_open_to(self, user):
        rights = ("contribute", "edit_shared", "write_source", *(f"write_{code}" for code in CONTENT_LANGUAGES))
        return any(may(user, right) for right in rights)

    def allows(self, rights, part):
        return rights.may_write(part)

    def is_ready(self, row, part):
        return row.parts[part].is_open and bool(row.parts[part].digest)

    def take(self, *, entry, parts, seen, user):
        workflow.submit(entry=entry, parts=parts, revision=seen.revision, user=user)
        return parts, []


class Approve(Step):
    name = "approve"
    title = pgettext_lazy("bulk action", "Approve")
    button = pgettext_lazy("button", "Approve")
    nothing = _("Nothing here for you to approve.")
    can = gettext_noop("Can be approved: {parts}.")
    done = gettext_noop("Approved: {parts}.")

    def is_open_to(self, user):
        return any(may(user, f"review_{code}") for code in CONTENT_LANGUAGES)

    def allows(self, rights, part):
        return rights.may_review(part)

    def is_ready(self, row, part):
        return row.parts[part].state == State.IN_REVIEW

    def is_for_others(self, rights, part):
        return rights.is_kept_from(part)

    def take(self, *, entry, parts, seen, user):
        workflow.approve(entry=entry, parts=parts, revision=seen.revision, user=user)
        return parts, []


class Publish(Step):
    name = "publish"
    title = pgettext_lazy("bulk action", "Publish")
    button = pgettext_lazy("button", "Publish")
    nothing = _("Nothing here to publish.")
    can = gettext_noop("Can be published: {parts}.")
    done = gettext_noop("Published: {parts}.")

    def is_open_to(self, user):
        return may(user, "publish")

    def allows(self, rights, part):
        return rights.may_publish

    def is_ready(self, row, part):
        return row.parts[part].is_pending

    def is_for_others(self, rights, part):
        # An older text may be approved than the one that was edited last: the transition knows whose it is.
        return part.state == State.APPROVED and rights.is_kept_from(part)

    def take(self, *, entry, parts, seen, user):
        numbers = {part: seen.approved.get(part, 0) for part in parts}
        publication = workflow.publish(entry=entry, parts=numbers, user=user)
        return publication.parts, publication.lost


class TakeDown(Step):
    name = "unpublish"
    title = _("Take down")
    button = _("Take down now")
    nothing = _("Nothing here to take down.")
    can = gettext_noop("Can be taken down: {parts}.")
    done = gettext_noop("Taken down: {parts}.")
    asks = ("reason",)
    is_for_shared = False
    everything = _("All languages that are public")

    def is_open_to(self, user):
        return may(user, "unpublish")

    def allows(self, rights, part):
        return rights.may_unpublish

    def is_ready(self, row, part, reason=""):
        return bool(row.parts[part].live_id)

    def take(self, *, entry, parts, seen, user, reason):
        return workflow.unpublish(entry=entry, parts=parts, user=user, reason=reason), []

    def parts_of(self, choice, source_language):
        return CONTENT_LANGUAGES if choice == EVERYTHING else (choice,)


class Assign(Step):
    name = "assign"
    title = _("Assign to a person")
    button = pgettext_lazy("button", "Assign")
    nothing = _("This person may neither write nor review these parts.")
    can = gettext_noop("Can be assigned: {parts}.")
    done = gettext_noop("Assigned: {parts}.")
    asks = ("assignee",)

    def is_open_to(self, user):
        return Rights(user, kind="").may_assign

    def allows(self, rights, part):
        return rights.may_assign

    def is_ready(self, row, part, assignee=None):
        if assignee is None:
            return True
        theirs = Rights(assignee, row.entry.kind, row.entry, row.root.source_language)
        return theirs.may_write(part) or theirs.may_review(part)

    def take(self, *, entry, parts, seen, user, assignee):
        workflow.assign(entry=entry, parts=parts, assignee=assignee, user=user)
        return parts, []


STEPS = {step.name: step for step in (Submit(), Approve(), Publish(), TakeDown(), Assign())}
