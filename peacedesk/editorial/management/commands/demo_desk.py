"""Work for the desk of the demonstration: the steps of `fixtures/desk.json`, taken by the people of `demo_people`."""

import datetime as dt
import inspect
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from peacedesk.accounts.models import User
from peacedesk.editorial import graph as graphs
from peacedesk.editorial import revisions, workflow
from peacedesk.editorial.management.commands.demo_people import PEOPLE
from peacedesk.editorial.models import ALL_PARTS, Entry, Part, Revision
from peacedesk.languages import CONTENT_LANGUAGES


@dataclass
class Work:
    """One person at one entry. The public methods are the steps of the file, their arguments the keys of a step."""

    kind: str
    slug: str
    user: User

    def create(self, *, fields):
        model = graphs.working_model(self.kind)
        [parsed] = Deserializer([{"model": model._meta.label, "fields": {"slug": self.slug, **fields}}])
        parsed.object.save()
        for name, ids in parsed.m2m_data.items():
            getattr(parsed.object, name).set(ids)
        revisions.record(root=parsed.object, origin=Revision.Origin.DESK, user=self.user)

    def save(self, *, texts, matching=()):
        root = self._root()
        for name, text in texts.items():
            setattr(root, name, text)
        root.save(update_fields=list(texts))
        revisions.record(root=root, origin=Revision.Origin.DESK, user=self.user, matching=matching)

    def submit(self, *, parts):
        workflow.submit(parts=parts, revision=self._entry().latest, **self._about())

    def approve(self, *, parts):
        workflow.approve(parts=parts, revision=self._entry().latest, **self._about())

    def send_back(self, *, parts, reason):
        workflow.send_back(parts=parts, revision=self._entry().latest, reason=reason, **self._about())

    def publish(self, *, parts):
        workflow.publish(parts=self._approved(parts), **self._about())

    def schedule(self, *, parts, days=0, hours=0):
        """At ten in the morning some days from now, or at the full hour some hours from now."""
        at = (timezone.localtime() + dt.timedelta(days=days, hours=hours)).replace(minute=0, second=0, microsecond=0)
        at = at.replace(hour=10) if days else at
        workflow.schedule(parts=self._approved(parts), at=at, **self._about())

    def unpublish(self, *, parts, reason):
        workflow.unpublish(parts=parts, reason=reason, **self._about())

    def assign(self, *, parts, to):
        workflow.assign(parts=parts, assignee=User.objects.get(username=to), **self._about())

    def _root(self):
        return graphs.working_model(self.kind)._base_manager.get(slug=self.slug)

    def _entry(self):
        return Entry.objects.get(pk=self._root().pk)

    def _about(self):
        return {"entry": self._entry(), "user": self.user}

    def _approved(self, parts):
        return dict(self._entry().parts.filter(part__in=parts).values_list("part", "approved__number"))


STEPS = {name: step for name, step in vars(Work).items() if inspect.isfunction(step) and not name.startswith("_")}


class Command(BaseCommand):
    help = (
        "Give the people of the demonstration something to do: texts in review, returned, approved, on the schedule."
        " Does nothing where somebody has worked at the desk. What the public reads stays as it is."
    )

    def add_arguments(self, parser):
        default = settings.BASE_DIR / "fixtures" / "desk.json"
        parser.add_argument("file", nargs="?", type=Path, default=default, help="What is to be done, as JSON.")

    @transaction.atomic
    def handle(self, *, file, verbosity, **options):
        if is_in_use():
            self.stdout.write("Somebody has worked at this desk already. Nothing was changed.")
            return
        people = User.objects.filter(username__in=PEOPLE).in_bulk(field_name="username")
        if missing := sorted(PEOPLE.keys() - people.keys()):
            raise CommandError(f"There is no {missing[0]} here. Make the people first: manage.py demo_people")
        with override("en"):  # modeltranslation copies the active language into its original columns
            for kind, slug, steps in read(file):
                try:
                    for step in steps:
                        take(step, Work(kind, slug, people[step["by"]]))
                        if verbosity:
                            about = " ".join([slug, *step.get("parts", ())])
                            self.stdout.write(f"{step['by']:<14} {step['do']:<10} {about}")
                except (ObjectDoesNotExist, DeserializationError):
                    self.stdout.write(self.style.WARNING(f"Skipped {slug}: it, or what it refers to, is not here."))
        self.stdout.write("The desk has work for each of its people.")


def is_in_use():
    waiting = Q(state__in=[Part.State.IN_REVIEW, Part.State.RETURNED]) | Q(scheduled__isnull=False)
    return Part.objects.filter(waiting).exists() or Revision.objects.filter(origin=Revision.Origin.DESK).exists()


def read(file):
    """What the people do, as [(kind, slug, [step, …])]. Raises `CommandError` at the first fault of the file."""
    try:
        plans = json.loads(file.read_text("utf-8"))
        for plan in plans:
            for step in plan["steps"]:
                _check(step, plan["entry"])
        return [(*plan["entry"].split("/"), plan["steps"]) for plan in plans]
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise CommandError(f"{file}: {fault}") from fault


def _check(step, entry):
    columns = graphs.split(graphs.public_model(entry.split("/")[0]))
    texts = {name for code in CONTENT_LANGUAGES for name in columns[code]}
    known = {
        "do": STEPS,
        "by": PEOPLE,
        "to": PEOPLE,
        "parts": ALL_PARTS,
        "matching": CONTENT_LANGUAGES,
        "texts": texts,
        "fields": texts.union(columns[graphs.SHARED]),
    }
    for key in known.keys() & step.keys():
        given = [step[key]] if isinstance(step[key], str) else step[key]
        if unknown := [value for value in given if value not in known[key]]:
            raise ValueError(f"{entry}: “{unknown[0]}” is not known as “{key}”")
    try:
        inspect.signature(STEPS[step["do"]]).bind(None, **arguments(step))
    except TypeError as fault:
        raise ValueError(f"{entry}, {step['do']}: {fault}") from fault


def arguments(step):
    return {name: value for name, value in step.items() if name not in {"by", "do"}}


def take(step, work):
    try:
        STEPS[step["do"]](work, **arguments(step))
    except PermissionDenied as refusal:
        raise CommandError(f"{work.slug}: {work.user} has no right to {step['do']}.") from refusal
    except workflow.Refused as refusal:
        raise CommandError(f"{work.slug}, {step['do']}: {' '.join(refusal.messages)}") from refusal
