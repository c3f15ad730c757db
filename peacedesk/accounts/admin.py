from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peacedesk.accounts.models import User


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

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(gettext(group.name) for group in user.groups.all())
