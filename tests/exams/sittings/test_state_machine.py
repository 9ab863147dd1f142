"""Whatever happens to an attempt, in whatever order: it does what the plain model says.

The functions are the real ones on a real database; `plain_attempt` says what must come of them.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from exams.scoring.marking import score_pending
from exams.scoring.models import Result, Score
from exams.sittings import closing, delivery, invigilating, observing, preparing, sealing, telling
from exams.sittings.models import (
    AnswerEvent,
    Attempt,
    Incident,
    Intervention,
    LateAnswer,
    Registration,
    Response,
    Seal,
)
from tests.exams.sittings.plain_attempt import GRACE, KEYS, Plain, chosen, points
from tests.factories import RegistrationFactory, UserFactory

ANSWERS = st.one_of(
    st.tuples(st.just(1), st.sampled_from(["", "A", "B", "C", "D"])),
    st.tuples(st.just(2), st.sampled_from(["", "A", "AC", "BD", "ABCD"])),
    st.tuples(st.just(3), st.sampled_from(["", "A", "B"])),
)
# Steps of time, and moments around which much hangs, in seconds from deadline plus grace.
STEPS = st.sampled_from([0, 1, 10, 59, 61, 600, 3600, 7100])
MINUTES = st.sampled_from([1, 15, 120])
EDGES = st.sampled_from([-31, -30, -0.000001, 0, 0.000001, 1])
# What happens, the frequent more often.
ACTS = (
    ["save"] * 6
    + ["time_passes", "time_comes_to_the_edge"] * 2
    + ["the_clock_goes_back", "prepare", "start_prepared", "start", "open_again", "beat", "ask"]
    + ["give_time", "pause", "resume", "resume", "force", "reopen", "reopen", "hand_in"]
    + ["close", "close", "seal", "score", "score"]
)
FROZEN = [AnswerEvent, LateAnswer, Response, Seal, Intervention, Incident, Result, Score]


class Attempted(RuleBasedStateMachine):
    """The class attributes are given by the test; each run is rolled back."""

    registration = actor = positions = None

    def __init__(self):
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        sitting = self.registration.sitting
        self.plain = Plain(sitting.opens_at, sitting.closes_at, sitting.exam.duration_minutes)
        self.now = sitting.opens_at + timedelta(minutes=5)
        self.has_jumped = False
        self.tokens = ["never given"]
        self.frozen = {model: {} for model in FROZEN}

    def teardown(self):
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    # What the functions are given: read anew each time, as by another process.

    def entry(self):
        return Registration.objects.for_start().get(pk=self.registration.pk)

    def attempt(self):
        return Attempt.objects.for_room().get(registration=self.registration)

    def act(self, verb, **kwargs):
        done = verb([self.entry()], actor=self.actor, cause="原因", now=self.now, **kwargs)
        assert len(done.acted) + len(done.left_out) == 1
        self.plain.interventions += len(done.acted)
        return bool(done.acted)

    @initialize(is_prepared=st.booleans(), is_started=st.sampled_from([True, True, True, False]))
    def begin(self, is_prepared, is_started):
        if is_prepared:
            self.prepare()
        if is_started:
            self.start_prepared() if is_prepared else self.start()
            self.open_again()

    # One rule, not many: Hypothesis switches rules off in most runs, and in so short a run
    # everything has to meet everything else.
    @rule(what=st.sampled_from(ACTS), data=st.data())
    def happens(self, what, data):
        self.draw = data.draw
        getattr(self, what)()

    # Time

    def time_passes(self):
        self.now += timedelta(seconds=self.draw(STEPS))

    def time_comes_to_the_edge(self):
        if self.plain.is_running:
            edge = self.plain.deadline + GRACE + timedelta(seconds=self.draw(EDGES))
            self.now = max(self.now, edge)

    def the_clock_goes_back(self):
        """O10"""
        if not self.has_jumped:
            self.now -= timedelta(seconds=self.draw(st.sampled_from([1, 90, 3600, 20_000])))
            self.has_jumped = True

    # The candidate

    def prepare(self):
        expected = not self.plain.prepared and not self.plain.is_started
        assert preparing.prepare(self.registration.sitting, now=self.now) == expected
        self.plain.prepared |= expected

    def start_prepared(self):
        user_id = self.registration.candidate.user_id
        made = preparing.start_prepared(self.registration.pk, user_id, now=self.now)
        may = self.plain.prepared and not self.plain.is_started and self.plain.may_start(self.now)
        assert bool(made) == may
        if made:
            self.plain.start(self.now)
            self.take(made[1])

    def start(self):
        if not self.plain.is_started and not self.plain.may_start(self.now):
            with pytest.raises(delivery.NotOpen):
                delivery.start(self.entry(), now=self.now)
            return
        delivery.start(self.entry(), now=self.now)
        if not self.plain.is_started:
            self.plain.start(self.now)

    def save(self):
        """In order, out of order (D3), once more (D2), from a page that was taken over (D5, D6)."""
        if not self.plain.is_started:
            return
        how = self.draw(st.sampled_from(["next", "next", "ahead", "any", "again", "elsewhere"]))
        answer = self.draw(ANSWERS)
        sent = self.plain.late | self.plain.log
        number, token = max(sent, default=0) + 1, self.plain.token
        if how == "ahead":
            number += 3
        elif how == "any":
            number = self.draw(st.integers(1, number))
        elif how == "again" and sent:
            number = self.draw(st.sampled_from(sorted(sent)))
            answer = sent[number][:2]
        elif how == "elsewhere":
            token = self.draw(st.sampled_from(self.tokens))
        told = self.plain.save(number, *answer, token, self.now)
        pk = self.attempt().pk
        position, letters = answer
        try:
            received_at = delivery.save(
                pk, token, number=number, position=position, answer=letters, now=self.now
            )
        except delivery.Refused as refusal:
            said = refusal.code
        else:
            said = "saved"
            assert received_at == self.plain.log[number][2]
        assert said == told

    def open_again(self):
        if self.plain.is_started:
            self.take(delivery.open_token(self.attempt()))

    def take(self, token):
        self.plain.token = token
        self.tokens.append(token)

    def beat(self):
        if not self.plain.token:
            return
        before = self.plain.seen_at
        observing.beat(
            self.attempt().pk, self.plain.token, position=1, facts=[{"kind": "away", "ago": 1}],
            address="10.0.0.1", agent="browser", now=self.now,
        )  # fmt: skip
        if self.plain.is_running:
            self.plain.clock_incidents += before is not None and self.now < before
            self.plain.seen_at = self.now

    def ask(self):
        """Whoever looks first closes a paper whose time is over."""
        if not self.plain.token:
            return
        self.plain.close_if_over(self.now)
        told = telling.told(self.attempt().pk, self.plain.token, after=0, now=self.now)
        assert (told["submitted_at"] is None) == self.plain.is_running
        assert told["deadline"] == self.plain.deadline.isoformat()
        assert told["acknowledged"] == max(self.plain.log, default=0)

    def hand_in(self):
        """D11"""
        if not self.plain.is_started:
            return
        self.plain.close_if_over(self.now)
        self.plain.submit("candidate", self.now)
        attempt = closing.hand_in(self.attempt(), now=self.now)
        assert (attempt.closed_by, attempt.submitted_at) == (
            self.plain.closed_by,
            self.plain.submitted_at,
        )

    # The invigilator

    def give_time(self):
        """D13"""
        minutes, percent = self.draw(MINUTES), self.draw(st.sampled_from([0, 0, 33]))
        total = minutes - (-self.plain.duration * percent // 100)
        given = self.act(invigilating.give_time, minutes=minutes, percent=percent)
        assert given == self.plain.give_time(total)

    def pause(self):
        assert self.act(invigilating.pause) == self.plain.pause(self.now)

    def resume(self):
        assert self.act(invigilating.resume) == self.plain.resume(self.now)

    def force(self):
        assert self.act(invigilating.hand_in) == self.plain.force(self.now)

    def reopen(self):
        minutes = self.draw(MINUTES)
        reached = self.act(invigilating.reopen, minutes=minutes)
        assert reached == self.plain.reopen(minutes, self.now)

    # Housekeeping

    def close(self):
        assert delivery.close_overdue(now=self.now) == self.plain.close_if_over(self.now)

    def seal(self):
        assert sealing.seal_open(now=self.now) in (0, int(self.plain.is_running))

    def score(self):
        assert score_pending(now=self.now) == self.plain.score()

    # What holds after every step

    @invariant()
    def it_is_as_the_model_says(self):
        rows = {
            model: {row["id"]: row for row in model.objects.order_by("pk").values()}
            for model in FROZEN
        }
        for model, before in self.frozen.items():
            assert before.items() <= rows[model].items(), f"{model} changed"
        self.frozen = rows
        self.check_attempt(Attempt.objects.filter(registration=self.registration).first())
        self.check_log(rows[AnswerEvent].values(), self.plain.log)
        self.check_log(rows[LateAnswer].values(), self.plain.late)
        n_noted = sum(row["kind"] == Incident.Kind.CLOCK for row in rows[Incident].values())
        assert n_noted == self.plain.clock_incidents
        assert len(rows[Intervention]) == self.plain.interventions

    def check_attempt(self, row):
        assert (row is not None) == self.plain.is_started
        extra = Registration.objects.values_list("extra_minutes", flat=True)
        assert extra.get(pk=self.registration.pk) == self.plain.extra
        if row is None:
            return
        for name in ("started_at", "deadline", "paused_at", "submitted_at", "closed_by"):
            assert getattr(row, name) == getattr(self.plain, name), name
        assert row.round == len(self.plain.rounds)
        assert sealing.fault(row) == ""
        if self.plain.rounds:
            self.check_rounds(row)

    def check_log(self, rows, expected):
        """Acknowledged answers are there exactly once; so are those that came too late."""
        assert len(rows) == len(expected)
        told = {row["number"]: (row["position"], row["answer"], row["received_at"]) for row in rows}
        assert told == expected

    def check_rounds(self, attempt):
        """Each handing in has its responses and one seal; each result follows from its round."""
        said = {}
        for row in self.frozen[Response].values():
            position = self.positions[row["form_item_id"]]
            said.setdefault(row["round"], {})[position] = row["chosen"]
        assert said == {
            number: {position: chosen(attempt, position, folded.get(position)) for position in KEYS}
            for number, folded in enumerate(self.plain.rounds, start=1)
        }
        sealed = [row["round"] for row in self.frozen[Seal].values() if row["round"]]
        assert sealed == list(range(1, len(self.plain.rounds) + 1))
        results = self.frozen[Result].values()
        assert [(row["run"], row["round"], row["points"]) for row in results] == [
            (run, number, points(attempt, self.plain.rounds[number - 1]))
            for run, number in enumerate(self.plain.scored, start=1)
        ]


@pytest.fixture
def _machine(db):
    opens_at = timezone.now().replace(microsecond=0)
    Attempted.registration = RegistrationFactory(
        sitting__opens_at=opens_at, sitting__closes_at=opens_at + timedelta(hours=3)
    )
    form = Attempted.registration.sitting.exam.paper.forms.get()
    Attempted.positions = dict(form.items.values_list("pk", "position"))
    Attempted.actor = UserFactory(role="invigilator")


@pytest.mark.usefixtures("_machine")
def test_o10_any_interleaving_keeps_the_invariants():
    n_runs = settings.default.max_examples // 5
    run_state_machine_as_test(
        Attempted, settings=settings(max_examples=n_runs, stateful_step_count=35)
    )
