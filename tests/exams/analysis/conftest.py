import pytest

from tests.exams.analysis.reference import Reference


@pytest.fixture(scope="session")
def reference(shared):
    """`reference("exam186")`: a set of the data with known right answers, read once."""
    sets = {}

    def one(name):
        if name not in sets:
            sets[name] = Reference(shared / "psychometrics", name)
        return sets[name]

    return one
