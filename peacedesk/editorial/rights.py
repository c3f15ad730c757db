"""What one person may do with one entry. Every door of the desk asks here, and the transitions ask again."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from peacedesk.accounts.models import User
from peacedesk.editorial.graph import SHARED, working_model
from peacedesk.editorial.models import ALL_PARTS, Entry
from peacedesk.languages import CONTENT_LANGUAGES


def may(user, right):
    """Whether `user` has a right of the desk that concerns no single entry, such as "publish"."""
    return user.is_active and user.has_perm(f"editorial.{right}")


@dataclass(frozen=True)
class Rights:
    """The rights of `user` in `entry`, an `Entry` or None for one that is not saved yet."""

    user: User
    kind: str
    entry: Entry | None = None
    source_language: str = "en"

    @cached_property
    def is_own(self):
        """Whether this is an entry of a contributor, who sees and writes nothing else."""
        created_here = self.entry is None or self.entry.created_by_id == self.user.pk
        return created_here and may(self.user, "contribute")

    @cached_property
    def may_view(self):
        meta = working_model(self.kind)._meta
        return self.is_own or self.user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    def may_write(self, part):
        """Whether the person may change, submit, restore and discard this part."""
        if part == SHARED:
            return self.is_own or may(self.user, "edit_shared")
        if part == self.source_language:
            return self.is_own or may(self.user, "write_source") or may(self.user, f"review_{part}")
        return may(self.user, f"write_{part}")

    def may_review(self, part):
        """Whether the person may approve or return this part. The shared facts go with the source language."""
        return may(self.user, f"review_{self.source_language if part == SHARED else part}")

    def is_kept_from(self, part):
        """Whether four eyes keep the person, as its last editor, from letting the newest text of a part pass."""
        return settings.FOUR_EYES and part.last_editor_id == self.user.pk

    @cached_property
    def writable(self):
        """The parts that the person may change, in the order of the desk."""
        return tuple(part for part in ALL_PARTS if self.may_write(part))

    @cached_property
    def may_write_all(self):
        return self.writable == ALL_PARTS

    @property
    def may_publish(self):
        return may(self.user, "publish")

    @property
    def may_unpublish(self):
        return may(self.user, "unpublish")

    @property
    def may_assign(self):
        leads = ("publish", "edit_shared", *(f"review_{language}" for language in CONTENT_LANGUAGES))
        return any(may(self.user, right) for right in leads)
