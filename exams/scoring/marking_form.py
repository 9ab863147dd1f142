"""The form on the marking page: points by criterion and a comment."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.papers.templatetags.points import points as written
from exams.scoring import rubrics
from exams.scoring.models import Mark
from questionbank import showing

# As many steps stand side by side as buttons; more are typed.
MOST_BUTTONS = 11


class MarkForm(forms.Form):
    """Built for one question: `MarkForm(place=form_item, key=key)`."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=Mark._meta.get_field("comment").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, place, key, mark=None, **kwargs):
        rubric = key["rubric"]
        self.limits = rubrics.limits(place.points, rubric) or [place.points]
        self.texts = [showing.prepared(criterion["text"]) for criterion in rubric]
        if mark is not None:
            given = mark.by_criterion or [mark.points]
            initial = {self.name(n): written(value) for n, value in enumerate(given)}
            kwargs["initial"] = initial | {"comment": mark.comment}
        super().__init__(*args, **kwargs)
        for n, limit in enumerate(self.limits):
            self.fields[self.name(n)] = forms.DecimalField(
                error_messages={"required": _("Give points here, 0 included.")},
                validators=[self.step_validator(limit)],
            )

    @staticmethod
    def name(n):
        return f"given-{n}"

    @staticmethod
    def step_validator(limit):
        def check(value):
            if value not in rubrics.steps(limit):
                raise forms.ValidationError(
                    _("Give from 0 to %(limit)s, in halves."), params={"limit": written(limit)}
                )

        return check

    def criteria(self):
        """What the template draws, criterion by criterion."""
        for n, limit in enumerate(self.limits):
            field = self[self.name(n)]
            value = field.value()
            steps = rubrics.steps(limit)
            yield {
                "number": n + 1,
                "field": field,
                "text": self.texts[n] if self.texts else None,
                "limit": limit,
                "value": "" if value is None else value,
                "steps": [written(step) for step in steps] if len(steps) <= MOST_BUTTONS else [],
            }

    def given(self):
        return [Decimal(self.cleaned_data[self.name(n)]) for n in range(len(self.limits))]
