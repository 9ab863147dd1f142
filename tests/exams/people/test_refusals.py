"""What `exams.spreadsheets` refuses is told to whoever uploaded it."""

import pytest
from django.utils import translation

from exams import spreadsheets
from exams.people.refusals import FileRefused

VALUES = {"kind": "PDF", "limit": 7, "line": 3, "row": 9, "column": "XA"}


@pytest.mark.parametrize("code", spreadsheets.CODES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_refusal_has_its_sentence(code, language):
    with translation.override(language):
        told = FileRefused.of(spreadsheets.FileRefused(code, **VALUES), file="花名册.xlsx")
    assert str(told) == f"花名册.xlsx: {told.message}"
    assert "%" not in told.message
    assert told.message.isascii() == (language == "en")


def test_what_is_no_name_of_a_format_is_told_in_words():
    refusal = spreadsheets.FileRefused("not-a-workbook", kind="binary")
    with translation.override("en"):
        assert "it is not text" in FileRefused.of(refusal, file="a.csv").message
    with translation.override("zh-hans"):
        assert "binary" not in FileRefused.of(refusal, file="a.csv").message


def test_scripts_know_a_file_without_content_by_one_code():
    for code in ("empty", "blank"):
        refusal = spreadsheets.FileRefused(code)
        assert FileRefused.of(refusal, file="a.csv").code == "empty"
