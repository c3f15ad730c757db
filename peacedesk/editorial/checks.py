"""Start-up checks: a content model that is built wrong never starts."""

from django.apps import apps
from django.core import checks

from peacedesk.editorial import graph as graphs
from peacedesk.editorial.models import PublicChild, PublicEntry, WorkingChild, WorkingEntry


@checks.register(checks.Tags.models)
def twins_match(app_configs, **kwargs):
    """Each content model has a twin with the same columns in the same parts, and children with the same accessors."""
    errors = []
    models = apps.get_models()
    working = {graphs.kind_of(m): m for m in models if issubclass(m, (WorkingEntry, WorkingChild))}
    for public in (m for m in models if issubclass(m, (PublicEntry, PublicChild))):
        twin = working.pop(graphs.kind_of(public), None)
        if twin is None:
            errors.append(checks.Error(f"{public.__name__} has no working twin.", obj=public, id="editorial.E001"))
        elif graphs.split(public) != graphs.split(twin):
            errors.append(
                checks.Error(
                    f"{public.__name__} and {twin.__name__} differ in their columns.",
                    hint="Declare content fields in the abstract base, and register both for translation.",
                    obj=public,
                    id="editorial.E002",
                )
            )
        elif public.owned != twin.owned or public.parent != twin.parent:
            errors.append(
                checks.Error(f"{public.__name__} and {twin.__name__} own differently.", obj=public, id="editorial.E003")
            )
    errors += [
        checks.Error(f"{twin.__name__} has no public twin.", obj=twin, id="editorial.E001") for twin in working.values()
    ]
    return errors
