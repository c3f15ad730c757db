"""Which parts a page of the desk is about, as conditions of the database, so that a page reads no others.

What a person may do with a part is said in `rights.Rights`. Here it is said once more for rows of parts, and a test
holds the two together.
"""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from peacedesk.editorial.graph import SHARED, content_roots, kind_of, working_model
from peacedesk.editorial.models import Entry, Part
from peacedesk.editorial.rights import may
from peacedesk.editorial.status import Status
from peacedesk.languages import CONTENT_LANGUAGES

NONE = Q(pk__in=[])
LIVE, NOT_STARTED = Status.LIVE.urgency, Status.NOT_STARTED.urgency
INCOMPLETE = Q(urgency__lt=LIVE)
# The most pressing first, then part by part the oldest: an index serves it.
ORDER = ("urgency", "part", "pk")


def has_status(*statuses):
    return Q(urgency__in=sorted(status.urgency for status in statuses))


def visible_kinds(user):
    """The kinds of entry of which a person may see all."""
    roots = {kind_of(root): working_model(kind_of(root))._meta for root in content_roots()}
    return [kind for kind, meta in roots.items() if user.has_perm(f"{meta.app_label}.view_{meta.model_name}")]


def may_see_any(user):
    return bool(visible_kinds(user)) or may(user, "contribute")


def visible_parts(user):
    """The parts of the entries that a person may see, the most pressing first: contributors see their own."""
    kinds, parts = visible_kinds(user), Part.objects.filter(urgency__gte=0).order_by(*ORDER)
    return parts if len(kinds) == len(content_roots()) else parts.filter(Q(entry__kind__in=kinds) | is_own(user))


def is_own(user):
    return Q(entry__in=created_by(user)) if may(user, "contribute") else NONE


def created_by(user):
    return Entry.objects.filter(created_by=user).values("pk")


def is_writable(user):
    """The parts of `Rights.may_write`."""
    source = [code for code in CONTENT_LANGUAGES if may(user, "write_source") or may(user, f"review_{code}")]
    translations = [code for code in CONTENT_LANGUAGES if may(user, f"write_{code}")]
    return (
        Q(part__in=[SHARED] if may(user, "edit_shared") else [])
        | Q(part__in=source, is_source=True)
        | Q(part__in=translations, is_source=False)
        | (is_own(user) & (Q(part=SHARED) | Q(is_source=True)))
    )


def is_reviewable(user):
    """The parts of `Rights.may_review`."""
    languages = [code for code in CONTENT_LANGUAGES if may(user, f"review_{code}")]
    if not languages:
        return NONE
    source = Part.objects.filter(entry=OuterRef("entry"), is_source=True, part__in=languages)
    return Q(part__in=languages) | (Q(part=SHARED) & Exists(source))


def is_for_others(user):
    """The parts of `Rights.is_kept_from`."""
    return Q(last_editor=user) if settings.FOUR_EYES else NONE


def is_in_name_of(user):
    """Unfinished parts that are assigned to a person, or else theirs so far."""
    parts = Part.objects.filter(INCOMPLETE).values("pk")
    edited = parts.filter(assignee=None, last_editor=user)
    created = parts.filter(assignee=None, last_editor=None, entry__in=created_by(user))
    # Each by an index of its own: one condition with “or” would have every unfinished part read.
    return Q(pk__in=parts.filter(assignee=user).union(edited, created, all=True))


def foremost(parts):
    """The most pressing one of each entry among `parts`, in their order."""
    here = parts.filter(entry=OuterRef("entry")).order_by()
    before = Q(urgency__lt=OuterRef("urgency")) | Q(urgency=OuterRef("urgency"), part__lt=OuterRef("part"))
    return parts.filter(~Exists(here.filter(before))).order_by(*ORDER)
