"""The supervisor of `make demo`: what it refuses, what it keeps running, how it stops."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

SERVE = Path(__file__).resolve().parents[2] / "scripts" / "serve.py"
FOREVER = [sys.executable, "-c", "import time; print('up'); time.sleep(600)"]
AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def serve(tmp_path, monkeypatch):
    monkeypatch.setenv("BAIWEN_VAR", str(tmp_path))
    spec = importlib.util.spec_from_file_location("serve", SERVE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_refused_with_the_command_for_a_free_one(taken_port, tmp_path):
    refused = subprocess.run(
        [sys.executable, SERVE, "--check", "--port", str(taken_port)],
        env=os.environ | {"BAIWEN_VAR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip

    assert refused.returncode == 1
    assert f"Port {taken_port} is taken" in refused.stderr
    suggested = int(refused.stderr.rpartition("PORT=")[2])
    assert suggested > taken_port
    with socket.socket() as free:
        free.bind(("127.0.0.1", suggested))


@pytest.mark.parametrize("port", ["0", "65536", "http", ""])
def test_what_is_no_port_is_refused(port, tmp_path):
    refused = subprocess.run(
        [sys.executable, SERVE, "--check", "--port", port],
        env=os.environ | {"BAIWEN_VAR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "a port is 1 to 65535" in refused.stderr


def test_a_second_server_from_one_data_folder_is_refused(serve):
    with (
        serve.only_server("http://127.0.0.1:8000/"),
        pytest.raises(serve.Refused, match=f"8000/ .PID {os.getpid()}."),
        serve.only_server("http://127.0.0.1:8001/"),
    ):
        pytest.fail("two servers at once")

    with serve.only_server("http://127.0.0.1:8001/"):
        pass  # the first is gone, and so is its claim


def test_a_process_that_ends_is_started_again(serve):
    lines = []
    supervisor = serve.Supervisor({"web": FOREVER}, write=lines.append, restart_seconds=0.01)
    status = []
    thread = threading.Thread(target=lambda: status.append(supervisor.run()))
    thread.start()
    wait_for(lambda: lines == ["web | up"])
    first = supervisor.processes["web"]

    first.kill()

    wait_for(lambda: lines.count("web | up") == 2)
    second = supervisor.processes["web"]
    assert second.pid != first.pid
    supervisor.stopping.set()
    thread.join(20)
    assert status == [0]
    assert not is_running(second.pid)


def test_the_workers_of_a_server_that_was_killed_end_with_it(serve):
    """Else they go on answering beside the new ones, with the old code and data."""
    program = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid)\n"
        "time.sleep(600)"
    )
    lines = []
    supervisor = serve.Supervisor(
        {"web": [sys.executable, "-c", program]}, write=lines.append, restart_seconds=0.01
    )
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    wait_for(lambda: lines)
    orphan = int(lines[0].rpartition(" ")[2])
    assert is_running(orphan)

    supervisor.processes["web"].kill()

    wait_for(lambda: not is_running(orphan))
    supervisor.stopping.set()
    thread.join(20)


def test_a_process_that_keeps_ending_stops_all_with_an_error(serve):
    lines = []
    supervisor = serve.Supervisor(
        {"web": FOREVER, "worker": AT_ONCE}, write=lines.append, restart_seconds=0.01
    )

    assert supervisor.run() == 1

    assert sum("worker 已退出 ended with status 3" in line for line in lines) == serve.MAX_ENDS
    assert "worker 反复退出" in lines[-1]
    assert not is_running(supervisor.processes["web"].pid)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_supervisor(ending):
    program = (
        "import importlib.util, signal, sys\n"
        f"spec = importlib.util.spec_from_file_location('serve', {str(SERVE)!r})\n"
        "serve = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(serve)\n"
        f"supervisor = serve.Supervisor({{'web': {FOREVER!r}}})\n"
        "for number in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(number, lambda *_: supervisor.stopping.set())\n"
        "supervisor._start('web')\n"
        "print(supervisor.processes['web'].pid, flush=True)\n"
        "supervisor._start = lambda name: None\n"
        "sys.exit(supervisor.run())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        child = int(next(line for line in parent.stdout if line.strip().isdigit()))
        assert is_running(child)

        parent.send_signal(ending)

        assert parent.wait(20) == (0 if ending != signal.SIGKILL else -signal.SIGKILL)
    wait_for(lambda: not is_running(child))


def test_the_sign_in_table_stands_straight_below_han_names(serve, tmp_path):
    (tmp_path / "demo-accounts.json").write_text(
        json.dumps({"accounts": [
            {"role": "candidate", "username": "hx0001", "password": "p-1", "name": "欧阳𠮷"},
            {"role": "hr", "username": "renshi", "password": "p-2", "name": "Li"},
        ]}),
        encoding="utf-8",
    )  # fmt: skip

    text = serve.welcome("http://127.0.0.1:8000/", serve.read_accounts())

    rows = [line for line in text.splitlines() if "p-1" in line or "p-2" in line]
    before = [serve._width(row[: row.index("p-")]) for row in rows]
    assert len(rows) == 2
    assert before[0] == before[1]
    assert "http://127.0.0.1:8000/" in text


def test_without_accounts_the_address_is_said_all_the_same(serve):
    assert "http://127.0.0.1:8000/" in serve.welcome("http://127.0.0.1:8000/", [])
