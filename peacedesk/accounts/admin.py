from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpResponseRedirect
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord, User
from peacedesk.languages import comma

# What a new value of a field means, for the log.
MEANINGS = {
    ("is_active", True): gettext_noop("The account was opened."),
    ("is_active", False): gettext_noop("The account was closed."),
    ("is_staff", True): gettext_noop("This person may now sign in to the desk."),
    ("is_staff", False): gettext_noop("This person may no longer sign in to the desk."),
}


def names_of(groups):
    """The names of roles for the log, untranslated."""
    return sorted(group.name for group in groups)


class RoleField(forms.ModelMultipleChoiceField):
    """Groups by the names that the desk gives them: `peacedesk.editorial.roles` has them as translatable texts."""

    def label_from_instance(self, group):
        return gettext(group.name)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(str(group.pk), gettext(group.name)) for group in Group.objects.order_by("name")]

    def queryset(self, request, queryset):
        known = [key for key, _name in self.lookup_choices]
        return queryset.filter(groups=self.value()) if self.value() in known else queryset


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People get their rights by their roles only; nobody makes a superuser or changes their own roles here."""

    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", RoleFilter)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email", "interface_language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def get_readonly_fields(self, request, obj=None):
        is_own = obj == request.user and not request.user.is_superuser
        return (*self.readonly_fields, *(("is_active", "is_staff", "groups") if is_own else ()))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"form_class": RoleField, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            self.log_rights(request, form.instance, gettext_noop("The account was made."))
        for field in form.changed_data:
            if field == "groups":
                roles = {"before": names_of(form.initial["groups"]), "now": names_of(form.cleaned_data["groups"])}
                sentence = gettext_noop("Roles before: %(before)s. Roles now: %(now)s.")
                self.log_rights(request, form.instance, sentence, roles)
            elif sentence := MEANINGS.get((field, form.cleaned_data[field])):
                self.log_rights(request, form.instance, sentence)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if isinstance(response, HttpResponseRedirect):
            person = self.get_object(request, unquote(id))
            self.log_rights(request, person, gettext_noop("The account was given another password."))
        return response

    def log_rights(self, request, person, sentence, params=None):
        action = LogRecord.Action.RIGHTS
        log.write(action, user=request.user, title=person.get_username(), message=sentence, params=params)

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        return comma().join(gettext(group.name) for group in user.groups.all())
