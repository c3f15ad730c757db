from django.contrib.auth.backends import ModelBackend


class RoleBackend(ModelBackend):
    """Rights come from roles alone, never from single permissions of a person."""

    def get_user_permissions(self, user_obj, obj=None):
        return set()
