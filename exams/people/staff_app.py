from wagtail.users.apps import WagtailUsersAppConfig


class StaffAppConfig(WagtailUsersAppConfig):
    """Wagtail's users, with our forms (staff.py, which needs the models to be loaded)."""

    user_viewset = "exams.people.staff.StaffViewSet"
