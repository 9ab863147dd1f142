"""Serve the site on this computer: web server, background worker and housekeeping together.

One that ends is started again; one that keeps ending stops them all, with exit status 1. Ctrl+C
stops them in order. `--check` only says whether they could start.
"""

import argparse
import contextlib
import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unicodedata
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
VAR_DIR = Path(os.environ.get("BAIWEN_VAR") or BASE_DIR / "var")
HOST = "127.0.0.1"

# So many ends of one process within so many seconds are no accident.
MAX_ENDS, WITHIN_SECONDS = 3, 60
STOP_SECONDS = 15

ROLES = {
    "candidate": "考生 candidate",
    "trainer": "命题 trainer",
    "reviewer": "审题 reviewer",
    "invigilator": "监考 invigilator",
    "hr": "人事 HR",
    "administrator": "管理员 administrator",
}


class Refused(Exception):
    """Why no server can start, and what to do about it."""


def commands(port):
    """What runs, by the name that its lines are shown under."""
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    granian += ["--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    granian += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return {
        "web": [*granian, "--log-level", "warning", "config.wsgi:application"],
        "worker": [*manage, "db_worker", "--interval", "1", "--no-reload"],
        "housekeeping": [*manage, "housekeeping"],
    }


# Before anything starts


def port_number(text):
    port = int(text) if text.isdecimal() else 0
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"端口应为 1-65535 a port is 1 to 65535, not {text!r}")
    return port


def check_port(port):
    try:
        _bind(port)
    except PermissionError:
        raise Refused(
            f"没有权限使用端口 No permission to use port {port}.\n"
            "请改用 1024 以上的端口 Use one above 1023: make demo PORT=8000"
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Refused(
            f"端口 {port} 已被占用 Port {port} is taken.\n"
            f"请关闭占用它的程序，或换一个端口 Stop what uses it, or take another port: "
            f"make demo PORT={_free_port(port)}"
        ) from None


def _free_port(port):
    for candidate in range(port + 1, min(port + 100, 65535)):
        with contextlib.suppress(OSError):
            _bind(candidate)
            return candidate
    return "…"


def _bind(port):
    with socket.socket() as probe:
        # A port whose last connections are still fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))


@contextlib.contextmanager
def only_server(url):
    """Hold the data folder: no second server, and no `FRESH=1`, while this one runs from it."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with open(VAR_DIR / "server.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(
                f"本项目的服务已在运行 A server already runs from this folder: {file.read()}\n"
                "请先在它的窗口按 Ctrl+C 停止 Stop it first, by Ctrl+C in its window."
            ) from None
        file.truncate(0)
        file.write(f"{url} (PID {os.getpid()})")
        file.flush()
        yield


# The processes


class Supervisor:
    """Keeps the processes of `commands` running until told to stop.

    Parameters
    ----------
    commands : dict
        Name to argument list.
    write : callable
        Takes each line to show.
    restart_seconds : float
        How long a process that ended is left down.
    """

    def __init__(self, commands, *, write=print, restart_seconds=1.0):
        self.commands = commands
        self.write = write
        self.restart_seconds = restart_seconds
        self.processes = {}
        self.ends = {name: deque(maxlen=MAX_ENDS) for name in commands}
        self.stopping = threading.Event()

    def run(self):
        """Return the exit status: 0 once told to stop, 1 where a process keeps ending."""
        for name in self.commands:
            self._start(name)
        failed = None
        while failed is None and not self.stopping.wait(0.2):
            failed = self._restart_ended()
        self.stopping.set()
        self.write("正在停止 Stopping …")
        self._stop_all()
        if failed:
            self.write(f"{failed} 反复退出，已全部停止 keeps ending; everything was stopped.")
        return 1 if failed else 0

    def _start(self, name):
        # A session of its own: Ctrl+C reaches only the supervisor, which stops them in order.
        process = subprocess.Popen(
            self.commands[name], cwd=BASE_DIR, text=True, errors="replace", bufsize=1,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True, preexec_fn=_end_with_parent,
        )  # fmt: skip
        self.processes[name] = process
        threading.Thread(target=self._relay, args=(name, process.stdout), daemon=True).start()

    def _relay(self, name, lines):
        width = max(map(len, self.commands))
        with lines:
            for line in lines:
                self.write(f"{name:<{width}} | {line.rstrip()}")

    def _restart_ended(self):
        """Start again what has ended; return the name of one that ends too often."""
        for name, process in self.processes.items():
            status = process.poll()
            if status is None:
                continue
            now = time.monotonic()
            ends = self.ends[name]
            ends.append(now)
            self.write(f"{name} 已退出 ended with status {status}.")
            _end_group(process)
            if len(ends) == MAX_ENDS and now - ends[0] <= WITHIN_SECONDS:
                return name
            if self.stopping.wait(self.restart_seconds):
                return None
            self._start(name)
        return None

    def _stop_all(self):
        """The web server first: what it has accepted it finishes and hands to the worker."""
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _end_group(process)
            process.wait()


def _end_group(process):
    """End what a process leaves behind, such as the workers of a web server that was killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


_libc = ctypes.CDLL(None)


def _end_with_parent():
    """Where the supervisor is killed outright, the kernel (Linux) ends its children."""
    if hasattr(_libc, "prctl"):
        PR_SET_PDEATHSIG = 1
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


# What is shown


def announce(url, stopping, write=print):
    """Wait until the site answers, then say where it is and who may sign in."""
    # Straight to this computer, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not stopping.wait(0.3):
        try:
            opener.open(url, timeout=30).close()
        except urllib.error.HTTPError as error:
            write(f"首页返回 The home page answers {error.code}.")
        except OSError:
            continue
        break
    else:
        return
    write(welcome(url, read_accounts()))


def read_accounts():
    try:
        return json.loads((VAR_DIR / "demo-accounts.json").read_text(encoding="utf-8"))["accounts"]
    except FileNotFoundError:
        return []


def welcome(url, accounts):
    heading = ("角色 Role", "用户名 User name", "密码 Password", "姓名 Name")
    rows = [
        (ROLES.get(a["role"], a["role"]), a["username"], a["password"], a["name"]) for a in accounts
    ]
    lines = ["", f"  百问 Baiwen: {url}", ""]
    if rows:
        lines += [f"  {line}" for line in as_table([heading, *rows])] + [""]
    return "\n".join([*lines, "  停止 Stop: Ctrl+C", ""])


def as_table(rows):
    """Lines whose columns stand below each other; a Han character is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=port_number, default=8000)
    parser.add_argument("--check", action="store_true", help="only say whether it could start")
    options = parser.parse_args()
    url = f"http://{HOST}:{options.port}/"
    write_lock = threading.Lock()

    def write(line):
        with write_lock, contextlib.suppress(BrokenPipeError):
            print(line, flush=True)

    try:
        with only_server(url):
            check_port(options.port)
            if options.check:
                return 0
            supervisor = Supervisor(commands(options.port), write=write)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: supervisor.stopping.set())
            threading.Thread(
                target=announce, args=(url, supervisor.stopping, write), daemon=True
            ).start()
            return supervisor.run()
    except Refused as refusal:
        print(*("", *str(refusal).splitlines()), sep="\n  ", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
