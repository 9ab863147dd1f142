"""docs/trainers.md: examples are read as it says; the pictures and names that it gives exist."""

import ast
import re
from pathlib import Path

import pytest
import wagtail
from PIL import Image

from questionbank.formats.registry import FORMATS, of_file
from questionbank.kinds import KINDS

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "trainers.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"^```(\S*)(?: kinds=(\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = [match.groups() for match in _FENCE.finditer(TEXT) if match[2]]
PROSE = re.sub(r"`[^`\n]+`", "", _FENCE.sub("", TEXT))
MAX_PICTURES, MAX_BYTES = 12, 120 * 1024


@pytest.mark.parametrize(("language", "kinds", "body"), EXAMPLES)
def test_an_example_is_taken_as_it_stands(language, kinds, body):
    data = body.encode()
    module = FORMATS[{"text": "txt"}.get(language, language)]
    assert of_file(data) is module
    reading = module.read(data)
    assert [item.kind for item in reading.items] == kinds.split(",")
    assert not reading.refused
    assert not [taken for taken in reading.taken if taken.repairs or taken.warnings]
    for item in reading.items:
        assert not list(KINDS[item.kind].faults(item))


def test_each_kind_has_an_example_in_prose_and_in_a_table():
    shown = {(language, kind) for language, kinds, _ in EXAMPLES for kind in kinds.split(",")}
    assert shown == {(language, kind) for language in ("text", "csv") for kind in KINDS}


def test_each_picture_exists_and_is_small_and_each_is_shown():
    linked = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    stored = sorted((DOCS / "images/trainers").glob("*.png"))
    assert sorted(DOCS / path for path in linked) == stored
    assert len(stored) <= MAX_PICTURES
    for path in stored:
        assert path.stat().st_size <= MAX_BYTES, path.name
        with Image.open(path) as picture:
            assert picture.width <= 1280


def test_each_link_leads_somewhere():
    headings = re.findall(r"^#+ (.+)$", PROSE, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-").replace("，", "") for heading in headings}
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in anchors
        else:
            assert (DOCS / target).exists()


def test_each_name_in_corner_brackets_stands_on_a_page():
    names, patterns = _translations()
    quoted = set(re.findall("「([^」]+)」", PROSE))
    assert len(quoted) > 50
    unknown = [
        name
        for name in quoted
        if name not in names and not any(one.fullmatch(name) for one in patterns)
    ]
    assert not unknown


def _translations():
    """The Chinese texts of the pages, ours and Wagtail's: whole, and those with gaps."""
    ours = DOCS.parent.glob("[!.]*/**/zh_Hans/LC_MESSAGES/django.po")
    wagtails = Path(wagtail.__file__).parent.glob("**/zh_Hans/LC_MESSAGES/django.po")
    texts = set()
    for path in [*ours, *wagtails]:
        for entry in re.findall(
            r'^msgstr(?:\[0\])? ((?:".*"\n?)+)', path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            texts.add("".join(ast.literal_eval(line) for line in entry.splitlines()).strip())
    gap = re.compile(r"%(?:\([a-z_]+\))?[sd]")
    patterns = [
        re.compile(".+".join(map(re.escape, gap.split(text))))
        for text in texts
        # A gap alone says nothing.
        if gap.search(text) and len(gap.sub("", text).strip()) >= 2
    ]
    return texts, patterns
