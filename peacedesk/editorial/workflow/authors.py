"""Who wrote what is to be let pass."""

from django.conf import settings

from peacedesk.editorial.models import Revision


def editor_of(entry, part, revision):
    """The key of the person who last changed a part up to a `Revision`, None when a load did.

    What was found changed past the desk clears nobody.
    """
    saves = entry.revisions.filter(number__lte=revision.number).exclude(origin=Revision.Origin.SYNC)
    saves = saves.order_by("-number").values_list("parts", "user")
    return next((user for parts, user in saves.iterator() if part in parts), None)


def wrote_last(user, part, revision):
    """Whether four eyes keep `user` from letting a part of `revision`, a `Revision`, pass."""
    return settings.FOUR_EYES and editor_of(part.entry, part.part, revision) == user.pk
