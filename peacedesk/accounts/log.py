"""The log of the desk: who did or was refused what, and when. Only this module writes it, and nothing changes it."""

from django.utils import timezone
from django.utils.translation import override

from peacedesk.accounts.models import LogRecord


def write(action, *, user=None, outcome=LogRecord.Outcome.DONE, message="", params=None, **subject):
    """Add a line. `user` acted (None: the site itself, or somebody unknown).

    `message` is an untranslated sentence with `params` (texts, numbers, lists of texts; `time` in ISO 8601), so that
    each reader has it in a language of their own. `subject` are the columns that say what it was about: entry, kind,
    title, parts, revision, reason.
    """
    known = user if user is not None and user.pk else None
    with override("en"):
        values = {name: _stored(value) for name, value in (params or {}).items()}
    return LogRecord.objects.create(
        at=timezone.now(),
        actor_id=known and known.pk,
        actor=known.get_username() if known else "",
        action=action,
        outcome=outcome,
        message=message,
        params=values,
        **subject,
    )


def _stored(value):
    return value if isinstance(value, int | list) else str(value)
