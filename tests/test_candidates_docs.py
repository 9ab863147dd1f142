"""docs/candidates.md: its pictures exist, its links lead somewhere, its names are on pages."""

import re
from pathlib import Path

from PIL import Image

from tests.test_trainers_docs import _translations

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "candidates.md").read_text(encoding="utf-8")
MAX_BYTES = 60 * 1024


def test_each_picture_exists_and_is_small_and_each_is_shown():
    linked = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    stored = sorted((DOCS / "images/candidates").glob("*.png"))
    assert sorted(DOCS / path for path in linked) == stored
    for path in stored:
        assert path.stat().st_size <= MAX_BYTES, path.name
        with Image.open(path) as picture:
            assert picture.width <= 1280


def test_each_link_leads_to_a_heading():
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    targets = re.findall(r"(?<!!)\[[^\]]+\]\(#([^)]+)\)", TEXT)
    assert targets
    assert set(targets) <= anchors


def test_each_name_in_corner_brackets_stands_on_a_page():
    names, patterns = _translations()
    quoted = set(re.findall("「([^」]+)」", TEXT))
    assert len(quoted) > 40
    unknown = [
        name
        for name in quoted
        if name not in names and not any(one.fullmatch(name) for one in patterns)
    ]
    assert not unknown
