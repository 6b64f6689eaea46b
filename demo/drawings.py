"""Photos of the made-up requests: flat pictures drawn when the demonstration is loaded, which nobody takes for real."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageOps

from fixward.foundation.files import pictures

_WIDTH, _HEIGHT, _FINER = 800, 600, 2
_HORIZON = 250
_SKIES = ("#bfe3f2", "#d7e8ee", "#f3dcc0", "#c9d3dd")
_LAWNS = ("#7fa65b", "#93ad66", "#6f9a62")
_HOUSES = ("#e9d8b8", "#d9c3c0", "#c7d6d0", "#f0e6da")
_DARK_SKY, _DARK_LAWN = "#1f2a44", "#26382f"
_ASPHALT, _CURB, _PAINT, _TRUNK = "#6d7075", "#b9b6ae", "#f1ede0", "#7a5a3c"


@dataclass(frozen=True)
class _Sheet:
    """Something to draw on, in units of the finished picture, finer than it will be."""

    draw: ImageDraw.ImageDraw
    chance: Random

    def box(self, left: float, top: float, right: float, bottom: float, color: str, *, round_by: float = 0) -> None:
        self.draw.rounded_rectangle(_fine(left, top, right, bottom), _FINER * round_by, fill=color)

    def oval(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Around a middle."""
        self.draw.ellipse(_fine(x - width / 2, y - height / 2, x + width / 2, y + height / 2), fill=color)

    def shape(self, color: str, *points: tuple[float, float]) -> None:
        self.draw.polygon(_fine(*(value for point in points for value in point)), fill=color)

    def line(self, color: str, width: float, *points: tuple[float, float]) -> None:
        flat = _fine(*(value for point in points for value in point))
        self.draw.line(flat, fill=color, width=round(_FINER * width), joint="curve")


def picture(service: str, seed: str) -> pictures.Picture:
    """A drawing for the service; the same one for the same seed. Raises KeyError for a service without a motif."""
    chance = Random(seed)
    image = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER))
    MOTIFS[service](_Sheet(ImageDraw.Draw(image), chance))
    image = image.reduce(_FINER)
    if chance.random() < 0.5:
        image = ImageOps.mirror(image)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)  # read again as anybody's photo is
    return pictures.read(file)


def _pothole(sheet: _Sheet) -> None:
    _street(sheet)
    x, y = sheet.chance.uniform(330, 470), sheet.chance.uniform(410, 450)
    width = sheet.chance.uniform(210, 300)
    edge = [
        (x + width * sheet.chance.uniform(0.9, 1.1) * dx, y + width * sheet.chance.uniform(0.34, 0.42) * dy)
        for dx, dy in _AROUND
    ]
    sheet.shape("#56585c", *edge)
    sheet.oval(x, y + 6, width * 0.8, width * 0.28, "#2f3033")
    sheet.oval(x + 12, y + 14, width * 0.5, width * 0.14, "#48535c")
    for _stone in range(9):
        stone = x + sheet.chance.uniform(-0.8, 0.8) * width, y + sheet.chance.uniform(-0.3, 0.45) * width
        sheet.oval(*stone, sheet.chance.uniform(6, 14), 7, "#88898b")


def _streetlight(sheet: _Sheet) -> None:
    _street(sheet, dark=True)
    sheet.oval(650, 90, 60, 60, "#e8e6d4")
    x = sheet.chance.uniform(330, 420)
    sheet.box(x, 110, x + 12, 420, "#4a4e55")
    sheet.box(x - 14, 405, x + 26, 424, "#4a4e55", round_by=4)
    sheet.line("#4a4e55", 9, (x + 6, 116), (x + 60, 92), (x + 130, 92))
    sheet.shape("#3c4046", (x + 110, 86), (x + 172, 86), (x + 182, 104), (x + 104, 104))
    sheet.box(x + 112, 104, x + 174, 111, "#15181d", round_by=3)


def _bin(sheet: _Sheet) -> None:
    _street(sheet)
    x, color = sheet.chance.uniform(300, 400), sheet.chance.choice(("#2d6a4f", "#285e8e", "#4b4f57"))
    sheet.oval(x + 95, 492, 260, 34, "#585b60")
    sheet.shape(color, (x, 290), (x + 190, 290), (x + 172, 490), (x + 18, 490))
    sheet.shape(color, (x - 10, 286), (x + 10, 226), (x + 188, 206), (x + 206, 268))
    sheet.line("#ffffff", 3, (x - 6, 284), (x + 204, 268))
    for left in (x + 40, x + 95, x + 150):
        sheet.line("#23262b", 4, (left, 320), (left * 0.96 + (x + 95) * 0.04, 468))
    sheet.oval(x + 40, 492, 38, 38, "#1f2125")
    sheet.oval(x + 150, 492, 38, 38, "#1f2125")
    for dx, dy, size in ((-70, 470, 92), (-20, 486, 70), (258, 480, 84)):
        sheet.oval(x + dx, dy, size, size * 0.8, "#33363b")
        sheet.shape("#33363b", (x + dx - 8, dy - size * 0.3), (x + dx + 14, dy - size * 0.62), (x + dx + 12, dy - 20))


def _tree(sheet: _Sheet) -> None:
    _street(sheet)
    y = sheet.chance.uniform(380, 430)
    sheet.line(_TRUNK, 44, (90, y - 90), (250, y - 30), (560, y + 30))
    sheet.line(_TRUNK, 20, (330, y - 12), (430, y - 90))
    sheet.line(_TRUNK, 16, (450, y + 10), (560, y - 40))
    for dx, dy, size in ((0, 0, 190), (-90, -60, 150), (70, -70, 170), (110, 20, 160), (-60, 50, 130)):
        sheet.oval(590 + dx, y + dy, size, size * 0.72, sheet.chance.choice(("#4c7a3d", "#5a8a45", "#3f6b36")))
    sheet.shape(_TRUNK, (60, y - 120), (104, y - 134), (112, y - 60), (78, y - 56))


def _flood(sheet: _Sheet) -> None:
    _street(sheet)
    sheet.oval(400, 450, 760, 210, "#7fa3b5")
    sheet.oval(420, 455, 640, 150, "#93b7c7")
    for _wave in range(7):
        x, y = sheet.chance.uniform(150, 620), sheet.chance.uniform(400, 500)
        sheet.line("#c4dbe4", 4, (x, y), (x + 26, y - 6), (x + 52, y))
    x = sheet.chance.uniform(330, 430)
    sheet.shape("#e8803a", (x, 440), (x + 26, 340), (x + 40, 340), (x + 66, 440))
    sheet.shape("#f5f1e6", (x + 11, 400), (x + 19, 370), (x + 47, 370), (x + 55, 400))


def _signal(sheet: _Sheet) -> None:
    _street(sheet)
    x = sheet.chance.uniform(300, 400)
    sheet.line("#5d6168", 10, (0, 96), (800, 96))
    sheet.box(x + 60, 96, x + 72, 130, "#5d6168")
    sheet.box(x, 126, x + 132, 420, "#2b2e33", round_by=18)
    for y, color in ((176, "#4a2322"), (272, "#4b4022"), (368, "#21402c")):
        sheet.oval(x + 66, y, 84, 84, color)
        sheet.oval(x + 56, y - 12, 26, 18, "#6a6660")


def _sidewalk(sheet: _Sheet) -> None:
    _street(sheet)
    sheet.shape("#cfcbc2", (0, 380), (800, 330), (800, 520), (0, 600))
    for x in (150, 330, 700):
        sheet.line("#aaa69d", 5, (x, 372 - x / 16), (x + 30, 584 - x / 10))
    rise = sheet.chance.uniform(26, 48)
    sheet.shape("#8f8b83", (470, 352), (490, 548), (508, 540), (492, 345))
    sheet.shape("#dedad1", (340, 358), (486, 350 - rise), (506, 544 - rise), (362, 556))
    sheet.line("#98948b", 5, (400, 360), (425, 430), (408, 480), (440, 548))
    sheet.line(_TRUNK, 14, (500, 440), (560, 420), (640, 440), (720, 415))


def _graffiti(sheet: _Sheet) -> None:
    sheet.box(0, 0, _WIDTH, _HEIGHT, sheet.chance.choice(_HOUSES))
    for row in range(9):
        for column in range(-1, 8):
            x = column * 120 + (60 if row % 2 else 0)
            sheet.box(
                x + 3, row * 56 + 3, x + 117, row * 56 + 53, sheet.chance.choice(("#b5654a", "#bd6f52", "#ad5e45"))
            )
    sheet.box(0, 504, _WIDTH, _HEIGHT, _CURB)
    paint = sheet.chance.choice(("#2b59c3", "#1d1f24", "#f2f2ee"))
    y = 250
    sheet.line(paint, 20, (150, y + 90), (200, y - 80), (250, y + 70), (300, y - 90), (350, y + 90))
    sheet.line(paint, 20, (400, y - 80), (520, y - 60), (430, y + 30), (540, y + 80), (400, y + 90))
    sheet.line(paint, 12, (130, y + 150), (330, y + 120), (620, y + 150), (690, y + 110))


def _street(sheet: _Sheet, *, dark: bool = False) -> None:
    """Sky, houses, a lawn, a curb and the road in front."""
    sky, lawn = (_DARK_SKY, _DARK_LAWN) if dark else (sheet.chance.choice(_SKIES), sheet.chance.choice(_LAWNS))
    sheet.box(0, 0, _WIDTH, _HORIZON, sky)
    x = sheet.chance.uniform(-60, 20)
    while x < _WIDTH:
        width, height = sheet.chance.uniform(130, 210), sheet.chance.uniform(60, 100)
        _house(sheet, x, width, height, dark=dark)
        x += width + sheet.chance.uniform(40, 130)
    sheet.box(0, _HORIZON, _WIDTH, 330, lawn)
    sheet.box(0, 326, _WIDTH, 346, "#55585c" if dark else _CURB)
    sheet.box(0, 346, _WIDTH, _HEIGHT, "#33363c" if dark else _ASPHALT)
    for left in range(-20, _WIDTH, 190):
        sheet.shape("#8d8a80" if dark else _PAINT, (left, 560), (left + 100, 560), (left + 90, 574), (left - 12, 574))


def _house(sheet: _Sheet, x: float, width: float, height: float, *, dark: bool) -> None:
    top = _HORIZON - height
    wall, roof, pane = (
        ("#2c3347", "#20263a", "#e9c46a") if dark else (sheet.chance.choice(_HOUSES), "#8c5f52", "#7b98a8")
    )
    sheet.box(x, top, x + width, _HORIZON, wall)
    sheet.shape(roof, (x - 14, top), (x + width / 2, top - height * 0.5), (x + width + 14, top))
    sheet.box(x + width * 0.15, top + height * 0.3, x + width * 0.38, top + height * 0.65, pane)
    sheet.box(x + width * 0.6, top + height * 0.3, x + width * 0.78, _HORIZON, roof)


def _fine(*values: float) -> list[float]:
    return [_FINER * value for value in values]


_AROUND = ((1, 0), (0.75, 0.7), (0.2, 1), (-0.4, 0.9), (-0.9, 0.5), (-1, -0.1), (-0.6, -0.8), (0.1, -1), (0.7, -0.7))

# The services of which a photo can be drawn.
MOTIFS: dict[str, Callable[[_Sheet], None]] = {
    "pothole": _pothole,
    "streetlight": _streetlight,
    "missed_collection": _bin,
    "illegal_dumping": _bin,
    "fallen_tree": _tree,
    "street_flooding": _flood,
    "storm_drain": _flood,
    "traffic_signal": _signal,
    "sidewalk": _sidewalk,
    "graffiti": _graffiti,
}
