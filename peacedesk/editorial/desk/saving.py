"""Saving an entry that somebody else saved in the meantime: what both meant, or a page that shows where they clash."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import comparing, merging, publishing, revisions, workflow
from peacedesk.editorial import graph as graphs
from peacedesk.editorial.applying import apply
from peacedesk.editorial.models import ALL_PARTS, Part, Revision

CHOICE = "_clash"


class Merging:
    """Mixin of `EntryAdmin`. A form carries the number of the revision that it was opened with (RFC 9110, 15.5.10).

    If a newer one is there, the save is replayed on the old revision and undone, and what it changed is merged into
    the newest. Where both changed the same field, nothing is saved and the answer is 409 with both texts.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        root = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if root is None or not self.has_change_permission(request, root):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            entry = revisions.lock(root.pk, graphs.kind_of(self.model))
            base = self._base(request, entry)
            # What a shell wrote past the desk counts as seen; it gets a revision of its own, so nothing is lost.
            is_newest, newest = base.number == entry.latest, revisions.sync(entry)
            if is_newest:
                return super().changeform_view(request, object_id, form_url, extra_context)
            replay = _Replay(request)
            with transaction.atomic():
                # Where the old revision does not fit any more, the merge finds out as well what the form changed.
                with suppress(IntegrityError), transaction.atomic():
                    apply(base.data, parts=ALL_PARTS, into=self.model)
                request.replay = replay
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if replay.graph is None:  # the form has faults of its own
                    response.render()
                transaction.set_rollback(True)
            if replay.graph is None:
                return response
            replay.forget_messages()
            return self._merge(request, root, base, newest, replay) or response

    def _base(self, request, entry):
        """The revision a form was opened with; the first for an unknown number, so that all newer ones count."""
        number = request.POST.get("revision", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        found = entry.revisions.filter(number=int(number)).first() if is_number else None
        return found or entry.revisions.order_by("number").first()

    def _merge(self, request, root, base, newest, replay):
        """Save what was merged. Returns the page of the clashes if there are any, else None."""
        seen = request.POST.get(f"{CHOICE}_revision") == str(newest.number)
        prefer = request.POST.get(CHOICE) if seen else None
        is_chosen = prefer in {"mine", "theirs"}
        merge = merging.merge(base.data, newest.data, replay.graph, prefer=prefer if is_chosen else "mine")
        if merge.clashes and not is_chosen:
            return self._clash_page(request, root, newest, merge)
        # Rows that somebody else deleted come back only for those who may write the shared facts.
        writable = self.scope(request, root).writable
        try:
            with transaction.atomic():
                lost = apply(merge.graph, parts=writable, into=self.model)
        except IntegrityError:
            return self._clash_page(request, root, newest, merging.Merge(replay.graph, merge.clashes))
        del request.replay
        root.refresh_from_db()
        source_stands = root.source_language not in graphs.changed_parts(base.data, newest.data)
        root.matching = replay.matching if source_stands else dict.fromkeys(replay.matching, base)
        self.log_change(request, root, replay.message)
        self.tell_lost(request, root, lost)
        text = _("Saved, together with what %(person)s had changed meanwhile: %(parts)s.") % {
            "person": newest.user or newest.get_origin_display(),
            "parts": publishing.part_labels(newest.parts),
        }
        self.message_user(request, text, messages.SUCCESS)
        return None

    def _clash_page(self, request, root, newest, mine):
        opened = self.opened(request, root)
        typed = [(name, value) for name, values in request.POST.lists() for value in values if _is_typed(name)]
        return self.render_page(
            request,
            opened,
            "admin/desk/clash.html",
            title=_("Two people changed the same text"),
            status=409,
            comparison=comparing.differences(newest.data, mine.graph, kind=graphs.kind_of(self.model)),
            newest=newest,
            typed=typed,
            choice=CHOICE,
        ).render()

    def log_change(self, request, obj, message):
        """Runs after all rows are saved, in the same transaction."""
        if replay := getattr(request, "replay", None):
            replay.graph, replay.message = graphs.capture(self.model, obj.pk), message
            replay.matching = obj.matching
            return None
        self._record(request, obj)
        return super().log_change(request, obj, message)

    def _record(self, request, obj):
        """Keep the save, and log it when somebody said that translations match the source which were outdated."""
        before = dict(Part.objects.filter(entry=obj.pk).values_list("part", "source_digest"))
        revision = revisions.record(root=obj, origin=Revision.Origin.DESK, user=request.user, matching=obj.matching)
        after = dict(revision.entry.parts.values_list("part", "source_digest"))
        confirmed = [part for part in obj.matching if before.get(part) not in {"", None, after[part]}]
        if confirmed:
            about = {"entry": obj.pk, "kind": revision.entry.kind, "parts": confirmed, "revision": revision.number}
            log.write(LogRecord.Action.CONFIRM, user=request.user, title=workflow.title_of(revision), **about)


class _Replay:
    """A save that was carried out on an old revision and undone: what it would have made of it."""

    graph = message = None
    matching = ()

    def __init__(self, request):
        self.request = request

    def forget_messages(self):
        """Reading the messages takes them away: the one of the undone save says what is not so."""
        list(messages.get_messages(self.request))


def _is_typed(name):
    return not name.startswith(CHOICE) and name != "csrfmiddlewaretoken"
