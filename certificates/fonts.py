"""The certificate's type: cut out of the installed fonts once a run, for its characters alone.

WeasyPrint with the whole Noto Serif CJK costs 0.14 s and 200 kB a certificate, with a font of the
run's few hundred characters a fifth of the time and a tenth of the size.
"""

import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables import _n_a_m_e as name_table

FAMILY = "Noto Serif CJK SC"
PACKAGE = "fonts-noto-cjk"
WEIGHTS = {"Regular": 400, "Bold": 700}


class FontMissing(Exception):
    """A font that certificates need isn't there; says what to install or to set."""


@dataclass(frozen=True)
class Face:
    """A font in a file; a collection (.ttc) holds several."""

    path: str
    index: int = 0

    @classmethod
    def parse(cls, text):
        """A setting's `path` or `path#index`."""
        path, _mark, index = text.partition("#")
        if not Path(path).is_file():
            raise FontMissing(
                _("There is no font file %(path)s: correct the settings of the certificate fonts.")
                % {"path": path}
            )
        return cls(path, int(index or 0))

    @contextmanager
    def opened(self):
        with ExitStack() as stack:
            try:
                # Opened here: fontTools leaves a file that it can't read open.
                file = stack.enter_context(open(self.path, "rb"))
                font = TTFont(file, fontNumber=self.index, lazy=True, recalcBBoxes=False)
            except (OSError, TTLibError) as error:
                raise FontMissing(
                    _("The font file %(path)s can't be read: %(error)s")
                    % {"path": self.path, "error": error}
                ) from error
            yield font


def installed_faces():
    """Pairs of (regular, bold) faces, tried in this order for each character."""
    if settings.CERTIFICATE_FONTS:
        main = tuple(map(Face.parse, settings.CERTIFICATE_FONTS))
        pairs = [(main[0], main[-1])]
    else:
        pairs = [_find_family()]
    extra = map(Face.parse, settings.CERTIFICATE_EXTRA_FONTS)
    return pairs + [(face, face) for face in extra]


def _find_family():
    command = ["fc-list", f":family={FAMILY}", "-f", r"%{style[0]}\t%{index}\t%{file}\n"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        listed = ""
    found = {}
    for line in listed.splitlines():
        style, index, path = line.split("\t")
        found.setdefault(style, Face(path, int(index) & 0xFFFF))
    if missing := [style for style in WEIGHTS if style not in found]:
        raise FontMissing(
            _(
                "The font %(family)s (%(styles)s) isn't installed on the server: install the "
                "package %(package)s, then draw again."
            )
            % {"family": FAMILY, "styles": ", ".join(missing), "package": PACKAGE}
        )
    return tuple(found[style] for style in WEIGHTS)


class TypeCase:
    """The small fonts of one run, in a folder that goes when the case is closed.

    Parameters
    ----------
    characters : set of str
        All that the run prints.
    faces : list of pairs of Face, optional
        In order of preference; a character comes from the first pair that has it in both weights.

    Raises
    ------
    FontMissing
    """

    def __init__(self, characters, faces=None):
        pairs = installed_faces() if faces is None else faces
        self._folder = tempfile.TemporaryDirectory(prefix="baiwen-type-")
        self._rules = []
        self._families = []
        self.missing = set(characters)
        try:
            for number, (regular, bold) in enumerate(pairs, start=1):
                self._take(f"Baiwen Certificate {number}", regular, bold)
                if not self.missing:
                    break
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._folder.cleanup()

    def _take(self, family, regular, bold):
        weights = {400: regular} if regular == bold else {400: regular, 700: bold}
        with ExitStack() as stack:
            fonts = {weight: stack.enter_context(face.opened()) for weight, face in weights.items()}
            covered = set.intersection(*(set(font.getBestCmap()) for font in fonts.values()))
            wanted = {character for character in self.missing if ord(character) in covered}
            if not wanted:
                return
            for weight, font in fonts.items():
                path = Path(self._folder.name) / f"{family} {weight}.otf".replace(" ", "-")
                _cut(font, wanted, f"{family} {weight}", path)
                self._rules.append(
                    f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
                    f' src: url("{path.as_uri()}") }}'
                )
        self._families.append(f'"{family}"')
        self.missing -= wanted

    @cached_property
    def css(self):
        return "\n".join([*self._rules, f"html {{ font-family: {', '.join(self._families)} }}"])


def _cut(font, characters, name, path):
    options = subset.Options(
        layout_features=["kern", "ccmp", "mark", "mkmk", "pwid"],
        drop_tables=[*subset.Options._drop_tables_default, "vhea", "vmtx", "VORG", "BASE", "DSIG"],
        notdef_outline=True,
        hinting=True,  # WeasyPrint drops the hints, in C and thus sooner
        name_IDs=[],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in characters])
    cutter.subset(font)
    # Under its own name fontconfig would prefer the whole font that is installed.
    names = font["name"] = name_table.table__n_a_m_e()
    names.names = []
    for name_id, text in {1: name, 2: "Regular", 4: name, 6: name.replace(" ", "-")}.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font.save(path)
