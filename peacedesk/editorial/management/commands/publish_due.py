import signal
from contextlib import suppress
from queue import Empty, SimpleQueue

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from peacedesk.editorial import revisions, scheduling, workflow
from peacedesk.editorial.publishing import part_labels

SECONDS_BETWEEN_ROUNDS = 5


class Command(BaseCommand):
    help = "Publish what was scheduled up to now. Safe to run at any time, and by several at once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--watch", action="store_true", help="Go on, with a look every few seconds, until SIGTERM or Ctrl-C."
        )

    def handle(self, *, watch, **options):
        if watch:
            signals = SimpleQueue()  # a handler may interrupt another one: `put` stands that, an Event does not
            self.handle_endings(lambda received, _frame: signals.put(received))
            self.watch(signals)
            self.handle_endings(signal.SIG_IGN)  # whatever follows finds the process on its way out
            return
        try:
            refusals = [entry for entry, outcome in self.rounds() if isinstance(outcome, workflow.Refused)]
        except Error as error:
            raise CommandError(f"The database does not answer: {error}") from error
        if refusals:
            raise CommandError(f"Refused: {len(refusals)}. What was refused stays on the schedule.")

    def handle_endings(self, handler):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, handler)

    def watch(self, signals):
        """Publish what is due, again and again until `signals` has one; a database may be away for a while."""
        known, is_down = set(), False
        self.say(f"Publishing what is due, every {SECONDS_BETWEEN_ROUNDS} seconds.")
        while signals.empty():
            close_old_connections()
            try:
                for _publication in self.rounds(known):
                    if not signals.empty():
                        break
                if is_down:
                    self.say("The database answers again.")
                is_down = False
            except Error as error:
                if not is_down:
                    self.say(self.style.ERROR(f"The database does not answer; waiting for it: {error}"))
                is_down = True
            with suppress(Empty):
                signals.get(timeout=SECONDS_BETWEEN_ROUNDS)
                return

    def rounds(self, known=None):
        """Publish what is due, with a line about each outcome as soon as it is there."""
        for entry, outcome in scheduling.publish_due(timezone.now(), known):
            title = workflow.title_of(revisions.newest(entry))
            if isinstance(outcome, workflow.Refused):
                self.say(self.style.ERROR(f"Refused “{title}”: {' '.join(outcome.messages)}"))
            else:
                self.say(f"Published “{title}”: {part_labels(outcome.parts)}.")
            yield entry, outcome

    def say(self, line):
        self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {line}")
        self.stdout.flush()
