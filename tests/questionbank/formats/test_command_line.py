"""`python -m questionbank.formats`: files checked and converted without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from questionbank.formats import baiwen_json
from questionbank.formats.__main__ import main
from questionbank.formats.registry import FORMATS, WRITABLE, of_file
from tests.questionbank.formats.test_baiwen_json import CHOICE

GIFT = """::听证:: 当事人要求听证的，应当在几日内提出？ {
~三日#旧法
=五日
}

::误差:: 九十日的三分之一是多少日？ {#30:1}
"""


@pytest.fixture
def gift(tmp_path):
    path = tmp_path / "questions.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


def test_check_reports_every_question_and_fails_where_one_is_refused(gift, capsys):
    assert main(["check", str(gift), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["accepted"], report["repaired"], len(report["refused"])) == (1, 0, 1)
    assert set(report) == {"accepted", "repaired", "refused"}
    assert "误差" in report["refused"][0]["reason"]


def test_the_report_for_people_names_place_and_reason(gift, capsys):
    assert main(["check", str(gift)]) == 1
    said = capsys.readouterr().out
    assert "接受 1 题" in said
    assert "拒收 1 题" in said


def test_a_file_goes_through_our_json_and_comes_back_the_same(gift, tmp_path):
    ours, again = tmp_path / "items.json", tmp_path / "again.gift"
    main(["convert", str(gift), str(ours)])
    assert main(["convert", str(ours), str(again)]) == 0
    (item,) = FORMATS["gift"].read(again.read_bytes()).items
    assert [option.text for option in item.options] == ["三日", "五日"]
    assert [option.is_key for option in item.options] == [False, True]


def test_what_the_target_cannot_hold_is_said_and_shows_in_the_exit_status(tmp_path, capsys):
    source, target = tmp_path / "items.json", tmp_path / "items.txt"
    source.write_bytes(baiwen_json.write([CHOICE]).data)
    assert main(["convert", str(source), str(target), "--to", "aiken", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["accepted"], report["refused"]) == (1, [])
    assert report["lost"]


def test_a_file_of_no_format_is_refused_with_what_to_do(tmp_path, capsys):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert main(["check", str(path), "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["refused"][0]["where"] == str(path)
    assert "--from" in said.err


def test_a_missing_file_and_an_unknown_suffix_are_no_tracebacks(gift, tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.gift")]) == 1
    assert main(["convert", str(gift), str(tmp_path / "out.exe")]) == 1
    assert not (tmp_path / "out.exe").exists()
    assert "--to" in capsys.readouterr().err


def test_every_format_is_known_by_its_content():
    for name, module in WRITABLE.items():
        assert of_file(module.write([CHOICE]).data) is module, name


def test_it_runs_where_django_is_not_set_up(gift):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}
    program = (
        "import sys; from questionbank.formats.__main__ import main; code = main(sys.argv[1:]);"
        " assert not any(name.split('.')[0] == 'django' for name in sys.modules); sys.exit(code)"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program, "check", gift],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 1, outcome.stderr
    assert "接受 1 题" in outcome.stdout
