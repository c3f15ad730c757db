"""Signing in and out, as the log has it."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from peacedesk.accounts import log
from peacedesk.accounts.models import LogRecord

Action = LogRecord.Action


@receiver(user_logged_in)
def log_signing_in(user, **kwargs):
    log.write(Action.LOGIN, user=user)


@receiver(user_logged_out)
def log_signing_out(user, **kwargs):
    if user is not None:  # a session that had ended before
        log.write(Action.LOGOUT, user=user)


@receiver(user_login_failed)
def log_failed_login(credentials, **kwargs):
    """The name as it was typed; Django has taken the password out of the credentials."""
    name = str(credentials.get("username", ""))
    longest = LogRecord._meta.get_field("title").max_length
    log.write(Action.LOGIN, outcome=LogRecord.Outcome.REFUSED, title=name[:longest])
