"""The forms of the invigilator's board: what to look at, and what each act needs to know."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.sittings import invigilating
from exams.sittings.board import State
from exams.sittings.models import AnswerFileDecision, Intervention

# A room or unit without a name can still be asked for.
NOWHERE = "-"


class BoardFilter(forms.Form):
    """Which of a board's rows to show."""

    q = forms.CharField(label=_("Name or admission number"), required=False, max_length=40)
    room = forms.ChoiceField(label=_("Examination room"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, rows):
        super().__init__(data)
        self.rows = rows
        rooms = list(dict.fromkeys(row.room for row in rows if row.room))
        named = [(room, room) for room in rooms]
        if rooms and any(not row.room for row in rows):
            named.append((NOWHERE, _("without a room")))
        self.fields["q"].widget.input_type = "search"
        self.fields["room"].choices = [("", _("All rooms")), *named]
        units = dict.fromkeys(row.unit for row in rows)
        self.fields["unit"].choices = [("", _("All units")), *((unit, unit) for unit in units)]
        self.fields["state"].choices = [
            ("", _("All states")),
            *State.choices,
            ("warned", _("with a warning")),
            ("late", _("with late answers")),
        ]

    def narrowed(self):
        """The rows that are asked for; what can't be understood narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        rows = self.rows
        if word := (asked.get("q") or "").strip():
            rows = [row for row in rows if word in row.name or word in row.ticket]
        if room := asked.get("room"):
            room = "" if room == NOWHERE else room
            rows = [row for row in rows if row.room == room]
        if unit := asked.get("unit"):
            rows = [row for row in rows if row.unit == unit]
        match asked.get("state"):
            case "warned":
                rows = [row for row in rows if row.is_warned]
            case "late":
                rows = [row for row in rows if row.n_late]
            case str(state) if state:
                rows = [row for row in rows if row.state == state]
        return rows


OTHER = "other"


class CauseForm(forms.Form):
    """A cause: one of the usual ones, or in own words. Subclasses say which are usual."""

    causes = ()
    asked_first = ()  # fields that stand before the cause

    usual = forms.ChoiceField(label=_("Cause"), widget=forms.RadioSelect)
    own = forms.CharField(
        label=_("In own words"), required=False,
        max_length=Intervention._meta.get_field("cause").max_length,
    )  # fmt: skip

    field_order = ("minutes", "percent", "text", "usual", "own")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [(str(cause), cause) for cause in self.causes]
        self.fields["usual"].choices = [*listed, (OTHER, _("Another cause"))]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("usual") == OTHER and not cleaned.get("own") and "own" not in self.errors:
            self.add_error("own", _("Say the cause in a few words."))
        return cleaned

    @property
    def cause(self):
        """The cause as it is recorded; own words beside a usual one are added to it."""
        usual, own = self.cleaned_data["usual"], self.cleaned_data["own"]
        parts = [own] if usual == OTHER else [usual, own]
        longest = Intervention._meta.get_field("cause").max_length
        return "：".join(part for part in parts if part)[:longest]


def _minutes(**kwargs):
    return forms.IntegerField(
        min_value=1, max_value=invigilating.MAX_MINUTES, widget=_number(), **kwargs
    )


def _number():
    return forms.NumberInput(attrs={"inputmode": "numeric"})


class ExtraTimeForm(CauseForm):
    causes = (
        _("granted for a disability or illness"),
        _("equipment failure"),
        _("network failure"),
        _("disturbance in the room"),
    )
    minutes = _minutes(label=_("Minutes"), required=False)
    percent = forms.IntegerField(
        label=_("or percent of the exam's duration"), required=False, min_value=1, max_value=200,
        widget=_number(),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if bool(cleaned.get("minutes")) == bool(cleaned.get("percent")):
            self.add_error("minutes", _("Give either minutes or percent."))
        return cleaned


class PauseForm(CauseForm):
    causes = (
        _("candidate unwell"),
        _("equipment failure"),
        _("network failure"),
        _("emergency in the building"),
    )


class ResumeForm(CauseForm):
    causes = (_("the cause of the pause is over"),)


class HandInForm(CauseForm):
    causes = (
        _("candidate has left the room"),
        _("candidate asked for it"),
        _("breach of the rules, handled by the invigilator"),
    )


class ReopenForm(CauseForm):
    causes = (
        _("handed in by mistake"),
        _("equipment failure"),
        _("network failure"),
    )
    minutes = _minutes(label=_("Minutes from now"))


class MessageForm(CauseForm):
    causes = (_("notice to the candidates"), _("reminder of time"), _("correction of a question"))
    text = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Intervention._meta.get_field("text").max_length,
    )  # fmt: skip


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Intervention._meta.get_field("text").max_length,
        help_text=_("Kept for the minutes of the sitting; the candidates don't see it."),
    )  # fmt: skip


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("Answer file"), widget=forms.FileInput(attrs={"accept": ".baiwen"})
    )


class DecisionForm(forms.Form):
    cause = forms.CharField(
        label=_("Reason of the decision"),
        max_length=AnswerFileDecision._meta.get_field("cause").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RoomsForm(forms.Form):
    """The rooms of a sitting, one a line: name and number of seats."""

    rooms = forms.CharField(
        label=_("Rooms"), widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One a line: the name, a space, the number of seats."), max_length=10_000,
    )  # fmt: skip
    order = forms.ChoiceField(
        label=_("Order"), widget=forms.RadioSelect, initial="unit",
        choices=[
            ("unit", _("by unit: people of one unit sit together")),
            ("ticket", _("by admission number")),
        ],
    )  # fmt: skip


class SeatForm(forms.Form):
    room = forms.CharField(label=_("Examination room"), required=False, max_length=40)
    seat = forms.IntegerField(
        label=_("Seat"), required=False, min_value=1, max_value=9999, widget=_number()
    )


@dataclass(frozen=True)
class Act:
    """An act as the pages know it: its address, its words, its form."""

    slug: str
    label: str
    question: str  # what the form says above the fields
    form: type
    button_class: str = ""
    is_for_all: bool = False  # without a selection it is for everybody of the sitting


ACTS = {
    act.slug: act
    for act in (
        Act(
            "extra-time", _("Extra time"),
            _("Holds at once, and shows on an open paper within 5 seconds. Before the start it "
              "is added to the time of the paper."),
            ExtraTimeForm,
        ),
        Act(
            "pause", _("Pause"),
            _("The paper is covered and its time stands still until the pause ends."), PauseForm,
        ),
        Act(
            "resume", _("End the pause"),
            _("The paper comes back, and the time of the pause is given back to the second."),
            ResumeForm,
        ),
        Act(
            "message", _("Message"), _("Shows on the open papers within 5 seconds."), MessageForm,
            is_for_all=True,
        ),
        Act("note", _("Note"), "", NoteForm, is_for_all=True),
        Act(
            "reopen", _("Open again"),
            _("The candidate goes on with all answers. What was handed in stays sealed beside it."),
            ReopenForm,
        ),
        Act(
            "hand-in", pgettext_lazy("invigilator", "Hand in"),
            _("The paper is closed with what has been saved so far. Answers that a device hasn't "
              "sent yet don't count."),
            HandInForm, "bad",
        ),
    )
}  # fmt: skip
