"""The room without script: what its form sends becomes saves, through the one save path."""

from dataclasses import dataclass

from exams.sittings import delivery
from exams.sittings.answers import fold
from questionbank import answer_text


@dataclass(frozen=True)
class Kept:
    n_saved: int
    n_late: int


def posted_answers(data, n_questions):
    """Return {position: answer} of the questions that the form showed, and what can't be read.

    A question without its `shown` field says nothing: an answer isn't taken back by a form that
    was cut short.

    Returns
    -------
    answers : dict
    unreadable : list of int
        Positions; the others are there all the same, so that nothing written is lost.
    """
    shown = {int(value) for value in data.getlist("shown") if value.isdecimal() and len(value) < 4}
    answers, unreadable = {}, []
    for position in sorted(shown):
        if 1 <= position <= n_questions:
            try:
                answers[position] = answer_text.posted(data.getlist(f"item-{position}"))
            except answer_text.MalformedAnswer:
                unreadable.append(position)
    return answers, unreadable


def keep(attempt, token, answers, *, now):
    """Save what differs from the answer log, with numbers going on; raises a `Refused`.

    What comes too late is kept as such, counted and not raised: the rest still has to be said.
    """
    events = list(attempt.events.values_list("number", "position", "answer"))
    saved = fold(events)
    number = max((event[0] for event in events), default=0)
    n_saved = n_late = 0
    for position, answer in answers.items():
        if answer == saved.get(position, ""):
            continue
        number += 1
        try:
            delivery.save(
                attempt.pk, token, number=number, position=position, answer=answer, now=now
            )
        except (delivery.TooLate, delivery.AlreadySubmitted):
            n_late += 1
        else:
            n_saved += 1
    return Kept(n_saved, n_late)
