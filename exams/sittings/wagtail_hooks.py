from wagtail import hooks

from exams.sittings.viewsets import ExamViewSet, SittingViewSet


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ExamViewSet("exams"), SittingViewSet("sittings")]
