"""What set-up refuses, and that it says what to do: no refusal may need a search engine."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
COREUTILS = ["bash", "basename", "cat", "dirname", "env", "grep", "id", "mktemp", "realpath", "rm",
             "sha256sum", "stat", "tail"]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    """A copy of what set-up reads, on a computer whose programs are those of `bin`."""
    for name in ("scripts", "requirements.lock", "requirements-test.lock"):
        (tmp_path / name).symlink_to(PROJECT / name)
    scripts = tmp_path / "scripts"
    scripts.unlink()
    scripts.mkdir()
    for file in (PROJECT / "scripts").glob("*.sh"):
        (scripts / file.name).write_bytes(file.read_bytes())
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in COREUTILS:
        target = next(p for p in (Path("/usr/bin", name), Path("/bin", name)) if p.exists())
        (programs / name).symlink_to(target)
    return tmp_path


def program(project, name, script):
    path = project / "bin" / name
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)


def set_up(project, **environment):
    return subprocess.run(
        ["/bin/bash", project / "scripts" / "setup.sh"],
        env={"PATH": str(project / "bin"), "HOME": str(project), "LANG": "C.UTF-8", **environment},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_an_old_python_is_named_with_its_version(project):
    program(
        project, "python3",
        'case "$2" in "") ;; *version_info*) exit 1 ;; *platform*) echo 3.9.2 ;; esac',
    )  # fmt: skip
    refused = set_up(project)
    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert f"{project}/bin/python3, 3.9.2" in refused.stderr
    assert "BAIWEN_PYTHON=" in refused.stderr
    assert not (project / ".venv").exists()


def test_a_python_that_does_not_exist_is_refused_by_name(project):
    refused = set_up(project, BAIWEN_PYTHON="/no/such/python")
    assert refused.returncode == 1
    assert "BAIWEN_PYTHON=/no/such/python" in refused.stderr


@pytest.fixture
def good_python(project):
    """Answers every question of set-up with yes, and finds no library."""
    program(project, "python3", 'case "$*" in *platform*) echo 3.11.2 ;; esac; exit 0')


@pytest.mark.usefixtures("good_python")
def test_without_root_or_sudo_the_command_to_run_is_shown_whole(project):
    program(project, "apt-get", "exit 1")
    program(project, "dpkg", "exit 0")
    program(project, "dpkg-query", '[ "${@: -1}" = gettext ] && echo -n installed')
    (project / "bin" / "id").unlink()
    program(project, "id", "echo 1000")
    refused = set_up(project)
    assert refused.returncode == 1
    assert (
        "apt-get update && apt-get install -y --no-install-recommends"
        " libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk\n"
    ) in refused.stderr
    assert "BAIWEN_SKIP_SYSTEM=1" in refused.stderr


@pytest.mark.usefixtures("good_python")
def test_elsewhere_than_on_debian_the_missing_parts_are_listed(project):
    refused = set_up(project)
    assert refused.returncode == 1
    assert "- gettext (msgfmt)" in refused.stderr
    assert "- Noto CJK" in refused.stderr
    assert "BAIWEN_SKIP_SYSTEM=1" in refused.stderr


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(project):
    project.chmod(0o555)
    refused = set_up(project)
    project.chmod(0o755)
    assert refused.returncode == 1
    assert f"No permission to write: {project}" in refused.stderr


@pytest.mark.usefixtures("good_python")
def test_packages_that_fail_to_install_leave_no_stamp(project):
    environment = project / ".venv" / "bin"
    environment.mkdir(parents=True)
    (environment / "python").write_text(
        "#!/bin/bash\n[[ $* == *install* ]] || exit 0\necho 'ERROR: hash mismatch'; exit 1\n"
    )
    (environment / "python").chmod(0o755)
    refused = set_up(project, BAIWEN_SKIP_SYSTEM="1")
    assert refused.returncode == 1
    assert "ERROR: hash mismatch" in refused.stderr
    assert not (project / ".venv" / "installed").exists()


@pytest.mark.usefixtures("good_python")
def test_an_unchanged_lock_is_not_installed_again(project):
    environment = project / ".venv" / "bin"
    environment.mkdir(parents=True)
    (environment / "python").write_text(f'#!/bin/bash\necho "$*" >>{project}/calls\n')
    (environment / "python").chmod(0o755)

    assert set_up(project, BAIWEN_SKIP_SYSTEM="1").returncode == 0
    assert set_up(project, BAIWEN_SKIP_SYSTEM="1").returncode == 0

    calls = (project / "calls").read_text()
    assert calls.count(" install ") == 1
    assert "--require-hashes" in calls
