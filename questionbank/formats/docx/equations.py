"""Word's equations (OMML) -> a line of text with subscripts and superscripts, where that can be.

A fraction becomes (a)/(b), a root √(a). What a line of text can't show (matrices, accents, systems
of equations) is refused. Pure.
"""

from dataclasses import dataclass, field

from questionbank.formats.reasons import NotTaken


@dataclass
class Node:
    name: str
    attributes: dict
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def child(self, name):
        return next((one for one in self.children if one.name == name), None)


_LIMITS = {"limLow": ("sub", "lim"), "limUpp": ("sup", "lim")}
_SCRIPTS = {"sSup": ("sup",), "sSub": ("sub",), "sSubSup": ("sub", "sup")}


def linear(node, formats=()):
    """Return the runs (formats, text) of an equation's tree; raises `NotTaken`."""
    return [run for child in node.children for run in _runs(child, formats)]


def _runs(node, formats):
    name = node.name
    if name.endswith("Pr"):
        return []
    if name == "r":
        return [(formats, "".join(one.text for one in node.children if one.name == "t"))]
    if name in ("e", "num", "den", "sup", "sub", "lim", "fName", "deg", "box", "ins", "oMath"):
        return linear(node, formats)
    if name == "f":
        return [
            *_grouped(node.child("num"), formats),
            (formats, "/"),
            *_grouped(node.child("den"), formats),
        ]
    if name in _SCRIPTS:
        return [
            *_of(node, "e", formats),
            *(run for script in _SCRIPTS[name] for run in _script(node, script, script, formats)),
        ]
    if name in _LIMITS:
        script, child = _LIMITS[name]
        return [*_of(node, "e", formats), *_script(node, child, script, formats)]
    if name == "func":
        return [*_of(node, "fName", formats), *_of(node, "e", formats)]
    if name == "rad":
        if _text(_of(node, "deg", formats)):
            raise _refused("高次根式")
        return [(formats, "√"), *_grouped(node.child("e"), formats)]
    if name == "d":
        return _delimited(node, formats)
    if name == "nary":
        sign = _property(node, "chr") or "∫"
        return [
            (formats, sign),
            *_script(node, "sub", "sub", formats),
            *_script(node, "sup", "sup", formats),
            *_of(node, "e", formats),
        ]
    raise _refused({"m": "矩阵", "eqArr": "方程组", "acc": "带符号的字母"}.get(name, name[:20]))


def _delimited(node, formats):
    opening, closing = _property(node, "begChr", "("), _property(node, "endChr", ")")
    runs = [(formats, opening)]
    for at, one in enumerate(child for child in node.children if child.name == "e"):
        if at:
            runs.append((formats, _property(node, "sepChr", "|")))
        runs += linear(one, formats)
    return [*runs, (formats, closing)]


def _of(node, name, formats):
    child = node.child(name)
    return linear(child, formats) if child else []


def _script(node, name, script, formats):
    if script in formats:
        raise _refused("多层上下标")
    return _of(node, name, (*formats, script))


def _grouped(node, formats):
    """A part in brackets, unless it's one sign or number."""
    runs = linear(node, formats) if node else []
    text = _text(runs)
    if len(text) <= 1 or text.isalnum():
        return runs
    return [(formats, "("), *runs, (formats, ")")]


def _property(node, name, otherwise=""):
    """A value of the element's properties, whatever the prefix of the attribute."""
    for properties in node.children:
        if properties.name.endswith("Pr") and (found := properties.child(name)) is not None:
            return next((v for key, v in found.attributes.items()
                         if key.rpartition(":")[2] == "val"), "")  # fmt: skip
    return otherwise


def _text(runs):
    return "".join(text for _, text in runs)


def _refused(what):
    return NotTaken("equation_unsupported", what=what)
