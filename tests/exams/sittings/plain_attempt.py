"""What an attempt must do, said as plainly as possible: no database, no SQL, one dictionary."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from exams.sittings.shuffling import option_order

GRACE = timedelta(seconds=30)
LETTERS = "ABCD"
KEYS = {1: [1], 2: [0, 2], 3: [0]}  # of the factory's form: single, multiple, true or false


@dataclass
class Plain:
    """One registration and the attempt that comes of it. Times are the server's."""

    opens_at: object
    closes_at: object
    duration: int  # minutes
    prepared: bool = False
    extra: int = 0
    started_at: object = None
    deadline: object = None
    paused_at: object = None
    submitted_at: object = None
    closed_by: str = ""
    token: str = ""
    seen_at: object = None  # last beat
    log: dict = field(default_factory=dict)  # number: (position, answer, received_at)
    late: dict = field(default_factory=dict)
    rounds: list = field(default_factory=list)  # the fold at each handing in
    scored: list = field(default_factory=list)  # rounds, in the order of the runs
    clock_incidents: int = 0
    interventions: int = 0

    @property
    def is_started(self):
        return self.started_at is not None

    @property
    def is_running(self):
        return self.is_started and self.submitted_at is None

    def is_over(self, now):
        return self.paused_at is None and now >= self.deadline + GRACE

    def may_start(self, now):
        return self.opens_at <= now < self.closes_at

    def start(self, now):
        self.started_at = now
        self.deadline = now + timedelta(minutes=self.duration + self.extra)

    def save(self, number, position, answer, token, now):
        """What the candidate is told: "saved", or why not."""
        if not token or token != self.token:
            return "taken-over"
        if number in self.log:
            return "saved" if self.log[number][:2] == (position, answer) else "number-taken"
        if self.is_running and not self.is_over(now):
            self.log[number] = (position, answer, now)
            return "saved"
        self.late.setdefault(number, (position, answer, now))
        return "too-late" if self.is_over(now) else "submitted"

    def fold(self):
        latest = {}
        for _number, (position, answer, _at) in sorted(self.log.items()):
            latest[position] = answer
        return {position: answer for position, answer in latest.items() if answer}

    def submit(self, closed_by, now):
        if not self.is_running:
            return
        self.submitted_at, self.closed_by, self.paused_at = now, closed_by, None
        self.rounds.append(self.fold())

    def close_if_over(self, now):
        """How many papers the closer closes."""
        if not self.is_running or not self.is_over(now):
            return 0
        self.submit("deadline", now)
        return 1

    # The invigilator: each says whether the act reached the paper.

    def give_time(self, minutes):
        if self.is_started and not self.is_running:
            return False
        self.extra += minutes
        if self.is_started:
            self.deadline += timedelta(minutes=minutes)
        return True

    def pause(self, now):
        if not self.is_running or self.is_over(now) or self.paused_at is not None:
            return False
        self.paused_at = now
        return True

    def resume(self, now):
        if self.paused_at is None:
            return False
        self.deadline += max(now - self.paused_at, timedelta(0))
        self.paused_at = None
        return True

    def force(self, now):
        if not self.is_running:
            return False
        self.submit("forced", now)
        return True

    def reopen(self, minutes, now):
        if not self.is_started or self.is_running:
            return False
        self.submitted_at, self.closed_by = None, ""
        # Never before its start, wherever the clock has gone meanwhile.
        self.deadline = max(now, self.started_at) + timedelta(minutes=minutes)
        return True

    def score(self):
        """How many results the scorer makes."""
        if not self.is_started or self.is_running or len(self.rounds) in self.scored:
            return 0
        self.scored.append(len(self.rounds))
        return 1


def chosen(attempt, position, letters):
    """Letters as shown, in the author's terms."""
    if not letters:
        return None
    order = option_order(attempt.seed, position, 2 if position == 3 else 4, shuffles=position != 3)
    return sorted(order[LETTERS.index(letter)] for letter in letters)


def points(attempt, folded):
    return Decimal(
        sum(
            chosen(attempt, position, folded.get(position)) == key for position, key in KEYS.items()
        )
    )
