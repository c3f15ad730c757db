"""Static files in front of Django: through its middleware each would cost three times as much."""

from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """A WSGI application that serves the static files as WhiteNoise's settings say, and leaves the rest to another."""

    def __init__(self, application):
        super().__init__()
        self.application = application

    __call__ = WhiteNoise.__call__
    serve = staticmethod(WhiteNoise.serve)
