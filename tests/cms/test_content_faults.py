"""Files that are wrong, before anything is loaded."""

import pytest
from django.utils.translation import override

from cms.loading import ContentError
from cms.models import FaqPage, Statute


def faults_of(library):
    with override("en"):
        with pytest.raises(ContentError) as caught:
            library.load()
        return [str(fault) for fault in caught.value.faults]


SPOILED = [
    ("statutes/administrative-penalty-law.json", '"label": "第三条"', '"label": "第四条"', "label"),
    ("statutes/administrative-penalty-law.json", '"version": "2021-', '"version": "年', "version"),
    ("statutes/administrative-penalty-law.json", "第六十四条", "第六十四", "entry 64"),
    ("syllabus.json", '"number": 51', '"number": 151', "05.01"),
    ("syllabus.json", '"level": "know"', '"level": "guess"', "guess"),
    ("syllabus.json", '"weight": 40', '"weight": 41', "05, weight"),
    ("syllabus.json", '"code": "05.02"', '"code": "06.02"', "06.02"),
    ("powers.json", '"kind": "行政处罚"', '"kind": "魔法"', "CG-01"),
    ("faq/002.md", "law#64/1/1", "law#64/1/9", "line 6, cites"),
    ("faq/002.md", "law#64/1/1", "law#640", "line 6, cites"),
    ("faq/002.md", "law#64/1/1", "law64", "line 6, cites"),
    ("faq/002.md", "05.02", "05.99", "line 5, points"),
    ("faq/002.md", "faq-001", "faq-999", "related"),
    ("faq/002.md", "number: 2", "number: 1", "number"),
    ("faq/002.md", "number: 2", "number: zwei", "line 3, number"),
    ("faq/002.md", "title: 几", "title: [几", "line"),
    ("faq/002.md", "## 依据", "## 依椐", "line 12"),
    ("faq/002.md", "被告知后五日内。", "| a | b |\n\n# 大", "line 10"),
    ("handbook/05.md", "## 5.2 送达", "## 6.2 送达", "line 19"),
    ("handbook/05.md", "related: []", "related: [faq-999]", "line 22, related"),
]


@pytest.mark.parametrize(("file", "old", "new", "place"), SPOILED)
def test_a_malformed_file_names_its_place_and_nothing_is_loaded(library, db, file, old, new, place):
    library.replace(file, old, new)

    faults = faults_of(library)

    assert any(fault.startswith(file) and place in fault for fault in faults), faults
    assert not Statute.objects.exists()
    assert not FaqPage.objects.exists()


def test_all_faults_of_all_files_are_told_at_once(library, db):
    library.replace("syllabus.json", '"level": "know"', '"level": "guess"')
    library.replace("faq/001.md", "law#51", "law#510")
    library.replace("faq/002.md", "## 答", "## 回答")
    library.write("faq/009.md", "没有文件头")

    faults = faults_of(library)

    assert {fault.split(", ")[0] for fault in faults} >= {
        "syllabus.json",
        "faq/001.md",
        "faq/002.md",
        "faq/009.md",
    }
    assert not Statute.objects.exists()


def test_the_index_must_count_right(library, db):
    library.replace("statutes/index.json", '"article_count": 86', '"article_count": 87')
    assert "article_count" in faults_of(library)[0]


def test_a_file_that_is_no_json_names_the_line(library, db):
    library.replace("statutes/administrative-penalty-law.json", '"slug"', "slug")
    assert "line 3" in faults_of(library)[0]


@pytest.mark.parametrize("name", ["faq/002.md", "syllabus.json"])
def test_a_file_in_another_encoding_is_refused(library, db, name):
    """M2: what can't be read as UTF-8 isn't guessed at."""
    path = library.folder / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert any(name in fault and "UTF-8" in fault for fault in faults_of(library))
