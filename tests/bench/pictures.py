"""What the smaller copies of an uploaded picture cost: `python -m tests.bench.pictures`."""

import io
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
    django.setup()

from django.core.files.base import ContentFile
from PIL import Image as Picture

from peacedesk.library.models import Image
from peacedesk.library.renditions import WIDTHS, make_renditions
from tests.bench import gauge
from tests.bench.table import Goal, heading, line

SIZE = (4000, 3000)  # 12 megapixels
CAL = 200


def report():
    image = Image(key="bench")
    image.file.save("photo.jpg", ContentFile(photograph()), save=False)
    made = gauge.cost(lambda: make_renditions(image.file), rounds=3)
    heading("pictures", "CPU ms", "cal")
    line(f"{len(WIDTHS)} copies of one of 12 megapixels", made.cpu * 1000, Goal(made.cal, CAL))


def photograph():
    """A JPEG with large and small shapes, as photographs have them."""
    bands = [Picture.effect_noise((size, size * 3 // 4), 90).resize(SIZE) for size in (8, 60, 400)]
    target = io.BytesIO()
    Picture.merge("RGB", bands).save(target, "JPEG", quality=90)
    return target.getvalue()


if __name__ == "__main__":
    report()
