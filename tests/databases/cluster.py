"""A private PostgreSQL that tests start, kill and start again. Reached by its socket alone."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path


def find(program):
    """Debian keeps the server's programs out of PATH; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else shutil.which(program)


def run(*arguments):
    # The server refuses to run as root: Debian's package makes this user for it.
    as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    # Not a pipe: the server that is started would keep it open.
    with tempfile.TemporaryFile() as said:
        outcome = subprocess.run([*as_other, *arguments], stdout=said, stderr=said, cwd="/")
        if outcome.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace")[-4000:])


class Cluster:
    """A server with an empty database `baiwen`, in `folder`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name

    @property
    def url(self):
        return f"postgresql://{self.user}@/baiwen?host={self.folder}"

    def make(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        run(
            find("initdb"), "-A", "trust", "-U", self.user, "-E", "UTF8", "--locale=C.UTF-8",
            "-D", self.data,
        )  # fmt: skip
        self.start()
        run(find("createdb"), "-h", self.folder, "-U", self.user, "baiwen")

    def start(self):
        options = f"-k {self.folder} -c listen_addresses='' -c shared_buffers=64MB"
        log = self.folder / "log"
        run(find("pg_ctl"), "-D", self.data, "-l", log, "-w", "-t", "60", "-o", options, "start")

    def stop(self, mode="immediate"):
        with contextlib.suppress(RuntimeError):
            run(find("pg_ctl"), "-D", self.data, "-w", "-m", mode, "stop")

    def pids(self):
        """The postmaster's and those of its processes, none where it is down."""
        try:
            postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, 0)
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return []
        return [postmaster, *children(postmaster)]

    def kill(self):
        """As a power cut would end it, the disk apart."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def children(pid):
    """Keys of the processes below a process, all generations."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found
