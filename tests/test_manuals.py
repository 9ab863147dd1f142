"""The manuals: their pictures exist, their links lead somewhere, their names are on pages."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.test_trainers_docs import _translations

DOCS = Path(__file__).resolve().parents[1] / "docs"
MAX_BYTES = 60 * 1024

pytestmark = pytest.mark.parametrize("manual", ["candidates", "invigilators"])


def text_of(manual):
    return (DOCS / f"{manual}.md").read_text(encoding="utf-8")


def test_each_picture_exists_and_is_small_and_each_is_shown(manual):
    linked = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text_of(manual))
    stored = sorted((DOCS / "images" / manual).glob("*.png"))
    assert sorted(DOCS / path for path in linked) == stored
    for path in stored:
        assert path.stat().st_size <= MAX_BYTES, path.name
        with Image.open(path) as picture:
            assert picture.width <= 1280


def test_each_link_leads_to_a_heading(manual):
    headings = re.findall(r"^#+ (.+)$", text_of(manual), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    targets = re.findall(r"(?<!!)\[[^\]]+\]\(#([^)]+)\)", text_of(manual))
    assert targets
    assert set(targets) <= anchors


def test_each_name_in_corner_brackets_stands_on_a_page(manual):
    names, patterns = _translations()
    quoted = set(re.findall("「([^」]+)」", text_of(manual)))
    assert len(quoted) > 40
    unknown = [
        name
        for name in quoted
        if name not in names
        and not any(one.fullmatch(name) for one in patterns)
        # A link to a PDF says so behind its name.
        and name.removesuffix(" PDF") not in names
    ]
    assert not unknown
