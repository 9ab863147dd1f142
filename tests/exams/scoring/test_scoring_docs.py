"""docs/scoring.md shows what the code computes."""

import doctest
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "scoring.md"


def test_the_worked_examples_are_computed():
    result = doctest.testfile(str(DOCUMENT), module_relative=False)
    assert result.attempted >= 10
    assert result.failed == 0
