"""What is drawn straight on a certificate's page: ground, frame, place of the seal, QR code.

As SVG in the page's HTML they would cost as much as all of its text: WeasyPrint reads a path
stroke by stroke. Here they are the PDF's own operators; lengths are millimetres from below left.
"""

from math import sqrt

import pydyf
import segno

WIDTH, HEIGHT = 297, 210
QR_LEFT, QR_BOTTOM, QR_SIDE = 116, 30, 24
SEAL_X, SEAL_Y, SEAL_RADIUS = 221.25, 45, 21
_POINTS_A_MM = 72 / 25.4
_SCALE = f"q {_POINTS_A_MM:.6f} 0 0 {_POINTS_A_MM:.6f} 0 0 cm"

_GROUND = "1 0.992 0.973 rg"
_GOLD = "0.612 0.478 0.235 RG"
_FAINT_CINNABAR = "0.863 0.69 0.651 RG"
_INK = "0.106 0.122 0.141 rg"

# The fret (回纹) of the corner below left: strokes of corner points, from the page's corner.
_FRET = [
    [(14.4, 24.4), (14.4, 14.4), (24.4, 14.4)],
    [(16.1, 22.7), (16.1, 16.1), (22.7, 16.1), (22.7, 19.9), (19.9, 19.9), (19.9, 18), (21.1, 18)],
    [(18, 24.4), (18, 19.9)],
]


def draw_on(pdf, address):
    """Complete the only page of `pdf`, a `pydyf.PDF` of WeasyPrint's; the code is of `address`."""
    (page,) = (
        item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"
    )
    # WeasyPrint leaves its own scale behind: set aside before, taken back after.
    below = pydyf.Stream([_below(), b"q"], compress=True)
    above = pydyf.Stream([b"Q", qr_code(address)], compress=True)
    pdf.add_object(below)
    pdf.add_object(above)
    page["Contents"] = pydyf.Array([below.reference, page["Contents"], above.reference])


def qr_code(address):
    """Return PDF operators (bytes): each run of dark modules is a rectangle, all one path."""
    # A mask of our own saves the trial of all eight, four fifths of the time; readers take any.
    code = segno.make(address, error="m", micro=False, mask=2)
    n_modules = code.symbol_size(border=0)[0]
    module = QR_SIDE / n_modules
    rectangles = [
        f"{start} {n_modules - 1 - row} {end - start} 1 re"
        for row, modules in enumerate(code.matrix)
        for start, end in _runs(modules)
    ]
    place = f"{module:.5f} 0 0 {module:.5f} {QR_LEFT} {QR_BOTTOM} cm"
    return "\n".join([_SCALE, place, _INK, *rectangles, "f", "Q"]).encode()


def _runs(modules):
    """Yield (start, end) of each run of dark modules of a row."""
    start = None
    for column, is_dark in enumerate([*modules, 0]):
        if is_dark and start is None:
            start = column
        elif not is_dark and start is not None:
            yield start, column
            start = None


def _below():
    """What lies under the words, as the seal itself will lie over them."""
    frets = [
        _stroke([(WIDTH - x if mirrored else x, HEIGHT - y if turned else y) for x, y in stroke])
        for stroke in _FRET
        for mirrored in (False, True)
        for turned in (False, True)
    ]
    parts = [
        _SCALE,
        f"{_GROUND} 0 0 {WIDTH} {HEIGHT} re f",
        _GOLD,
        _frame(10.25, line=0.5),
        _frame(12.3, line=0.18),
        "0.35 w",
        *frets,
        f"{_FAINT_CINNABAR} 0.25 w [1.2 1] 0 d",
        _circle(SEAL_X, SEAL_Y, SEAL_RADIUS),
        "Q",
    ]
    return "\n".join(parts).encode()


def _frame(inset, *, line):
    width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
    return f"{line} w {inset} {inset} {width:.3f} {height:.3f} re S"


def _stroke(points):
    (x, y), *others = points
    return " ".join([f"{x:.2f} {y:.2f} m", *(f"{x:.2f} {y:.2f} l" for x, y in others), "S"])


def _circle(x, y, radius):
    """Four Bézier curves, as near to a circle as they come (0.03 %)."""
    arm = radius * 4 / 3 * (sqrt(2) - 1)
    right, left, top, bottom = x + radius, x - radius, y + radius, y - radius
    curves = [
        (right, y + arm, x + arm, top, x, top),
        (x - arm, top, left, y + arm, left, y),
        (left, y - arm, x - arm, bottom, x, bottom),
        (x + arm, bottom, right, y - arm, right, y),
    ]
    drawn = (" ".join(f"{number:.3f}" for number in curve) + " c" for curve in curves)
    return " ".join([f"{right:.3f} {y:.3f} m", *drawn, "S"])
