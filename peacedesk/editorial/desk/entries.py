"""The admin of entries: it edits working copies only, keeps every accepted save, and publishes on demand."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from peacedesk.dates.wording import in_words
from peacedesk.editorial import publishing, revisions
from peacedesk.editorial.desk.languages import in_every_language, marked
from peacedesk.editorial.desk.records import RecordAdmin
from peacedesk.editorial.desk.states import entry_state, language_columns
from peacedesk.editorial.graph import kind_of, public_model
from peacedesk.editorial.models import Entry, Revision
from peacedesk.languages import CONTENT_LANGUAGES, LANGUAGE_CHOICES, LANGUAGE_NAMES

SHARED_HEADING = gettext_lazy("Shared by all languages")
PUBLISH = "editorial.publish"


class PublishForm(forms.Form):
    revision = forms.IntegerField(min_value=0)


class EntryForm(forms.ModelForm):
    """Carries the revision that it was opened with, so that no save overwrites another one unseen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entry = Entry.objects.filter(pk=self.instance.pk).first()
        self.fields["revision"].initial = entry.latest if entry else 0

    def clean(self):
        cleaned = super().clean()
        entry = Entry.objects.select_for_update().filter(pk=self.instance.pk).first()
        if entry and cleaned.get("revision") != entry.latest:
            raise ValidationError(
                _(
                    "This entry was saved after you had opened it: it is now at revision %(number)s. Nothing of yours"
                    " was saved. Keep a copy of your text, open the entry again and enter it there."
                ),
                code="stale",
                params={"number": entry.latest},
            )
        return cleaned


class PublishedInFilter(admin.SimpleListFilter):
    title = gettext_lazy("published in")
    parameter_name = "published"

    def lookups(self, request, model_admin):
        return [*LANGUAGE_CHOICES, ("none", _("Not public"))]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(**{f"public_{language}__isnull": True for language in CONTENT_LANGUAGES})
        if self.value() in LANGUAGE_NAMES:
            return queryset.filter(**{f"public_{self.value()}__isnull": False})
        return queryset


class DiffersFilter(admin.SimpleListFilter):
    title = gettext_lazy("differs from the public version")
    parameter_name = "differs"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        differing = Entry.objects.filter(kind=kind_of(queryset.model)).exclude(dirty=[]).values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=differing)
        if self.value() == "no":
            return queryset.exclude(pk__in=differing)
        return queryset


class EntryAdmin(RecordAdmin):
    """Behaviour that all kinds of content share. Subclasses declare fields, filters and inlines."""

    form = EntryForm
    change_form_template = "admin/desk/entry_form.html"
    search_fields = ("slug", *in_every_language("title", "summary"))
    states = language_columns(entry_state)
    final_filters = (PublishedInFilter, DiffersFilter)

    def get_queryset(self, request):
        public = public_model(kind_of(self.model))._base_manager.filter(pk=OuterRef("pk"))
        times = {f"public_{code}": Subquery(public.values(f"published_at_{code}")) for code in CONTENT_LANGUAGES}
        differs = Subquery(Entry.objects.filter(pk=OuterRef("pk")).values("dirty"))
        return super().get_queryset(request).annotate(**times, differs=differs)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title_en"]}

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), *self.final_filters)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_publish"
        view = self.admin_site.admin_view(self.publish_view)
        return [path("<path:object_id>/publish/", view, name=name), *super().get_urls()]

    @admin.display(description=gettext_lazy("title"))
    def title_column(self, obj):
        return marked(obj.localized("title")) if obj.localized("title") else obj.slug

    @admin.display(description=gettext_lazy("date"), ordering="date_from")
    def date_column(self, obj):
        return in_words(obj.date)

    def language_states(self, obj):
        return {language: entry_state(obj, language) for language in LANGUAGE_NAMES}

    def public_row(self, obj):
        """The public twin of a working root, None while nothing of it is public."""
        return public_model(kind_of(self.model))._base_manager.filter(pk=obj.pk).first()

    # Saving: log_addition and log_change run after all rows are saved, in the same transaction.

    def log_addition(self, request, obj, message):
        revisions.record(root=obj, origin=Revision.Origin.DESK, user=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        revisions.record(root=obj, origin=Revision.Origin.DESK, user=request.user)
        return super().log_change(request, obj, message)

    # Deleting: the entry and its revisions stay as the trash; what is public is never deleted from here.

    def get_deleted_objects(self, objs, request):
        found, counts, missing_rights, protected = super().get_deleted_objects(objs, request)
        public = [row for row in map(self.public_row, objs) if row]
        protected += [_("“%(title)s” as the public sees it") % {"title": row} for row in public]
        return found, counts, missing_rights, protected

    @transaction.atomic
    def delete_model(self, request, obj):
        revisions.record(root=obj, origin=Revision.Origin.DESK, user=request.user)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    # Publishing.

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if "_publish" in request.POST and not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_publish"] = request.user.has_perm(PUBLISH)
        if obj:
            context |= self.publication_context(obj)
            context["publish_url"] = self.url_of("publish", obj)
            if context["public"]:
                context["show_delete"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def publication_context(self, obj):
        """What the form says of the newest revision and of the public version."""
        entry, public = Entry.objects.filter(pk=obj.pk).first(), self.public_row(obj)
        times = [getattr(public, f"published_at_{code}") for code in public.published_languages] if public else []
        return {
            "entry": entry,
            "newest": entry and entry.revisions.filter(number=entry.latest).select_related("user").first(),
            "public": public,
            "public_since": min(times, default=None),
            "public_parts": publishing.part_labels(public.published_languages) if public else "",
            "differing_parts": publishing.part_labels(entry.dirty) if entry else "",
        }

    def url_of(self, view, obj):
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[obj.pk])

    def response_add(self, request, obj, post_url_continue=None):
        if "_publish" in request.POST:
            return self.response_publish(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_publish" in request.POST:
            return self.response_publish(request, obj)
        return super().response_change(request, obj)

    def response_publish(self, request, obj):
        """The end of “Save and publish”: the save stands, whatever becomes of the publication."""
        self.message_user(request, _("“%(title)s” was saved.") % {"title": obj}, messages.SUCCESS)
        self.publish(request, obj, Entry.objects.get(pk=obj.pk))
        return redirect(self.url_of("change", obj))

    def publish_view(self, request, object_id):
        """Publish an entry as it is, for those who may publish and not edit."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not request.user.has_perm(PUBLISH) or not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        form = PublishForm(request.POST)
        with transaction.atomic():
            entry = revisions.lock(obj.pk, kind_of(self.model))
            if form.is_valid() and form.cleaned_data["revision"] == entry.latest:
                self.publish(request, obj, entry)
            else:
                text = _("Someone saved this entry after you had opened it, so it was not published. Look at it again.")
                self.message_user(request, text, messages.ERROR)
        return redirect(self.url_of("change", obj))

    def publish(self, request, obj, entry):
        """Publish all parts of the newest revision, and tell the user what came of it."""
        parts = publishing.publishable_parts(obj)
        if not entry.dirty:
            text = _("Nothing differs from the public version, so nothing was published.")
            return self.message_user(request, text, messages.INFO)
        try:
            done = publishing.publish(entry=entry, parts=parts, revision=entry.latest, user=request.user)
        except publishing.Refused as refusal:
            text = _("Not published: %(reason)s") % {"reason": " ".join(refusal.messages)}
            return self.message_user(request, text, messages.ERROR)
        if done.lost:
            text = _("Some links were left out, since what they led to is gone.")
            self.message_user(request, text, messages.WARNING)
        text = _("Published: %(parts)s.") % {"parts": publishing.part_labels(done.parts)}
        public = self.public_row(obj)
        if kept := [language for language in public.published_languages if language not in done.parts]:
            warning = _("Without a title, so its public text stays as it is: %(parts)s.")
            self.message_user(request, warning % {"parts": publishing.part_labels(kept)}, messages.WARNING)
        with override(public.shown_language):
            url = public.get_absolute_url()
        link = format_html('{} <a href="{}">{}</a>', text, url, _("View on site"))
        return self.message_user(request, link, messages.SUCCESS)
