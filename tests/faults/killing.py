"""Ends processes of a site at random moments while candidates sit their exam, then counts."""

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.faults.site import ROOT, Site

N_PROCESSES = 2
SIZE_MB = 400  # of the small file system


def run(site, kills, *, targets=None, seed=0, threads=10, progress=print):
    """Kill so often while candidates sit; return the figures of `checking`, and what was killed.

    Parameters
    ----------
    site : Site
        Made, not started.
    targets : list of str, optional
        Which of `TARGETS` to choose from; all that the site has, if not given.
    """
    chance = random.Random(seed)
    targets = targets or [name for name, target in TARGETS.items() if target.fits(site)]
    people = site.people(2 * N_PROCESSES * threads + 3 * kills)["people"]
    # What isn't killed needn't run: housekeeping does its round at the end.
    site.start("web", *(name for name in ("worker", "housekeeping") if name in targets)).wait()
    killed = Counter()
    with _candidates(site, people, threads, seed) as journals:
        time.sleep(2)
        for n in range(kills):
            # Each at least once, then as chance has it.
            name = targets[n] if n < len(targets) else chance.choice(targets)
            progress(f"{n + 1}/{kills} {name}")
            TARGETS[name].act(site)
            killed[name] += 1
            time.sleep(chance.uniform(0.2, 2.0))
        site.wait()
        time.sleep(1)
    return rest(site, journals) | {"kills": kills, "killed": dict(killed)}


@contextlib.contextmanager
def _candidates(site, people, threads, seed):
    stop, running, journals = site.logs / "stop", [], []
    for n in range(N_PROCESSES):
        own, journal = site.logs / f"people-{n}.json", site.logs / f"journal-{n}"
        own.write_text(json.dumps(people[n::N_PROCESSES]))
        journals.append(str(journal))
        command = [sys.executable, "-m", "tests.faults.candidates", str(site.port)]
        command += [str(own), str(journal), str(stop)]
        command += ["--threads", str(threads), "--seed", str(seed + n)]
        running.append(subprocess.Popen(command, cwd=ROOT))
    try:
        yield journals
    finally:
        stop.touch()
        for process in running:
            process.wait(330)


def rest(site, journals):
    """Let time run out and housekeeping do its round; return what is found then."""
    site.stop()
    return json.loads(site.python("-m", "tests.faults.checking", *journals))


# What may end


class Target:
    def fits(self, site):
        return True

    def act(self, site):
        raise NotImplementedError


class WebWorker(Target):
    """O1"""

    def act(self, site):
        for pid in site.web_workers()[:1]:
            _kill(pid)


class Process(Target):
    def __init__(self, name):
        self.name = name

    def act(self, site):
        process = site.processes[self.name]
        _kill(process.pid)
        if self.name == "web":  # as an outage of the machine: nothing of it goes on
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


class Restart(Target):
    """O7: the way of a deployment; what is under way is finished."""

    def act(self, site):
        process = site.processes["web"]
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)


class Database(Target):
    """O3"""

    def fits(self, site):
        return site.cluster is not None

    def act(self, site):
        site.cluster.kill()
        _start_again(site)


class DiskFull(Target):
    """O4: nothing more fits for a while; PostgreSQL may stop over it and is started again."""

    def fits(self, site):
        return os.path.ismount(site.folder)

    def act(self, site):
        ballast = site.folder / "ballast"
        fill(ballast)
        time.sleep(1.5)
        ballast.unlink()
        if site.cluster and not site.cluster.pids():
            _start_again(site)


class FileLimit(Target):
    """O4 where no file system may be mounted: no file of a web worker grows any more."""

    def fits(self, site):
        return site.cluster is None and not os.path.ismount(site.folder)

    def act(self, site):
        workers = site.web_workers()
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        time.sleep(1.5)
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                no_limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, no_limit)


TARGETS = {
    "web worker": WebWorker(),
    "database": Database(),
    "disk full": DiskFull(),
    "file limit": FileLimit(),
    "web": Process("web"),
    "worker": Process("worker"),
    "housekeeping": Process("housekeeping"),
    "restart": Restart(),
}


def fill(path):
    """Take all that is left of a file system."""
    with contextlib.suppress(OSError), path.open("wb") as file:
        while True:
            file.write(b"\0" * 65536)
            file.flush()


def _start_again(site):
    until = time.monotonic() + 60
    while True:
        try:
            site.cluster.start()
            return
        except RuntimeError:
            # Its processes may need a moment to be gone.
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def _kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def small_disk(*, progress=print):
    """A folder on a small file system, or None where none may be mounted."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="baiwen-small-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)],
        capture_output=True, text=True,
    )  # fmt: skip
    if mounted.returncode:
        progress(f"no small disk: {mounted.stderr.strip() or 'mount failed'}")
        folder.rmdir()
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@contextlib.contextmanager
def made_site(database, *, progress=print):
    with small_disk(progress=progress) as folder, Site(database, folder) as site:
        site.make()
        yield site
