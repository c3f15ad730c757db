from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from peacedesk.dates.wording import in_words
from peacedesk.editorial.desk.languages import in_every_language
from peacedesk.library.desk import FORMS, NamedAdmin, ReferenceAdmin
from peacedesk.library.models import Country, Image, Organisation, Person, Source, Term, Theme, Track
from peacedesk.library.renditions import make_renditions, remove_after_commit
from peacedesk.library.uploads import PictureField, media_type


@admin.register(Theme)
class ThemeAdmin(NamedAdmin):
    list_display = ("name_column", "line", "position", *NamedAdmin.states)
    list_filter = ("line",)
    fields = ("key", "line", "position", *FORMS)


@admin.register(Country)
class CountryAdmin(NamedAdmin):
    fields = ("key", *FORMS)

    def get_prepopulated_fields(self, request, obj=None):
        return {}  # the key is the ISO code


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin):
    list_display = ("name_column", "kind", *NamedAdmin.states)
    list_filter = ("kind",)
    search_fields = (*NamedAdmin.search_fields, *in_every_language("abbreviation"))
    fields = ("key", "kind", *FORMS)


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    list_display = ("name_column", "kind", *NamedAdmin.states)
    list_filter = ("kind",)
    search_fields = (*NamedAdmin.search_fields, *in_every_language("role"))
    fields = ("key", "kind", "role_as_of", *FORMS)


@admin.register(Track)
class TrackAdmin(NamedAdmin):
    list_display = ("name_column", "position", *NamedAdmin.states)
    fields = ("key", "position", *FORMS)


@admin.register(Term)
class TermAdmin(NamedAdmin):
    list_display = ("name_column", "category", *NamedAdmin.states)
    list_filter = ("category", *in_every_language("confidence"))
    search_fields = (*NamedAdmin.search_fields, *in_every_language("abbreviation"))
    fields = ("key", "category", *FORMS, "note")


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    list_display = ("name_column", "kind", "date_column", "language", *ReferenceAdmin.states)
    list_filter = ("kind", "language")
    list_select_related = ("author",)
    search_fields = ("key", "original_title", "publisher", *in_every_language("title"))
    autocomplete_fields = ("author",)
    fields = ("key", "kind", "original_title", "language", "author", "publisher", "date", "url")

    @admin.display(description=_("date of publication"), ordering="date_from")
    def date_column(self, source):
        return in_words(source.date)


@admin.register(Image)
class ImageAdmin(ReferenceAdmin):
    list_display = ("thumbnail", "name_column", "key", *ReferenceAdmin.states)
    list_display_links = ("thumbnail", "name_column")
    search_fields = ("key", "static_path", *in_every_language("alt", "credit"))
    fields = ("key", "preview", "file", "static_path", "width", "height")
    readonly_fields = ("preview",)
    formfield_overrides = {
        **ReferenceAdmin.formfield_overrides,
        models.ImageField: {"form_class": PictureField, "widget": AdminFileWidget},
    }

    def save_model(self, request, obj, form, change):
        stored = Image.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data:
            obj.rendition_widths = make_renditions(obj.file) if obj.file else []
            obj.save(update_fields=["rendition_widths"])
            if stored:
                remove_after_commit(stored.file.storage, stored.file_names)

    @transaction.atomic
    def delete_model(self, request, obj):
        remove_after_commit(obj.file.storage, obj.file_names)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for image in queryset:
            remove_after_commit(image.file.storage, image.file_names)
        super().delete_queryset(request, queryset)

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name="library_image_file"), *super().get_urls()]

    def file_view(self, request, object_id):
        """An uploaded picture, for those who may see its record: uploads are not public by themselves."""
        image = self.get_object(request, unquote(object_id))
        if image is None or not image.file:
            raise Http404
        if not self.has_view_or_change_permission(request, image):
            raise PermissionDenied
        return FileResponse(image.file.open(), content_type=media_type(image.file.name))

    def picture(self, image, css_class, url):
        text = image.localized("alt")
        return format_html('<img class="{}" src="{}" alt="{}" lang="{}">', css_class, url, text, text.lang)

    @admin.display(description=_("picture"))
    def thumbnail(self, image):
        return self.picture(image, "desk-thumbnail", image.thumbnail_url)

    @admin.display(description=_("picture"))
    def preview(self, image):
        if not (image.static_path or image.file):
            return _("Shown here once it is saved.")
        url = reverse(f"{self.admin_site.name}:library_image_file", args=[image.pk]) if image.file else image.url
        return self.picture(image, "desk-picture", url)
