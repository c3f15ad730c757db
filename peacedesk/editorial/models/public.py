from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.utils.translation import gettext_lazy as _

# None outside of `reading_once()`, else a list with what was read, if anything was.
_held = ContextVar("held", default=None)


class PublicAddress(models.Model):
    """Every address an entry ever had in public, so that an old one leads on and a withdrawn one says so."""

    kind = models.CharField(_("kind"), max_length=60)
    slug = models.SlugField(_("address"), max_length=120)
    entry = models.UUIDField(_("entry"), db_index=True)
    gone_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="editorial_address_once")]

    def __str__(self):
        return f"{self.kind}/{self.slug}"


class SiteGeneration(models.Model):
    """One row: how often anything public has changed. The key of site-wide caches."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("site generation")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="editorial_generation_single")]

    def __str__(self):
        return str(self.number)

    @classmethod
    def present(cls):
        """The number of the present state of the public tables and since when it is (None before the first).

        Within `reading_once()` it is that of the first call.
        """
        held = _held.get()
        if held is None:
            return cls._read()
        if not held:
            held.append(cls._read())
        return held[0]

    @classmethod
    def newest(cls):
        """The same, read anew; `present()` is this from now on."""
        if held := _held.get():
            held.clear()
        return cls.present()

    @classmethod
    def _read(cls):
        return cls.objects.values_list("number", "changed_at").first() or (0, None)


@contextmanager
def reading_once():
    """Ask once which state is the present one, however many parts of an answer depend on it.

    Only for what changes nothing public itself.
    """
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)
