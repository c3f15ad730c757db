"""Static files: what they are called, and how they are served in front of Django.

Through its middleware each would cost three times as much.
"""

from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that change with their content, scripts that a script imports included."""

    support_js_module_import_aggregation = True


class StaticFiles(WhiteNoiseMiddleware):
    """A WSGI application that serves the static files as WhiteNoise's settings say, and leaves the rest to another."""

    def __init__(self, application):
        super().__init__()
        self.application = application

    __call__ = WhiteNoise.__call__
    serve = staticmethod(WhiteNoise.serve)
