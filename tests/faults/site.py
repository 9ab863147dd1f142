"""A whole site of real processes, as `scripts/serve.py` runs it, that tests may ill-treat."""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.database import template
from tests.databases.cluster import Cluster, children, find

ROOT = Path(__file__).resolve().parents[2]


def _serve_module():
    spec = importlib.util.spec_from_file_location("serve", ROOT / "scripts" / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Site:
    """Database, web server, worker and housekeeping in a folder of their own.

    Parameters
    ----------
    database : "sqlite" or "postgresql"
    folder : path, optional
        Where everything lies, e.g. a small file system that can be filled.
    environment : dict, optional
        More for the servers.
    """

    def __init__(self, database, folder=None, **environment):
        self.database = database
        self.folder = Path(folder or tempfile.mkdtemp(prefix="baiwen-site-"))
        self.folder.chmod(0o755)
        # Apart: the other may be full.
        self.logs = Path(tempfile.mkdtemp(prefix="baiwen-site-logs-"))
        self.var = self.folder / "var"
        self.cluster = Cluster(self.folder / "pg") if database == "postgresql" else None
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BAIWEN_", "PYTEST_"))
        } | {
            "BAIWEN_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "BAIWEN_LOG_LEVEL": "CRITICAL",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        if self.cluster:
            self.environment["BAIWEN_DATABASE_URL"] = self.cluster.url
        self.port = free_port()
        self.commands = _serve_module().commands(self.port)
        self.processes = {}
        self.keeping = threading.Event()
        self.keeper = None

    # Made and taken away

    def make(self):
        self.var.mkdir(parents=True, exist_ok=True)
        if self.database == "sqlite":
            if template().exists():
                shutil.copy(template(), self.var / "db.sqlite3")
            else:
                self.manage("migrate", "-v0")
            return self
        kept = Path(tempfile.gettempdir()) / template().with_suffix(".postgresql").name
        if not kept.exists():
            self.cluster.make()
            self.manage("migrate", "-v0")
            self.cluster.stop("fast")
            draft = kept.with_suffix(f".{os.getpid()}")
            shutil.copytree(self.cluster.data, draft)
            with contextlib.suppress(OSError):  # another run was quicker
                draft.rename(kept)
            self.cluster.start()
            return self
        self.cluster.folder.mkdir(parents=True)
        subprocess.run(["cp", "-r", kept, self.cluster.data], check=True)
        self.cluster.data.chmod(0o700)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "postgres", self.cluster.folder], check=True)
        self.cluster.start()
        return self

    def manage(self, *arguments):
        return self.python(str(ROOT / "manage.py"), *arguments)

    def python(self, *arguments, check=True):
        """Run Python in the site's environment; returns what it printed."""
        outcome = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        if check and outcome.returncode:
            raise RuntimeError((outcome.stdout + outcome.stderr)[-4000:])
        return outcome.stdout

    def people(self, n, **options):
        named = [f"--{name}={value}" for name, value in options.items()]
        return json.loads(self.python("-m", "tests.faults.people", str(n), *named))

    def start(self, *names):
        for name in names or self.commands:
            self._start(name)
        self.keeping.clear()
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()
        return self

    def _start(self, name):
        with open(self.logs / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                self.commands[name], cwd=ROOT, env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def _keep(self):
        """What ends is started again, as the supervisor does; here however often."""
        while not self.keeping.wait(0.1):
            for name, process in list(self.processes.items()):
                if process.poll() is not None:
                    end_group(process.pid)
                    self._start(name)

    def stop(self):
        self.keeping.set()
        if self.keeper:
            self.keeper.join()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            end_group(process.pid)
            process.wait()
        self.processes = {}

    def remove(self):
        self.stop()
        if self.cluster:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.logs, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.remove()

    # Looked at

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self, seconds=60):
        """Until it answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                opener.open(f"{self.url}/sign-in/", timeout=20).close()
            except urllib.error.HTTPError:
                time.sleep(0.2)
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError(f"{self.url} does not answer; see {self.folder}")

    def web_workers(self):
        return children(self.processes["web"].pid)

    def server_pids(self):
        """All processes that serve, the database's too."""
        pids = [pid for one in self.processes.values() for pid in (one.pid, *children(one.pid))]
        return pids + (self.cluster.pids() if self.cluster else [])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_group(pid):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def has_postgresql():
    return find("initdb") is not None
