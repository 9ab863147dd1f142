import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.people.roster.cells import CellRefused, telling, tidy, to_text

_DITTO = ("〃", "″", '"', "”", "同上", "上同")
_ABOVE_A_COUNTY = re.compile(r"(?:\w{2,10}?(?:省|自治区|市|自治州|盟|地区)){1,2}$")


def fold(text):
    """A spelling as it is compared: without spaces, half width, small letters."""
    return tidy(text)[0].replace(" ", "").lower()


@dataclass(frozen=True)
class Units:
    """The units of a county under every name by which rosters call them."""

    county: str
    canonical: Mapping[str, str]  # folded spelling -> name

    @classmethod
    def of(cls, county: str, aliases: Mapping[str, Iterable[str]]):
        """`aliases` maps each unit's name to its other names; a name goes before an alias."""
        canonical = {fold(alias): name for name, more in aliases.items() for alias in more}
        canonical |= {fold(name): name for name in aliases}
        return cls(county, canonical)

    def find(self, spelling):
        """Return (name, code of repair), or None where no unit is called so."""
        key = fold(spelling)
        if name := self.canonical.get(key):
            return name, "" if key == fold(name) else "unit-alias"
        for rest in self._below_the_county(key):
            if name := self.canonical.get(rest):
                return name, "county-removed"
        return None

    def closest(self, spelling):
        """The name of the unit whose spelling is most like this one, or ""."""
        near = difflib.get_close_matches(fold(spelling), self.canonical, n=1, cutoff=0.6)
        return self.canonical[near[0]] if near else ""

    def _below_the_county(self, key):
        county = fold(self.county)
        if not county:
            return
        before, found, rest = key.partition(county)
        if found and (not before or _ABOVE_A_COUNTY.fullmatch(before)):
            yield rest
            yield county[-1] + rest  # 青禾县司法局 for 县司法局


def read_unit(value, units, *, suggest=True):
    """Return (the unit's name, code of repair); raises `CellRefused`, naming the most similar."""
    text, codes = tidy(to_text(value))
    if not text:
        raise CellRefused("unit-missing", _("The unit is missing."))
    if " " in text:
        codes.add("space-inside")
    if found := units.find(text):
        name, code = found
        return name, code or telling(codes)
    quoted = {"text": text[:30]}
    if text in _DITTO:
        raise CellRefused(
            "unit-unknown", _("“%(text)s” is no unit's name. Write the unit out.") % quoted
        )
    if suggest and (closest := units.closest(text[:60])):
        raise CellRefused(
            "unit-unknown",
            _("The unit “%(text)s” isn't in the list of units. The most similar is “%(unit)s”.")
            % {**quoted, "unit": closest},
        )
    raise CellRefused("unit-unknown", _("The unit “%(text)s” isn't in the list of units.") % quoted)
