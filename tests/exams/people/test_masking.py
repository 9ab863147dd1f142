import pytest

from exams.people.masking import mask_everywhere, mask_in


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("990101198503120117", "990101********0117"),
        ("单位“99010119850312011X”不在表中", "单位“990101********011X”不在表中"),
        ("990101 19850312 0117", "990101********0117"),
        ("９９０１０１１９８５０３１２０１１７", "９９０１０１********０１１７"),
        ("990101850312011", "990101*********"),
        ("第 17 行，2026-11-23，13812345678", "第 17 行，2026-11-23，13812345678"),
    ],
)
def test_what_may_be_an_id_number_is_masked_and_nothing_else(text, masked):
    assert mask_in(text) == masked


def test_a_report_is_masked_down_to_its_last_text():
    report = {"problems": [{"row": 3, "reason": "990101198503120117"}], "counts": {"rows": 1}}
    assert mask_everywhere(report) == {
        "problems": [{"row": 3, "reason": "990101********0117"}],
        "counts": {"rows": 1},
    }
