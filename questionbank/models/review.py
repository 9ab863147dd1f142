from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from questionbank import reviewing


class ReviewTask(AbstractGroupApprovalTask):
    """The step of the workflow in which a group approves what others wrote (`reviewing`)."""

    class Meta:
        verbose_name = _("review of items")
        verbose_name_plural = _("reviews of items")

    @classmethod
    def get_description(cls):
        return _("Members of the groups approve questions that they neither wrote nor submitted.")

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if actions and reviewing.is_own(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        if action_name == "approve":
            reviewing.check(task_state.workflow_state.content_object, user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """For the start page: without what they submitted themselves."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user)
