from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from peacedesk.library.models.reference import Reference
from peacedesk.library.renditions import names_of, rendition_name


def validate_widths(value):
    """Accept a list of different positive whole numbers, else raise `ValidationError`."""
    if not (isinstance(value, list) and all(type(width) is int and width > 0 for width in value)):
        raise ValidationError(_("This must be a list of widths in pixels."), code="widths")
    if len(set(value)) < len(value):
        raise ValidationError(_("A width stands here twice."), code="widths")


class Image(Reference):
    """A picture with its description. It is either drawn for the site (a static file) or uploaded."""

    title_field = "alt"

    static_path = models.CharField(
        _("drawing"),
        max_length=200,
        blank=True,
        help_text=_("Path of a picture that comes with the site, below static/."),
    )
    file = models.ImageField(
        _("file"),
        upload_to="images",
        blank=True,
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG or WebP of at most 15 MB and 40 megapixels. It is stored again without hidden data."),
    )
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, help_text=_("In pixels."))
    rendition_widths = models.JSONField(default=list, blank=True, validators=[validate_widths])
    alt = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it (WCAG 1.1.1)."),
    )
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it and under which terms it is used.")
    )

    class Meta(Reference.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["file"], name="library_image_file")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(static_path="", file__gt="") | models.Q(static_path__gt="", file=""),
                name="library_image_one_file",
            )
        ]

    def clean(self):
        super().clean()
        if bool(self.static_path) == bool(self.file):
            raise ValidationError(_("Choose either a file to upload or a drawing of the site."), code="one-file")

    @property
    def url(self):
        return static(self.static_path) if self.static_path else self.file.url

    @property
    def file_names(self):
        """The names of the uploaded file and its renditions in the storage."""
        return names_of(self.file.name, self.rendition_widths) if self.file else []

    @property
    def srcset(self):
        """The renditions as the attribute `srcset` has them; "" without any."""
        storage, name = self.file.storage, self.file.name
        return ", ".join(f"{storage.url(rendition_name(name, width))} {width}w" for width in self.rendition_widths)

    @property
    def thumbnail_url(self):
        """The address of the smallest file that there is."""
        if not self.rendition_widths:
            return self.url
        return self.file.storage.url(rendition_name(self.file.name, min(self.rendition_widths)))
