from exams.sittings.models.attempt import Attempt, grace
from exams.sittings.models.exam import Exam
from exams.sittings.models.invigilation import (
    AnswerFile,
    AnswerFileDecision,
    Incident,
    Intervention,
    Presence,
)
from exams.sittings.models.log import AnswerEvent, LateAnswer, Response, Seal
from exams.sittings.models.sitting import Preparation, Registration, Sitting

__all__ = [
    "AnswerEvent",
    "AnswerFile",
    "AnswerFileDecision",
    "Attempt",
    "Exam",
    "Incident",
    "Intervention",
    "LateAnswer",
    "Preparation",
    "Presence",
    "Registration",
    "Response",
    "Seal",
    "Sitting",
    "grace",
]
