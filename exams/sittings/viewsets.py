"""Exams and sittings in the administration, for trainers and administrators."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from exams.sittings.forms import ExamForm, SittingForm
from exams.sittings.models import Exam, Sitting


class ExamViewSet(ModelViewSet):
    model = Exam
    icon = "form"
    menu_hook = "register_exams_menu_item"
    menu_order = 30
    list_display = ["title", "paper", "duration_minutes", "pass_mark", "released_at"]
    search_fields = ["title"]
    # Usage would list who is registered; trainers see no person.
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("paper"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("pass_mark")]),
                    FieldPanel("multiple_policy"),
                    FieldPanel("instructions"),
                ],
                heading=_("rules"),
            ),
            MultiFieldPanel(
                [FieldPanel("has_two_markers"), FieldPanel("marking_step")],
                heading=_("written answers"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("warn_after_leaving"), FieldPanel("warn_after_seconds")]
                    )
                ],
                heading=_("marks on the invigilator's board"),
            ),
            MultiFieldPanel(
                [FieldPanel("requires_seb"), FieldPanel("browser_exam_keys")],
                heading="Safe Exam Browser",
            ),
            MultiFieldPanel(
                [FieldPanel("issuer"), FieldPanel("certificate_years")], heading=_("certificate")
            ),
        ],
        base_form_class=ExamForm,
    )


class SittingViewSet(ModelViewSet):
    model = Sitting
    icon = "date"
    menu_hook = "register_exams_menu_item"
    menu_order = 40
    list_display = ["name", "exam", "opens_at", "closes_at"]
    list_filter = ["exam"]
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("exam"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        ],
        base_form_class=SittingForm,
    )
