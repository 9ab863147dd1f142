from wagtail.permission_policies import ModelPermissionPolicy


class AssembledOnly(ModelPermissionPolicy):
    """Papers come from assembly alone and stay as they are, whatever a person's role.

    In the admin's generic pages they can only be viewed; assembling asks for `papers.add_paper`
    by itself.
    """

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return "view" in actions and super().user_has_any_permission(user, ["view"])
