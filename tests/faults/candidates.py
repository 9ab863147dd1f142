"""Candidates who sit an exam against a site that may fail at any moment, as their browsers would.

    python -m tests.faults.candidates PORT PEOPLE JOURNAL STOP [--threads 12] [--seed 0]

PEOPLE is a file with [[key of the entry, session], …]. What is sent and what is acknowledged goes
into JOURNAL, a line of JSON each; once the file STOP exists nobody new begins. No Django in here.
"""

import argparse
import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from pathlib import Path

TIMEOUT = 20
LETTERS = {0: ["A", "B", "C", "D"], 1: ["A", "AC", "BD", "ABCD"], 2: ["A", "B"]}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Gone(Exception):
    """The site was told to let everybody go before this candidate was through."""


class Candidate:
    def __init__(self, port, entry, session, *, journal, stop, counts, chance, n_items):
        self.port, self.entry, self.session = port, entry, session
        self.journal, self.stop, self.counts = journal, stop, counts
        self.chance, self.n_items = chance, n_items
        self.connection = None

    def sit(self, n_saves):
        location = self.insist(self.start)
        attempt = int(location.strip("/").split("/")[-1])
        token = self.insist(self.open, attempt)
        for number in range(1, n_saves + 1):
            if self.stop.exists():
                break
            if self.chance.random() < 0.03:
                token = self.insist(self.open, attempt)  # reloaded, or another device
            self.save(attempt, token, number)
            if number > 1 and self.chance.random() < 0.05:
                self.insist(self.post, attempt, "save", token, self.last)  # sent twice
            time.sleep(self.chance.uniform(0, 0.12))
        if self.chance.random() < 0.7:  # the others leave it to the deadline
            receipt = json.loads(self.insist(self.post, attempt, "submit", token, {}))
            self.journal("receipt", attempt, receipt["receipt"])

    def save(self, attempt, token, number):
        place = self.chance.randrange(self.n_items)
        answer = self.chance.choice(["", *LETTERS[place % 3]])
        self.last = {"number": number, "position": place + 1, "answer": answer}
        said = [attempt, number, place + 1, answer]
        self.journal("sent", *said)
        if self.chance.random() < 0.05:
            self.lose_reply(attempt, token)
        self.insist(self.post, attempt, "save", token, self.last)
        self.journal("saved", *said)

    def insist(self, work, *arguments):
        """Until it is answered; a candidate has patience, a test five minutes."""
        until = time.monotonic() + 300
        while time.monotonic() < until:
            try:
                status, body = work(*arguments)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                self.counts[type(error).__name__] += 1
            else:
                if status < 400:
                    return body
                self.counts[status] += 1
                if status < 500:
                    self.journal("refused", status, str(arguments[:2]), body[:300])
                    raise Gone
            time.sleep(self.chance.uniform(0.05, 0.3))
        raise Gone

    # Requests: (status, what was wanted of the reply)

    def start(self):
        csrf = "a" * 32
        status, reply, _body = self.send(
            "POST", f"/exam/{self.entry}/start/", b"accept=on",
            {"Cookie": f"sessionid={self.session}; csrftoken={csrf}", "X-CSRFToken": csrf, **FORM},
        )  # fmt: skip
        location = reply.getheader("Location") or ""
        if status == 302 and "/room/" not in location:
            return 409, location
        return status, location

    def open(self, attempt):
        cookie = {"Cookie": f"sessionid={self.session}"}
        status, _reply, body = self.send("GET", f"/room/{attempt}/", None, cookie)
        found = re.search(rb'"token": "([^"]+)"', body)
        if status == 200 and not found:
            return 409, "no token on the page"
        return status, found and found[1].decode()

    def post(self, attempt, verb, token, body):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        status, _reply, said = self.send("POST", f"/room/{attempt}/{verb}/", data, headers)
        return status, said.decode(errors="replace")

    def lose_reply(self, attempt, token):
        """D2: sent, and the reply never seen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(
                "POST", f"/room/{attempt}/save/", json.dumps(self.last),
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )  # fmt: skip
        except OSError:
            pass
        finally:
            connection.close()

    def send(self, method, path, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        return reply.status, reply, reply.read()

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("people", type=Path)
    parser.add_argument("journal", type=Path)
    parser.add_argument("stop", type=Path)
    parser.add_argument("--threads", type=int, default=12)
    parser.add_argument("--items", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    people = json.loads(options.people.read_text())
    counts, lock = Counter(), threading.Lock()
    with options.journal.open("a") as file:

        def journal(*what):
            with lock:
                file.write(json.dumps(what) + "\n")
                file.flush()

        def work(chance):
            while not options.stop.exists():
                with lock:
                    if not people:
                        return
                    entry, session = people.pop()
                candidate = Candidate(
                    options.port, entry, session, journal=journal, stop=options.stop,
                    counts=counts, chance=chance, n_items=options.items,
                )  # fmt: skip
                try:
                    candidate.sit(chance.randint(5, 150))
                except Gone:
                    journal("gone", entry)
                finally:
                    candidate.close()

        threads = [
            threading.Thread(target=work, args=(random.Random(f"{options.seed}/{n}"),))
            for n in range(options.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        journal("counts", counts)


if __name__ == "__main__":
    main()
