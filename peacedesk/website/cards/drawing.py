"""The picture of a page in the feeds of social networks and messengers: 1200 by 630 pixels."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from peacedesk.languages import direction
from peacedesk.website.cards.lettering import ELLIPSIS, Setting, record, sans

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
# Colours are those of static/css/tokens.css on the deep ground.
GROUND, RELIEF, LINE = "#0a2a38", "#113646", "#3f7f93"
INK, INK_2, SKY = "#eef6f8", "#b4cdd6", "#8ad3e6"
TONES = {"ok": "#8fd6b2", "wait": "#f2d591", "info": SKY, "stop": "#f3a99c", "": INK}
# The greatest size at which a title fits is taken; the last one, shortened, where none does.
TITLE_SIZES = (76, 68, 60, 52, 46)
TITLE_LINES, TITLE_TOP, TITLE_BOTTOM = 4, 150, 474
HORIZON, STATUS_LINE, FACTS_LINE = 494, 548, 592
LEADING = {"ltr": 1.16, "rtl": 1.45}
FACTS = sans(400, 30)
SCALE = 4
# The signs of static/art/sprite.svg in a box of 12: a shape, where it is, and whether it is ink or cut out.
SIGNS = {
    "dot": [("ellipse", (1.5, 1.5, 10.5, 10.5), 255)],
    "ring": [("ellipse", (1.2, 1.2, 10.8, 10.8), 255), ("ellipse", (3.4, 3.4, 8.6, 8.6), 0)],
    "half": [("ellipse", (1.2, 1.2, 10.8, 10.8), 255), ("chord", (3, 3, 9, 9), 0)],
    "square": [("rectangle", (2, 2, 10, 10), 255)],
    "cross": [("line", (1.9, 1.9, 10.1, 10.1), 255), ("line", (1.9, 10.1, 10.1, 1.9), 255)],
    "clock": [("ellipse", (1, 1, 11, 11), 255), ("line", (6, 2.8, 6, 6), 0), ("line", (6, 6, 8.4, 7.4), 0)],
}


@lru_cache(maxsize=64)
def png(card):
    """The PNG file of a `Card`. The same content is drawn once: nothing that is kept can become outdated."""
    way = direction(card.language)
    picture = ground(way).copy()
    canvas = ImageDraw.Draw(picture)
    start, inwards = (WIDTH - MARGIN, -1) if way == "rtl" else (MARGIN, 1)

    def write(face, text, indent, baseline, colour):
        Setting(face, card.language, way).draw(canvas, start + indent * inwards, baseline, text, colour)

    write(sans(600, 36), card.site, 68, 101, INK)
    face, lines = title_lines(card.title, card.language, way)
    leading = face.size * LEADING[way]
    first = (TITLE_TOP + TITLE_BOTTOM - leading * len(lines)) / 2 + face.size
    for number, line in enumerate(lines):
        write(face, line, 0, first + leading * number, INK)
    if card.status:
        colour = TONES[card.tone]
        paint_sign(picture, card.shape, colour, start + 15 * inwards, STATUS_LINE - 12)
        write(sans(600, 34), card.status, 44, STATUS_LINE, colour)
    if card.facts:
        (facts,) = Setting(FACTS, card.language, way).lines(card.facts, WIDTH - 2 * MARGIN, 1)
        write(FACTS, facts, 0, FACTS_LINE, INK_2)
    file = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def title_lines(title, language, way):
    """The face of a title and its lines: as great as there is room, shortened only where the smallest has none."""
    for size in TITLE_SIZES:
        setting = Setting(record(600, size), language, way)
        room = min(TITLE_LINES, int((TITLE_BOTTOM - TITLE_TOP) / (size * LEADING[way])))
        lines = setting.lines(title, WIDTH - 2 * MARGIN, room)
        if not lines[-1].endswith(ELLIPSIS) or title.endswith(ELLIPSIS):
            break
    return setting.face, lines


@lru_cache(maxsize=2)
def ground(way):
    """What all cards of a writing direction share: the deep ground, the great mark, the small one, the horizon."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    paint_mark(picture, RELIEF, WIDTH - 130 if way == "ltr" else 130, 250, 700)
    paint_mark(picture, SKY, MARGIN + 24 if way == "ltr" else WIDTH - MARGIN - 24, 89, 52)
    ImageDraw.Draw(picture).rectangle((0, HORIZON, WIDTH, HORIZON + 1), fill=LINE)
    return picture


def paint_mark(picture, colour, x, y, size):
    """The mark (static/art/mark.svg), centred on x, y."""
    mask = Image.new("L", (size * SCALE, size * SCALE))
    canvas, unit = ImageDraw.Draw(mask), size * SCALE / 48
    canvas.ellipse([3 * unit, 3 * unit, 45 * unit, 45 * unit], outline=255, width=round(4 * unit))
    for place in (18, 30):
        for ends in ((place, 6, place, 42), (6, place, 42, place)):
            canvas.line([end * unit for end in ends], fill=255, width=round(3.4 * unit))
    paste(picture, mask, colour, x - size // 2, y - size // 2)


def paint_sign(picture, name, colour, x, y, size=30):
    """The sign of a status, centred on x, y."""
    mask = Image.new("L", (size * SCALE, size * SCALE))
    canvas, unit = ImageDraw.Draw(mask), size * SCALE / 12
    for shape, place, ink in SIGNS[name]:
        box = [end * unit for end in place]
        if shape == "line":
            canvas.line(box, fill=ink, width=round(2 * unit if ink else 1.4 * unit))
        elif shape == "chord":
            canvas.chord(box, 90, 270, fill=ink)
        else:
            getattr(canvas, shape)(box, fill=ink)
    paste(picture, mask, colour, x - size // 2, y - size // 2)


def paste(picture, mask, colour, x, y):
    """Lay a mask that is drawn too large, for smooth edges, upon the picture in its true size."""
    mask = mask.resize((mask.width // SCALE, mask.height // SCALE), Image.Resampling.BOX)
    picture.paste(colour, (x, y), mask)
