"""The forms by which trainers set up exams and sittings in the administration."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exams.sittings.models import Attempt
from exams.sittings.paper_page import plain_number, total_points

_STARTED = _("Somebody has started already: this can't be changed any more.")


class _FixedOnceStarted(WagtailAdminModelForm):
    """What a started paper rests on stays as it is; `fixed` names those fields."""

    fixed = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.attempts().exists():
            for name in self.fixed:
                # A disabled field ignores whatever is sent for it.
                self.fields[name].disabled = True
                self.fields[name].help_text = _STARTED


class ExamForm(_FixedOnceStarted):
    fixed = ("paper", "duration_minutes", "pass_mark", "multiple_policy")

    def attempts(self):
        return Attempt.objects.filter(registration__sitting__exam=self.instance)

    def clean_browser_exam_keys(self):
        keys = self.cleaned_data["browser_exam_keys"]
        if not all(re.fullmatch(r"[0-9a-fA-F]{64}", key) for key in keys.split()):
            raise ValidationError(_("A browser exam key has 64 signs: digits and a to f."))
        return keys

    def clean(self):
        cleaned = super().clean()
        paper, pass_mark = cleaned.get("paper"), cleaned.get("pass_mark")
        form = paper and paper.forms.order_by("label").first()
        if paper and form is None:
            self.add_error("paper", _("This paper has no form yet. Assemble it first."))
        if form and pass_mark is not None and pass_mark > total_points(form):
            self.add_error(
                "pass_mark",
                _("The paper has %(points)s points: nobody could pass.")
                % {"points": plain_number(total_points(form))},
            )
        return cleaned


class SittingForm(_FixedOnceStarted):
    fixed = ("exam", "opens_at")

    def attempts(self):
        return Attempt.objects.filter(registration__sitting=self.instance)

    def clean(self):
        cleaned = super().clean()
        exam = cleaned.get("exam")
        if exam and exam.released_at and not self.instance.pk:
            self.add_error(
                "exam",
                _(
                    "The results of this exam are released, so its keys are known. Assemble "
                    "another paper and make an exam of it."
                ),
            )
        return cleaned
