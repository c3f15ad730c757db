"""The admin of entries: it edits working copies only, and keeps every accepted save as a revision."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import OuterRef, Q, Subquery
from django.forms import ModelChoiceField
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord
from peacedesk.dates.wording import in_words
from peacedesk.editorial import revisions, workflow
from peacedesk.editorial.counting import CappedPaginator
from peacedesk.editorial.desk.bar import tabs_and_lines
from peacedesk.editorial.desk.bulk import BulkSteps
from peacedesk.editorial.desk.editing import ScopedPanels, scope_of
from peacedesk.editorial.desk.filters import DiffersFilter, PublishedInFilter
from peacedesk.editorial.desk.forms import EntryForm
from peacedesk.editorial.desk.histories import Histories
from peacedesk.editorial.desk.languages import in_every_language, marked, translated_fields
from peacedesk.editorial.desk.pages import EntryPages
from peacedesk.editorial.desk.previews import Previews
from peacedesk.editorial.desk.putting_out import PuttingOut
from peacedesk.editorial.desk.records import RecordAdmin
from peacedesk.editorial.desk.reviewing import Reviewing
from peacedesk.editorial.desk.saving import Merging
from peacedesk.editorial.desk.states import language_columns, part_chips
from peacedesk.editorial.graph import SHARED, kind_of, public_model
from peacedesk.editorial.models import Entry, Part, Revision, WorkingEntry
from peacedesk.editorial.rights import Rights, may
from peacedesk.editorial.words import mentioning
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_CHOICES

SHARED_HEADING = gettext_lazy("Shared by all languages")


class EntryAdmin(BulkSteps, Merging, Reviewing, PuttingOut, Histories, Previews, EntryPages, ScopedPanels, RecordAdmin):
    """Behaviour that all kinds of content share. Subclasses declare fields, filters and inlines."""

    # What the desk calls adding one: subclasses name their kind, since grammar differs.
    new_label = gettext_lazy("New entry")
    form = EntryForm
    change_form_template = "admin/desk/entry_form.html"
    search_fields = ("slug", *in_every_language("title", "summary"))
    states = language_columns(part_chips)
    final_filters = (PublishedInFilter, DiffersFilter)
    save_on_top = False
    paginator = CappedPaginator
    show_full_result_count = False

    def get_queryset(self, request):
        public = public_model(kind_of(self.model))._base_manager.filter(pk=OuterRef("pk"))
        queryset = super().get_queryset(request).annotate(public_slug=Subquery(public.values("slug")))
        if request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}"):
            return queryset
        return queryset.filter(pk__in=Entry.objects.filter(created_by=request.user).values("pk"))

    def get_object(self, request, object_id, from_field=None):
        """The working root, read once while a form is shown."""
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        known = request.__dict__.setdefault("roots", {})
        if object_id not in known:
            known[object_id] = super().get_object(request, object_id, from_field)
        return known[object_id]

    def get_search_results(self, request, queryset, search_term):
        if search_term:
            queryset = queryset.filter(mentioning(search_term))
        return queryset, False

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        attach_parts(changes.result_list)
        return changes

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": [f"title_{self.scope(request, None).source}"]}

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), *self.final_filters)

    @admin.display(description=gettext_lazy("title"))
    def title_column(self, obj):
        return marked(obj.localized("title")) if obj.localized("title") else obj.slug

    @admin.display(description=gettext_lazy("date"), ordering="date_from")
    def date_column(self, obj):
        return in_words(obj.date)

    def public_url(self, obj):
        """The address of a working root from `get_queryset()` in public, "" while nothing of it is there."""
        return public_model(kind_of(self.model))(slug=obj.public_slug).get_absolute_url() if obj.public_slug else ""

    # Rights: by entry and part.

    def scope(self, request, obj):
        """What the form of `obj` shows to this person; asked for many times while a form is made."""
        known = request.__dict__.setdefault("scopes", {})
        key = obj and obj.pk
        if key not in known:
            known[key] = self._scope(request, obj)
        return known[key]

    def _scope(self, request, obj):
        if obj:
            return scope_of(self.opened(request, obj).rights, request.GET.get("lang"))
        asked = request.GET.get("source")
        source = asked if asked in CONTENT_LANGUAGES else "en"
        return scope_of(Rights(request.user, kind_of(self.model), source_language=source), None)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return super().has_view_permission(request) or may(request.user, "contribute")
        return self.scope(request, obj).rights.may_view

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None:
            return allowed
        scope = self.scope(request, obj)
        return allowed and scope.rights.may_view and bool(scope.writable)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not any(part.live_id for part in self.opened(request, obj).parts.values()))

    # The form.

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.scope, form.opened = self.scope(request, obj), self.opened(request, obj) if obj else None
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, WorkingEntry):
                field.queryset = self.linkable(request, self.opts.get_field(name), obj)
        return form

    def linkable(self, request, field, obj):
        """The entries that a relation may lead to: those that the person sees, and those that it leads to already."""
        visible = self.admin_site.get_model_admin(field.related_model).get_queryset(request)
        linked = []
        if obj:
            linked = getattr(obj, field.name).values("pk") if field.many_to_many else [getattr(obj, field.attname)]
        return field.related_model.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=linked))

    def get_readonly_fields(self, request, obj=None):
        locked = super().get_readonly_fields(request, obj)
        scope = self.scope(request, obj)
        # Whoever could change the source language could write in any.
        return locked if scope.rights.may_write_all or SHARED not in scope.parts else (*locked, "source_language")

    def get_inlines(self, request, obj):
        inlines = super().get_inlines(request, obj)
        if self.scope(request, obj).language:
            return [inline for inline in inlines if translated_fields(inline.model)]
        return inlines

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        scope = self.scope(request, obj)
        context |= {"scope": scope, "is_full": len(scope.languages) > 1, "show_save_and_add_another": False}
        if obj:
            opened = self.opened(request, obj)
            tabs, lines = tabs_and_lines(self, opened, scope)
            context |= {"opened": opened, "tabs": tabs, "lines": lines, "public_url": self.public_url(obj)}
        elif not scope.rights.may_write_all:
            context["source_choices"] = LANGUAGE_CHOICES
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def shows_notes(self, request, obj):
        """A translator's form stays light: it has a link to the notes instead."""
        return not self.scope(request, obj).language

    # Saving: log_addition and log_change run after all rows are saved, in the same transaction.

    def save_model(self, request, obj, form, change):
        obj.matching = form.matching
        super().save_model(request, obj, form, change)

    def log_addition(self, request, obj, message):
        revisions.record(root=obj, origin=Revision.Origin.DESK, user=request.user)
        return super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        if "_review" in request.POST:
            return self.to_review(request, obj, SHARED)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        scope = self.scope(request, obj)
        if "_review" in request.POST:
            return self.to_review(request, obj, scope.language or SHARED)
        response = super().response_change(request, obj)
        if "_continue" in request.POST and scope.language:
            return redirect(f"{request.path}?lang={scope.language}")
        return response

    def to_review(self, request, obj, part):
        self.message_user(request, _("The draft of “%(title)s” was saved.") % {"title": obj}, messages.SUCCESS)
        return redirect(f"{self.url_of('review', obj)}?part={part}")

    # Deleting: the entry and its revisions stay as the trash; what is public is never deleted from here.

    def get_deleted_objects(self, objs, request):
        found, counts, missing_rights, protected = super().get_deleted_objects(objs, request)
        public = public_model(kind_of(self.model))._base_manager.filter(pk__in=[obj.pk for obj in objs])
        protected += [_("“%(title)s” as the public sees it") % {"title": row} for row in public]
        return found, counts, missing_rights, protected

    def delete_model(self, request, obj):
        workflow.delete(entry=Entry.objects.get(pk=obj.pk), user=request.user)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except workflow.Refused as refusal:
            # Its line of the log was undone together with the deletion.
            about = {"entry": unquote(object_id), "message": refusal.sentence, "params": refusal.params}
            log.write(LogRecord.Action.DELETE, user=request.user, outcome=LogRecord.Outcome.REFUSED, **about)
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return redirect(request.path)

    def get_actions(self, request):
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


def attach_parts(roots):
    """Give each working root its `Part` rows as `parts`, {name: part}, with one query."""
    found = Part.objects.by_entry([root.pk for root in roots])
    for root in roots:
        root.parts = found[root.pk]
